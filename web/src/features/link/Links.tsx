// What belongs together with a record, told from its side: the list in its context.
import { Trans, useLingui } from '@lingui/react/macro'
import { IconLinkPlus, IconX } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { timelineKey } from '~/api/keys'
import type { Link, Relation } from '~/api/types'
import { useFormat } from '~/ui/context'
import { Failure, Keys, useFailure } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import { say } from '~/ui/toast'
import c from './link.module.css'
import { connect, disconnect, type Found, linkKeys, linksQuery, relationsQuery } from './queries'

export type Mark = (record: Link['record']) => ReactNode
export type Self = { id: string; reference: string }

/** Links and unlinks, each with its way back. */
export function useLinking(record: Self) {
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
