// One of my records: where it stands, what was said, my answer.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { timelineKey } from '~/api/keys'
import { useTopics } from '~/api/live'
import type { AnyRecord } from '~/api/types'
import { useMe } from '~/features/auth/queries'
import { timelineQuery } from '~/features/conversation/queries'
import { ReplyBar, Thread } from '~/features/conversation/Thread'
import { noticeKeys, readNotices, unreadQuery } from '~/features/notice/queries'
import { Withdrawal } from '~/features/request/Withdrawal'
import { Confirmation } from '~/features/ticket/Confirmation'
import { RecordSteps } from '~/features/ticket/Mine'
import { kindSeen, recordQuery, ticketKeys } from '~/features/ticket/queries'
import { KindMark, useWords } from '~/features/ticket/vocabulary'
import { Watchers } from '~/features/watcher/Watchers'
import { paths } from '~/paths'
import { useFormat, useNow, useTitle } from '~/ui/context'
import { ErrorPage } from '~/ui/ErrorPage'
import { Failure } from '~/ui/parts'
import c from './Page.module.css'

export function Record() {
  const { t } = useLingui()
  const { ref = '' } = useParams({ strict: false }) as { ref?: string }
  const me = useMe()
  const cache = useQueryClient()
  const words = useWords()
  const format = useFormat()
  const now = useNow()
  const navigate = useNavigate()
  const [seen] = useState(() => kindSeen(cache, ref))
  const record = useQuery(recordQuery(ref, seen))
  const r = record.data
  const kind = r?.kind ?? seen
  const timeline = useQuery({ ...timelineQuery(ref, kind ?? 'incident'), enabled: !!kind })
  useTopics(r ? `${r.kind}:${r.id}` : '')
  // A reference that it had before leads to the one of today.
  useEffect(() => {
    if (!r || r.reference === ref) return
    cache.setQueryData(ticketKeys.record(r.reference), r)
    void navigate({ to: paths.portal.record(r.reference), replace: true })
  }, [r, ref, cache, navigate])
  // What is read here is no news any more.
  const id = r?.id
  const unread = useQuery(unreadQuery).data?.unread
  useEffect(() => {
    if (!id || !unread) return
    void readNotices({ record_id: id }).then(
      () => cache.invalidateQueries({ queryKey: noticeKeys.all }),
      () => {},
    )
  }, [cache, id, unread])
  useTitle(r ? `${r.reference} ${r.title}` : ref)
  if (record.error && !r)
    return <ErrorPage of={record.error} home={paths.portal.home} retry={() => void record.refetch()} />
  const desk = me.desk_name || t`service desk`
  const when = r ? format.ago(r.created_at, now) : ''
  const who = r?.assignee?.name ?? ''
  const over = r?.state === 'cancelled'
  const refresh = () => {
    void cache.invalidateQueries({ queryKey: ticketKeys.record(ref) })
    void cache.invalidateQueries({ queryKey: ticketKeys.lists })
    void cache.invalidateQueries({ queryKey: timelineKey(ref) })
  }
  return (
    <main className={`${c.page} ${c.narrow} ${c.record}`} id="main" tabIndex={-1}>
      <Link to={paths.portal.records} className={c.back}>
        <IconArrowLeft size={20} aria-hidden="true" />
        <Trans>My records</Trans>
      </Link>
      {!r ? (
        <div role="status" aria-label={t`Loading`}>
          <Skeleton height={28} width="80%" />
          <Skeleton height={20} mt={24} width="50%" />
          <Skeleton height={20} mt={16} width="60%" />
          <Skeleton height={20} mt={16} width="40%" />
        </div>
      ) : (
        <>
          <div className={c.top}>
            <p className={c.meta}>
              <KindMark kind={r.kind} />{' '}
              {r.kind === 'incident' ? (
                <Trans>
                  {r.reference}, reported{' '}
                  <time dateTime={r.created_at} title={format.full(r.created_at)}>
                    {when}
                  </time>
                </Trans>
              ) : (
                <>
                  {r.reference},{' '}
                  <time dateTime={r.created_at} title={format.full(r.created_at)}>
                    {when}
                  </time>
                </>
              )}
            </p>
            <h1>{r.title}</h1>
          </div>
          <RecordSteps record={r} entries={timeline.data ?? []} />
          <Ending record={r} />
          {r.kind !== 'change' && <Confirmation record={r} />}
          {r.kind === 'request' && <Withdrawal record={r} />}
          <section>
            <div className={c.section}>
              <h2>
                <Trans>Conversation</Trans>
              </h2>
            </div>
            {timeline.error && !timeline.data && <Failure of={timeline.error} retry={() => void timeline.refetch()} />}
            <br />
            {timeline.data && (
              <Thread
                entries={timeline.data}
                me={me.id}
                desk={desk}
                channel={words.channel}
                open={(other) => <Link to={paths.portal.record(other)}>{other}</Link>}
              />
            )}
          </section>
          <Watchers record={r.reference} me={me.id} own={r.requester.id === me.id} mayAdd={r.requester.id === me.id} />
          <span className={c.push} />
          {r.actions.includes('follow') && r.kind !== 'change' ? (
            <div className={c.goOn}>
              <p className={c.meta}>
                <Trans>This record is over. If it comes back, a new one continues it.</Trans>
              </p>
              <Button
                variant="filled"
                onClick={() =>
                  void navigate({
                    to: r.kind === 'incident' ? paths.portal.report : paths.portal.ask,
                    search: { start: r.title, follows: r.reference },
                  })
                }
              >
                {r.kind === 'incident' ? <Trans>New linked incident</Trans> : <Trans>New linked request</Trans>}
              </Button>
            </div>
          ) : r.actions.includes('reply') && !over ? (
            <ReplyBar
              record={r.reference}
              of={r.kind}
              to={who}
              sent={refresh}
              note={r.state === 'closed' && <Trans>This record is closed: what you write opens it again.</Trans>}
            />
          ) : (
            <p className={c.meta}>
              <Trans>This record is over.</Trans>{' '}
              {r.kind === 'incident' ? (
                <Link to={paths.portal.report}>
                  <Trans>Report an incident</Trans>
                </Link>
              ) : (
                <Link to={paths.portal.ask}>
                  <Trans>Make a request</Trans>
                </Link>
              )}
            </p>
          )}
        </>
      )}
    </main>
  )
}

/** What came of it, in the words of the desk, once that is known. */
function Ending({ record }: { record: AnyRecord }) {
  const { t } = useLingui()
  const words = useWords()
  const [title, text] =
    record.kind === 'request'
      ? record.state === 'refused'
        ? [t`Why it was refused`, record.refusal]
        : record.state === 'closed'
          ? [t`What was given`, record.result]
          : record.state === 'cancelled'
            ? [t`Why it was cancelled`, words.cancel(record.cancel_reason)]
            : ['', '']
      : record.kind === 'change'
        ? record.decision && !record.decision.authorised
          ? [t`Why it was refused`, record.decision.reason]
          : [t`Outcome`, record.outcome]
        : ['', '']
  if (!text) return null
  return (
    <section className={c.ending} data-no={record.state === 'refused' || undefined}>
      <h2>{title}</h2>
      <p>{text}</p>
    </section>
  )
}
