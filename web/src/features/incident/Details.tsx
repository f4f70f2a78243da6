// The fields of a record that are not in its head, changed in place.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Textarea, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { Incident } from '~/api/types'
import { useFormat } from '~/ui/context'
import c from './Details.module.css'
import { patch } from './queries'
import type { Verbs } from './verbs'
import { ChannelMark, useWords } from './vocabulary'

type Editable = 'contact' | 'callback' | 'symptoms'

export function Details({ record, verbs }: { record: Incident; verbs: Verbs }) {
  const { t } = useLingui()
  const words = useWords()
  const format = useFormat()
  const edit = (field: Editable) => ({
    name: words.field(field),
    value: record[field],
    version: record.version,
    save: (next: string, seen: number) => {
      const before = record[field]
      return verbs.edit(
        (version) => patch(record.reference, { version, [field]: next }),
        t`Saved`,
        (version) => patch(record.reference, { version, [field]: before }),
        seen,
      )
    },
  })
  const full = (at: string | null) => (at ? format.full(at) : '')
  return (
    <div className={c.parts}>
      {record.resolution && (
        <section>
          <h2>
            <Trans>Resolution</Trans>
          </h2>
          <p className={c.prose}>{record.resolution.text}</p>
          <Pairs
            of={[
              [t`Code`, words.code(record.resolution.code)],
              [t`Kind of resolution`, words.kind(record.resolution.kind)],
              [t({ message: 'Resolved', context: 'date' }), full(record.resolved_at)],
              [t({ message: 'Closed', context: 'date' }), full(record.closed_at)],
              [t`Confirmed`, words.value('confirmed', record.confirmed, '')],
            ]}
          />
        </section>
      )}
      <section>
        <h2>
          <Trans>Contact</Trans>
        </h2>
        <Field {...edit('contact')} />
        <Field {...edit('callback')} />
      </section>
      <section>
        <h2>
          <Trans>Symptoms</Trans>
        </h2>
        <Field {...edit('symptoms')} long />
      </section>
      <section>
        <h2>
          <Trans>Record</Trans>
        </h2>
        <Pairs
          of={[
            [t`Impact`, words.impact(record.impact)],
            [t`Urgency`, words.urgency(record.urgency)],
            [t`Channel`, <ChannelMark key="c" channel={record.channel} word />],
            [t`Organisation`, record.organisation?.name],
            [t`Site`, record.site?.name],
            [t`Occurred`, full(record.occurred_at)],
            [t`Logged`, full(record.created_at)],
            [t`Logged by`, record.logged_by?.name],
            [t`Updated`, full(record.updated_at)],
            [t`Reopened`, record.reopen_count > 0 ? String(record.reopen_count) : ''],
          ]}
        />
      </section>
    </div>
  )
}

export function Pairs(props: { of: [string, ReactNode][] }) {
  return (
    <dl className="pairs">
      {props.of
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function Field(props: {
  name: string
  value: string
  version: number
  long?: boolean
  save: (next: string, seen: number) => Promise<boolean>
}) {
  const { t } = useLingui()
  const [typed, setTyped] = useState<string>()
  const [seen, setSeen] = useState(props.version)
  const [busy, setBusy] = useState(false)
  if (typed === undefined)
    return (
      <button
        type="button"
        className={c.field}
        onClick={() => {
          setSeen(props.version)
          setTyped(props.value)
        }}
        title={t`Change`}
      >
        <span className={props.long ? 'sr' : c.name}>{props.name} </span>
        <span className={props.value ? c.value : c.none}>{props.value || t`not given`}</span>
        <IconPencil size={14} aria-hidden="true" />
      </button>
    )
  const save = async () => {
    setBusy(true)
    if (typed.trim() === props.value || (await props.save(typed.trim(), seen))) setTyped(undefined)
    setBusy(false)
  }
  const common = {
    value: typed,
    autoFocus: true,
    'aria-label': props.name,
    onKeyDown: (e: React.KeyboardEvent) => {
      if (e.key === 'Escape') {
        e.stopPropagation()
        setTyped(undefined)
      } else if (e.key === 'Enter' && (!props.long || e.ctrlKey || e.metaKey)) {
        e.preventDefault()
        void save()
      }
    },
  }
  return (
    <div className={c.editor}>
      {props.long ? (
        <Textarea {...common} rows={4} onChange={(e) => setTyped(e.currentTarget.value)} />
      ) : (
        <TextInput {...common} onChange={(e) => setTyped(e.currentTarget.value)} />
      )}
      <div className={c.tools}>
        <Button onClick={() => setTyped(undefined)}>
          <Trans>Go back</Trans>
        </Button>
        <Button onClick={() => void save()} loading={busy}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </div>
  )
}
