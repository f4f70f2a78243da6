// What is new: each leads to its place in the record. How one is told is chosen
// on the account page.
import { Trans, useLingui } from '@lingui/react/macro'
import { Skeleton, UnstyledButton } from '@mantine/core'
import {
  type Icon,
  IconAt,
  IconBellOff,
  IconEye,
  IconGavel,
  IconHeadset,
  IconMailX,
  IconMessage2,
  IconMessageReply,
  IconUserCheck,
  IconUsers,
} from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useFormat, useNow } from '~/ui/context'
import { Empty, Failure, tabClass, useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './notice.module.css'
import { type Notice, noticeKeys, noticesQuery, type Reason, readNotices } from './queries'

export const reasonIcons: Record<Reason, Icon> = {
  assigned: IconUserCheck,
  passed: IconUsers,
  answered: IconMessageReply,
  returned: IconMailX,
  mentioned: IconAt,
  deciding: IconGavel,
  watched: IconEye,
  reported: IconHeadset,
  told: IconMessage2,
}

/** What happened, in a few words. */
export function useNoticeWords(): (n: Notice) => string {
  const { t } = useLingui()
  return (n) => {
    const who = n.actor?.name ?? t`The desk`
    // What was done, where it has a name of its own.
    const act =
      n.act === 'confirmed/1'
        ? t`${who} confirmed that it is solved`
        : n.act === 'reopened/1'
          ? t`${who} reopened it`
          : n.act === 'replied/1' || n.act === 'heard/1'
            ? t`${who} wrote`
            : ''
    switch (n.reason) {
      case 'assigned':
        return t`${who} assigned it to you`
      case 'passed':
        return t`${who} assigned it to your team`
      case 'answered':
        return act || t`${who} wrote`
      case 'returned':
        return t`A message came back: it was not delivered`
      case 'mentioned':
        return t`${who} mentions you in a note`
      case 'deciding':
        return n.record.state === 'assessed' ? t`A change waits for your decision` : t`A change waited for a decision`
      case 'watched':
        return act || t`${who} did something on a record you watch`
      case 'reported':
        return act || t`${who} did something on a record you logged`
      default:
        return n.act === 'replied/1' ? t`${who} answered you` : t`The desk has news for you`
    }
  }
}

export function NoticeList(props: {
  to: (n: Notice) => { to: string; hash: string }
  settings?: string
  done: () => void
  /** it has a page of its own */
  page?: boolean
}) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const failure = useFailure()
  const list = useInfiniteQuery(noticesQuery)
  const words = useNoticeWords()
  const format = useFormat()
  const now = useNow()
  const all = list.data?.pages.flatMap((p) => p.items) ?? []
  const read = async (body: Parameters<typeof readNotices>[0]) => {
    try {
      await readNotices(body)
      await cache.invalidateQueries({ queryKey: noticeKeys.all })
    } catch (error) {
      say(failure(error), { bad: true })
    }
  }
  return (
    <div className={c.list} data-page={props.page || undefined}>
      <div className={c.head}>
        {props.page ? (
          <h1>
            <Trans>Notifications</Trans>
          </h1>
        ) : (
          <h2>
            <Trans>Notifications</Trans>
          </h2>
        )}
        {all.some((n) => !n.read) && (
          <UnstyledButton className={tabClass} onClick={() => void read({ all: true })}>
            <Trans>Mark all as read</Trans>
          </UnstyledButton>
        )}
      </div>
      {list.isPending ? (
        <div className={c.waiting} role="status" aria-label={t`Loading`}>
          <Skeleton height={36} />
          <Skeleton height={36} />
          <Skeleton height={36} />
        </div>
      ) : list.error && all.length === 0 ? (
        <Failure of={list.error} retry={() => void list.refetch()} />
      ) : all.length === 0 ? (
        <Empty icon={IconBellOff} title={t`Nothing new`}>
          <Trans>What concerns you appears here: answers on your records, what is assigned to you, mentions.</Trans>
        </Empty>
      ) : (
        <ul>
          {all.map((n) => {
            const Glyph = reasonIcons[n.reason]
            return (
              <li key={n.id}>
                <Link
                  {...props.to(n)}
                  className={c.notice}
                  data-unread={!n.read || undefined}
                  onClick={() => {
                    if (!n.read) void read({ ids: [n.id] })
                    props.done()
                  }}
                >
                  <Glyph size={18} aria-hidden="true" />
                  <span className={c.what}>
                    <span className={c.words}>
                      {words(n)}
                      {!n.read && <span className="sr"> ({t`not read`})</span>}
                    </span>
                    <span className={c.which}>
                      {n.record.reference} · {n.record.title}
                    </span>
                  </span>
                  <time dateTime={n.at} title={format.full(n.at)} className={c.when}>
                    {format.age(n.at, now)}
                  </time>
                </Link>
              </li>
            )
          })}
        </ul>
      )}
      {list.hasNextPage && (
        <UnstyledButton className={tabClass} onClick={() => void list.fetchNextPage()}>
          <Trans>Show earlier ones</Trans>
        </UnstyledButton>
      )}
      {props.settings && (
        <Link to={props.settings} hash="notifications" className={c.settings} onClick={props.done}>
          <Trans>Choose what tells you</Trans>
        </Link>
      )}
    </div>
  )
}
