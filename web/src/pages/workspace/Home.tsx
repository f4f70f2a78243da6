// What needs one now, and how the desk stands.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import {
  type Icon,
  IconAt,
  IconCircleCheck,
  IconGavel,
  IconInbox,
  IconMessageReply,
  IconPlayerPause,
  IconSun,
} from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ListQuery } from '~/api/types'
import { healthQuery } from '~/features/administration/queries'
import { useMe } from '~/features/auth/queries'
import { decisionsQuery, noticesQuery } from '~/features/notice/queries'
import { useViewNames } from '~/features/ticket/Queue'
import { countsQuery, fewQuery } from '~/features/ticket/queries'
import { KindMark, PriorityMark, StateMark } from '~/features/ticket/vocabulary'
import { viewCountsQuery } from '~/features/view/queries'
import { paths } from '~/paths'
import { useFormat, useNow, useTitle } from '~/ui/context'
import { Alert, Empty, Failure, tabClass } from '~/ui/parts'
import { Age } from '~/ui/Time'
import c from './Home.module.css'
import { searchOf, useSavedViews } from './views'

const most = 5
const pulse = ['to_process', 'unassigned', 'mine', 'on_hold', 'resolved'] as const

export function Home() {
  const { t } = useLingui()
  const me = useMe()
  const format = useFormat()
  const now = useNow()
  const names = useViewNames()
  useTitle(t`Home`)
  const fr = format.locale === 'fr'
  // The filters stand in the address that each part leads to, so in the reader's words.
  const parts: { id: string; name: string; icon: Icon; view: string; f: string; sort: string }[] = [
    {
      id: 'answers',
      name: t`New answers on your records`,
      icon: IconMessageReply,
      view: 'mine',
      f: fr ? 'dernier:utilisateur' : 'last:user',
      sort: '-updated',
    },
    {
      id: 'teams',
      name: t`Unassigned in your teams`,
      icon: IconInbox,
      view: 'unassigned',
      f: fr ? 'équipe:les_miennes' : 'team:mine',
      sort: 'priority',
    },
    {
      id: 'held',
      name: t`On hold for more than two days`,
      icon: IconPlayerPause,
      view: 'on_hold',
      f: fr ? 'à:moi maj>2j' : 'to:me updated>2d',
      sort: 'updated',
    },
    {
      id: 'resolved',
      name: t`Resolved, waiting for the user’s word`,
      icon: IconCircleCheck,
      view: 'resolved',
      f: fr ? 'à:moi' : 'to:me',
      sort: 'updated',
    },
  ]
  const lists = [
    useQuery(fewQuery(ask(parts[0]))),
    useQuery(fewQuery(ask(parts[1]))),
    useQuery(fewQuery(ask(parts[2]))),
    useQuery(fewQuery(ask(parts[3]))),
  ]
  const notices = useInfiniteQuery(noticesQuery)
  const mentions = (notices.data?.pages[0]?.items ?? [])
    .filter((n) => n.reason === 'mentioned' && !n.read)
    .slice(0, most)
  const decides = me.permissions.includes('change.authorise')
  const decisions = useQuery(decisionsQuery(most + 1, decides))
  const awaiting = decisions.data?.items ?? []
  const counts = useQuery(countsQuery())
  const { saved } = useSavedViews(true)
  const ids = saved.slice(0, 20).map((v) => v.id)
  const savedCounts = useQuery(viewCountsQuery(ids))
  const steps = useQuery({ ...healthQuery, enabled: me.permissions.includes('job.manage') })
  const left = steps.data?.steps.filter((s) => !s.done).length ?? 0
  const failed = [...lists, decisions].find((l) => l.error && !l.data)
  const waits = lists.some((l) => l.isPending) || (decides && decisions.isPending) || notices.isPending
  const nothing =
    !waits &&
    !failed &&
    mentions.length === 0 &&
    awaiting.length === 0 &&
    lists.every((l) => l.data?.items.length === 0)
  const toDecide = fr ? 'type:changement état:évalué' : 'type:change state:assessed'
  const [first] = me.name.split(' ')

  return (
    <main className={c.home} id="main" tabIndex={-1}>
      <header className={c.head}>
        <p className={c.date}>
          {format.day(now, now)}, {format.time(now)}
        </p>
        <h1>
          <Trans>Hello {first}</Trans>
        </h1>
        <dl className={c.figures}>
          {pulse.map((view) => {
            const count = counts.data?.[view]
            return (
              <div key={view}>
                <dt>{names[view]}</dt>
                <dd>
                  <Link to={paths.desk.queue} search={{ view: view === 'to_process' ? undefined : view }}>
                    {count ? format.count(count.count, count.more) : '–'}
                  </Link>
                </dd>
              </div>
            )
          })}
        </dl>
      </header>
      <div className={c.columns}>
        <section className={c.needs} aria-labelledby="needs">
          <h2 id="needs">
            <Trans>What needs you now</Trans>
          </h2>
          {failed && <Failure of={failed.error} retry={() => void failed.refetch()} />}
          {left > 0 && (
            <Alert
              tools={
                <Link to={paths.desk.administration.firstSteps} className={tabClass}>
                  <Trans>Continue</Trans>
                </Link>
              }
            >
              <Plural value={left} one="First steps: # is left" other="First steps: # are left" />
            </Alert>
          )}
          {nothing && (
            <Empty icon={IconSun} title={t`Nothing waits for you`}>
              <Trans>Answers, records of your teams and mentions appear here by themselves.</Trans>
            </Empty>
          )}
          {awaiting.length > 0 && (
            <Part
              icon={IconGavel}
              name={t`Waiting for your decision`}
              all={
                awaiting.length > most && (
                  <Link to={paths.desk.queue} search={{ view: 'all', f: toDecide, sort: 'priority' }}>
                    {t`See all`}
                    <span className="sr">, {t`Waiting for your decision`}</span>
                  </Link>
                )
              }
            >
              {awaiting.slice(0, most).map((x) => (
                <Line
                  key={x.id}
                  to={paths.desk.record('change', x.reference)}
                  lead={<PriorityMark priority={x.priority as 1} />}
                  reference={x.reference}
                  title={x.title}
                  state={x.requester.name}
                  end={<Age at={x.since} />}
                />
              ))}
            </Part>
          )}
          {mentions.length > 0 && (
            <Part icon={IconAt} name={t`Mentions`}>
              {mentions.map((n) => (
                <Line
                  key={n.id}
                  to={paths.desk.record(n.record.kind as 'incident', n.record.reference)}
                  hash={`e-${n.entry}`}
                  lead={n.actor?.name}
                  reference={n.record.reference}
                  title={n.record.title}
                  end={<Age at={n.at} />}
                />
              ))}
            </Part>
          )}
          {parts.map((part, i) => {
            const list = lists[i]?.data
            if (!list || list.items.length === 0) return null
            const shown = list.items.slice(0, most)
            return (
              <Part
                key={part.id}
                icon={part.icon}
                name={part.name}
                all={
                  <Link to={paths.desk.queue} search={{ view: part.view, f: part.f, sort: part.sort }}>
                    {list.items.length > most || list.next ? t`See all` : t`In the queue`}
                    <span className="sr">, {part.name}</span>
                  </Link>
                }
              >
                {shown.map((row) => (
                  <Line
                    key={row.id}
                    to={paths.desk.record(row.kind, row.reference)}
                    search={{ view: part.view, f: part.f, sort: part.sort }}
                    lead={
                      <>
                        <PriorityMark priority={row.priority} />
                        <KindMark kind={row.kind} short />
                      </>
                    }
                    reference={row.reference}
                    title={row.title}
                    who={row.requester?.name}
                    state={<StateMark state={row.state} hold={row.hold_reason} kind={row.kind} />}
                    end={<Age at={row.last?.at ?? row.updated_at} />}
                  />
                ))}
              </Part>
            )
          })}
        </section>
        <section className={c.pulse} aria-labelledby="views">
          <h2 id="views">
            <Trans>Your views</Trans>
          </h2>
          {saved.length === 0 ? (
            <p className={c.hint}>
              <Trans>Save a cut of the queue under a name: it stands here with what it holds.</Trans>
            </p>
          ) : (
            <ul>
              {saved.slice(0, 20).map((v) => {
                const count = savedCounts.data?.[v.id]
                return (
                  <li key={v.id}>
                    <Link to={paths.desk.queue} search={searchOf(v)}>
                      {v.name}
                    </Link>
                    <span className={c.count}>{count && format.count(count.count, count.more)}</span>
                  </li>
                )
              })}
            </ul>
          )}
        </section>
      </div>
    </main>
  )
}

const ask = (part: { view: string; f: string; sort: string } | undefined): ListQuery => ({
  view: part?.view ?? 'mine',
  f: part?.f ?? '',
  sort: part?.sort ?? 'priority',
  limit: most + 1,
})

function Part(props: { icon: Icon; name: string; all?: ReactNode; children: ReactNode }) {
  return (
    <section className={c.part}>
      <div className={c.partHead}>
        <props.icon size={16} aria-hidden="true" />
        <h3>{props.name}</h3>
        {props.all}
      </div>
      <ul>{props.children}</ul>
    </section>
  )
}

function Line(props: {
  to: string
  hash?: string
  search?: Record<string, string>
  lead: ReactNode
  reference: string
  title: string
  who?: string | undefined
  state?: ReactNode
  end: ReactNode
}) {
  return (
    <li className={c.line}>
      <span className={c.lead}>{props.lead}</span>
      <span className={c.ref}>{props.reference}</span>
      <Link
        to={props.to}
        {...(props.hash ? { hash: props.hash } : {})}
        {...(props.search ? { search: props.search } : {})}
        className={c.title}
      >
        {props.title}
      </Link>
      {props.who && <span className={c.who}>{props.who}</span>}
      <span className={c.state}>{props.state}</span>
      <span className={c.end}>{props.end}</span>
    </li>
  )
}
