// What belongs together with a record, told from its side: the list in its
// context, and the window that links another.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal } from '@mantine/core'
import { IconLinkPlus, IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Refusal } from '~/api/client'
import { timelineKey } from '~/api/keys'
import type { Link, Relation } from '~/api/types'
import { useFormat } from '~/ui/context'
import { Failure, form, Keys, Pick, useFailure } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import { say } from '~/ui/toast'
import c from './link.module.css'
import { connect, disconnect, type Found, linkKeys, linksQuery, offered, relationsQuery } from './queries'
import { RecordField } from './RecordField'

type Mark = (record: Link['record']) => ReactNode
type Self = { id: string; reference: string }

/** Links and unlinks, each with its way back. */
function useLinking(record: Self) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const failure = useFailure()
  const ref = record.reference
  const settle = (...others: string[]) => {
    for (const r of [ref, ...others]) {
      void cache.invalidateQueries({ queryKey: linkKeys.of(r) })
      void cache.invalidateQueries({ queryKey: timelineKey(r) })
    }
  }
  const link = async (kind: Relation, other: Found | Link['record']) => {
    await connect(ref, kind, other.id)
    settle(other.reference)
    say(t`Linked to ${other.reference}`, { undo: () => void unlink(kind, other) })
  }
  const unlink = async (kind: Relation, other: Found | Link['record']) => {
    try {
      await disconnect(ref, kind, other.id)
      settle(other.reference)
      const back = () => void link(kind, other).catch((error) => say(failure(error), { bad: true }))
      say(t`The link with ${other.reference} is removed`, { undo: back })
    } catch (error) {
      say(failure(error), { bad: true })
    }
  }
  return { link, unlink }
}

export function Links(props: {
  record: Self
  mark: Mark
  /** the link to the other record's page */
  open: (record: Link['record'], inside: ReactNode) => ReactNode
  /** opens the window that links another; nothing where the reader may not */
  add: (() => void) | undefined
}) {
  const { t } = useLingui()
  const format = useFormat()
  const links = useQuery(linksQuery(props.record.reference))
  const words = useQuery(relationsQuery(format.locale)).data
  const { unlink } = useLinking(props.record)
  const all = links.data ?? []
  if (!props.add && all.length === 0) return null
  const kinds = [...new Set(all.map((l) => l.kind))]
  return (
    <section className={c.links} aria-label={t({ message: 'Links', context: 'records' })}>
      <div className={c.head}>
        <h2>
          <Trans context="records">Links</Trans>
        </h2>
        {props.add && (
          <button type="button" className={c.add} onClick={props.add}>
            <IconLinkPlus size={16} aria-hidden="true" />
            <Trans>Link…</Trans>
            <Keys of="l" />
          </button>
        )}
      </div>
      {links.error && all.length === 0 && <Failure of={links.error} retry={() => void links.refetch()} />}
      {links.isSuccess && all.length === 0 && (
        <p className={c.none}>
          <Trans>Not linked to any record yet.</Trans>
        </p>
      )}
      {kinds.map((kind) => (
        <div key={kind} className={c.group}>
          <h3>{words?.[kind] ?? ''}</h3>
          <ul>
            {all
              .filter((l) => l.kind === kind)
              .map((l) => {
                const { reference } = l.record
                const who = l.by?.name ?? t`the program`
                return (
                  <li key={l.record.id} className={c.item}>
                    {props.open(
                      l.record,
                      <>
                        <span className={c.clip}>{l.record.title}</span>
                        <span className={c.meta}>
                          <span className="nowrap">{reference}</span>
                          {props.mark(l.record)}
                        </span>
                        <span className={c.by}>
                          {who} · <Ago at={l.at} />
                        </span>
                      </>,
                    )}
                    {l.removable && (
                      <button
                        type="button"
                        className={c.icon}
                        aria-label={t`Remove the link with ${reference}`}
                        title={t`Remove the link`}
                        onClick={() => void unlink(l.kind, l.record)}
                      >
                        <IconX size={16} />
                      </button>
                    )}
                  </li>
                )
              })}
          </ul>
        </div>
      ))}
    </section>
  )
}

export function LinkDialog(props: { record: Self; opened: boolean; close: () => void; mark: Mark }) {
  const { t } = useLingui()
  const { reference } = props.record
  return (
    <Modal
      opened={props.opened}
      onClose={props.close}
      title={t`Link ${reference}`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {props.opened && <Body {...props} />}
    </Modal>
  )
}

function Body(props: { record: Self; close: () => void; mark: Mark }) {
  const { t } = useLingui()
  const format = useFormat()
  const words = useQuery(relationsQuery(format.locale)).data
  const { link } = useLinking(props.record)
  const [kind, setKind] = useState<Relation>('relates_to')
  const [other, setOther] = useState<Found>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const field = error instanceof Refusal ? error.field('to') : undefined
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (!other) return
    setBusy(true)
    setError(undefined)
    try {
      await link(kind, other)
      props.close()
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const { reference } = props.record
  return (
    <form className={form.grid} onSubmit={submit}>
      {error !== undefined && !field && <Failure of={error} kept={<Trans>What you chose is kept.</Trans>} />}
      <Pick
        label={t`${reference} is`}
        value={kind}
        onChange={(k) => setKind(k as Relation)}
        options={offered.map((k) => ({ value: k, name: words?.[k] ?? k }))}
      />
      <RecordField
        label={t`Record`}
        but={props.record.id}
        value={other}
        onChange={(r) => {
          setOther(r)
          setError(undefined)
        }}
        mark={props.mark}
        error={field}
      />
      <div className={form.tools}>
        <Button onClick={props.close}>
          <Trans>Go back</Trans>
        </Button>
        <Button type="submit" variant="filled" loading={busy} disabled={!other}>
          {t({ message: 'Link', context: 'verb' })}
        </Button>
      </div>
    </form>
  )
}
