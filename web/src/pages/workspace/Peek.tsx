// A look at a record without leaving the list: who, what, and the last words.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton, UnstyledButton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Row } from '~/api/types'
import { timelineQuery } from '~/features/conversation/queries'
import { KindMark, PriorityMark, StateMark } from '~/features/ticket/vocabulary'
import { paths } from '~/paths'
import { useFormat, useNow } from '~/ui/context'
import { Failure, Keys } from '~/ui/parts'
import c from './Queue.module.css'

export function Peek(props: { row: Row; search: Record<string, unknown>; close: () => void }) {
  const { t } = useLingui()
  const { row } = props
  const format = useFormat()
  const now = useNow()
  const timeline = useQuery(timelineQuery(row.reference, row.kind))
  const words = timeline.data?.filter((x) => x.message).slice(-3) ?? []
  return (
    <aside className={c.peek} aria-label={t`A look at ${row.reference}`} aria-live="polite">
      <div className={c.line}>
        <KindMark kind={row.kind} short />
        <strong className="nowrap">{row.reference}</strong>
        <span className={c.push} />
        <UnstyledButton className={c.icon} onClick={props.close} aria-label={t`Close`}>
          <IconX size={18} />
        </UnstyledButton>
      </div>
      <h2>{row.title}</h2>
      <div className={c.line}>
        <StateMark state={row.state} hold={row.hold_reason} kind={row.kind} />
        <PriorityMark priority={row.priority} long />
      </div>
      <p className={c.peekWho}>
        {[row.requester.name, row.organisation?.name, row.site?.name].filter(Boolean).join(' · ')}
        <br />
        {[row.team?.name, row.assignee?.name].filter(Boolean).join(' · ')}
      </p>
      {timeline.error ? (
        <Failure of={timeline.error} retry={() => void timeline.refetch()} />
      ) : timeline.data ? (
        <ol className={c.peekWords}>
          {words.map((x) => (
            <li key={x.id} data-note={x.kind === 'note' || undefined}>
              <p>
                <strong>{x.message?.author?.name}</strong>{' '}
                {x.kind === 'note' && (
                  <span>
                    <Trans>internal note</Trans>{' '}
                  </span>
                )}
                <time dateTime={x.at} title={format.full(x.at)}>
                  {format.ago(x.at, now)}
                </time>
              </p>
              <p className={c.peekText}>{x.message?.text}</p>
            </li>
          ))}
        </ol>
      ) : (
        <Skeleton height={120} />
      )}
      <div className={c.line}>
        <Button
          renderRoot={(given) => (
            <Link {...given} to={paths.desk.record(row.kind, row.reference)} search={props.search} />
          )}
          rightSection={<Keys of="Enter" />}
        >
          <Trans>Open</Trans>
        </Button>
      </div>
    </aside>
  )
}
