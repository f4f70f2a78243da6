// How a mailbox signs, and what the letters that come in by it open.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Textarea } from '@mantine/core'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { answer, client, Refusal } from '~/api/client'
import type { components } from '~/api/schema'
import type { Mailbox } from '~/api/types'
import { Failure, form, Pick } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './mailbox.module.css'

type Manner = components['schemas']['Letters']
export type Choice = { value: string; name: string }

const at = (box: Mailbox) => ({ params: { path: { id: box.id } } })

const lettersQuery = (box: Mailbox) =>
  queryOptions({
    queryKey: ['mailboxes', 'letters', box.id],
    queryFn: () => answer(client.GET('/api/mailboxes/{id}/letters', at(box))),
  })

export default function Letters(props: { box: Mailbox; opens: Choice[]; close: () => void }) {
  const { t } = useLingui()
  const { address } = props.box
  const letters = useQuery(lettersQuery(props.box))
  return (
    <Modal
      opened
      onClose={props.close}
      size="lg"
      title={t`Letters of ${address}`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {letters.error && <Failure of={letters.error} retry={() => void letters.refetch()} />}
      {letters.data && <Body key={letters.data.version} {...props} now={letters.data} />}
    </Modal>
  )
}

function Body({ box, opens, close, now }: { box: Mailbox; opens: Choice[]; close: () => void; now: Manner }) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const [f, setF] = useState({ fr: now.signature_fr, en: now.signature_en, opens: now.opens })
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const wrong = (name: string) => (error instanceof Refusal ? error.field(name) : undefined)
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      const saved = await answer(
        client.PUT('/api/mailboxes/{id}/letters', {
          ...at(box),
          body: { version: now.version, signature_fr: f.fr, signature_en: f.en, opens: f.opens },
        }),
      )
      close()
      say(t`Mailbox saved`)
      cache.setQueryData(lettersQuery(box).queryKey, saved)
      void cache.invalidateQueries({ queryKey: ['administration', 'history', 'mailbox'] })
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const facts = Object.fromEntries((now.examples ?? []).map((x) => [x.variable, x.says]))
  const variables = (now.examples ?? []).map((x) => `{{${x.variable}}}`).join(' ')
  const signature = (key: 'fr' | 'en', label: string, code: string) => (
    <div className={c.signature}>
      <Textarea
        label={label}
        rows={4}
        maxLength={1000}
        lang={key}
        value={f[key]}
        onChange={(e) => setF({ ...f, [key]: e.currentTarget.value })}
        error={wrong(code)}
      />
      <figure>
        <figcaption>
          <Trans>Under your reply</Trans>
        </figcaption>
        <p lang={key}>{filled(f[key] || f[key === 'fr' ? 'en' : 'fr'], facts) || byDefault(facts)}</p>
      </figure>
    </div>
  )
  return (
    <form className={form.grid} onSubmit={submit}>
      {error !== undefined && !wrong('signature_fr') && !wrong('signature_en') && (
        <Failure of={error} kept={<Trans>What you typed is kept.</Trans>} />
      )}
      <Pick
        label={t`A new letter opens`}
        value={f.opens}
        onChange={(value) => setF({ ...f, opens: value })}
        options={opens}
        error={wrong('opens')}
      />
      {signature('fr', t`Signature in French`, 'signature_fr')}
      {signature('en', t`Signature in English`, 'signature_en')}
      <p className={c.meta}>
        <Trans>
          {variables} are filled in. A letter that nobody wrote names no agent. If one language is empty, the other is
          used.
        </Trans>
      </p>
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

const filled = (text: string, facts: Record<string, string>) =>
  text.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (all, name: string) => facts[name] || all).trim()

/** What is signed where nothing was written. */
const byDefault = (facts: Record<string, string>) =>
  [facts['agent.name'], facts['desk.name']].filter(Boolean).join(', ')
