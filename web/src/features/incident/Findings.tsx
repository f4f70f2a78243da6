// How an incident was noticed and how far it reaches, out of the way until asked
// for; when the service was out, apart from the record's own times.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Textarea, TextInput } from '@mantine/core'
import { IconChevronRight, IconPencil } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { Refusal } from '~/api/client'
import type { Incident, Patch } from '~/api/types'
import { Pairs } from '~/features/ticket/Fields'
import type { Verbs } from '~/features/ticket/verbs'
import { useWords } from '~/features/ticket/vocabulary'
import { useFormat } from '~/ui/context'
import { Failure, form, Pick } from '~/ui/parts'
import { When } from '~/ui/Time'
import { say } from '~/ui/toast'
import c from './Findings.module.css'
import { patch } from './queries'

type Found = NonNullable<Incident['findings']>

/** What empties a time. */
const never = '0001-01-01T00:00:00Z'

export function Findings({ record, verbs }: { record: Incident; verbs: Verbs }) {
  const { t } = useLingui()
  const words = useWords()
  const [editing, setEditing] = useState(false)
  const f = record.findings
  if (!f) return null
  const when = (at: string | null) => at && <When at={at} />
  const known = Object.values(f).filter(Boolean).length
  return (
    <details className={c.more}>
      <summary>
        <IconChevronRight size={16} aria-hidden="true" />
        <h2>
          <Trans>Findings</Trans>
        </h2>
        {known > 0 && <span className={c.count}>{known}</span>}
      </summary>
      <Pairs
        of={[
          [words.field('first_symptom'), f.first_symptom],
          [words.field('last_good'), when(f.last_good_at)],
          [words.field('detected'), when(f.detected_at)],
          [words.field('detected_by'), words.value('detected_by', f.detected_by, '')],
          [words.field('location'), f.location],
          [words.field('users_hit'), f.users_hit > 0 ? String(f.users_hit) : ''],
          [words.field('extent'), f.extent],
          [words.field('still_working'), f.still_working],
          [words.field('outage_start'), when(f.outage_start)],
          [words.field('outage_end'), when(f.outage_end)],
        ]}
      />
      {known === 0 && (
        <p className={c.none}>
          <Trans>Nothing noted yet: first symptom, detection, reach, outage.</Trans>
        </p>
      )}
      {record.actions.includes('change') && (
        <div>
          <Button leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
            <Trans>Note the findings</Trans>
          </Button>
        </div>
      )}
      <Modal
        opened={editing}
        onClose={() => setEditing(false)}
        title={t`Findings`}
        size="lg"
        closeButtonProps={{ 'aria-label': t`Close` }}
      >
        {editing && <Editor record={record} found={f} verbs={verbs} close={() => setEditing(false)} />}
      </Modal>
    </details>
  )
}

const times = ['last_good_at', 'detected_at', 'outage_start', 'outage_end'] as const
const texts = ['first_symptom', 'extent', 'still_working'] as const

function Editor(props: { record: Incident; found: Found; verbs: Verbs; close: () => void }) {
  const { t } = useLingui()
  const { record, found, verbs, close } = props
  const words = useWords()
  const format = useFormat()
  const [seen] = useState(record.version)
  const [given, setGiven] = useState(() => ({
    ...found,
    ...(Object.fromEntries(times.map((k) => [k, found[k] ? format.field(found[k]) : ''])) as Record<
      (typeof times)[number],
      string
    >),
  }))
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const wrong = (name: string) => (error instanceof Refusal ? error.field(name) : undefined)
  const set = (name: keyof Found, value: string | number) => setGiven((b) => ({ ...b, [name]: value }))
  const save = async (e: FormEvent) => {
    e.preventDefault()
    // Only what was changed: the rest may have moved on meanwhile.
    const body: Record<string, unknown> = {}
    for (const k of [...texts, 'location', 'detected_by', 'users_hit'] as const)
      if (given[k] !== found[k]) body[k] = given[k]
    for (const k of times) {
      const before = found[k] ? format.field(found[k]) : ''
      if (given[k] !== before) body[k] = given[k] ? format.instant(given[k]) : never
    }
    if (Object.keys(body).length === 0) return close()
    setBusy(true)
    setError(undefined)
    try {
      await verbs.attempt((version) => patch(record.reference, { ...body, version } as Patch), seen)
      say(t`Saved`)
      close()
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const time = (name: (typeof times)[number], field: string) => (
    <TextInput
      type="datetime-local"
      label={words.field(field)}
      value={given[name]}
      onChange={(e) => set(name, e.currentTarget.value)}
      error={wrong(name)}
    />
  )
  const long = (name: (typeof texts)[number], focus?: boolean) => (
    <Textarea
      label={words.field(name)}
      rows={2}
      data-autofocus={focus || undefined}
      value={given[name]}
      onChange={(e) => set(name, e.currentTarget.value)}
      error={wrong(name)}
    />
  )
  return (
    <form className={form.grid} onSubmit={save} noValidate>
      {error !== undefined && <Failure of={error} kept={<Trans>What you typed is kept.</Trans>} />}
      {long('first_symptom', true)}
      <div className={form.row}>
        {time('last_good_at', 'last_good')}
        {time('detected_at', 'detected')}
        <Pick
          label={words.field('detected_by')}
          value={given.detected_by}
          onChange={(v) => set('detected_by', v)}
          options={[
            { value: '', name: t`not given` },
            ...(['user', 'staff', 'monitoring', 'correlation'] as const).map((v) => ({
              value: v,
              name: words.value('detected_by', v, ''),
            })),
          ]}
          error={wrong('detected_by')}
        />
      </div>
      <div className={form.row}>
        <TextInput
          label={words.field('location')}
          value={given.location}
          maxLength={300}
          onChange={(e) => set('location', e.currentTarget.value)}
          error={wrong('location')}
        />
        <TextInput
          type="number"
          inputMode="numeric"
          min={0}
          label={words.field('users_hit')}
          value={given.users_hit || ''}
          onChange={(e) => set('users_hit', Math.max(0, Math.round(Number(e.currentTarget.value) || 0)))}
          error={wrong('users_hit')}
        />
      </div>
      {long('extent')}
      {long('still_working')}
      <div className={form.row}>
        {time('outage_start', 'outage_start')}
        {time('outage_end', 'outage_end')}
      </div>
      <div className={form.tools}>
        <Button onClick={close}>
          <Trans>Go back</Trans>
        </Button>
        <Button type="submit" variant="filled" loading={busy}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </form>
  )
}
