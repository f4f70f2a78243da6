// What every record has on screen: its head, its history, where one answers,
// and its context. What only its practice knows is handed down.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import {
  IconArrowLeft,
  IconArrowNarrowLeft,
  IconArrowNarrowRight,
  IconLayoutSidebarRightCollapse,
  IconLayoutSidebarRightExpand,
  IconUserCircle,
} from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useRouterState, useSearch } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { timelineKey } from '~/api/keys'
import { useTopics } from '~/api/live'
import type { AnyRecord, Channel, Kind as RecordKind, State, Team } from '~/api/types'
import { useMe } from '~/features/auth/queries'
import { Composer, type Kind, type SendMove, type Sign } from '~/features/conversation/Composer'
import { Others as Here, usePresence } from '~/features/conversation/presence'
import { timelineQuery, useTakeBack } from '~/features/conversation/queries'
import { type Describe, History, Timeline } from '~/features/conversation/Timeline'
import type { Refer } from '~/features/conversation/text'
import { type Tie, useTies } from '~/features/link/actions'
import { Links } from '~/features/link/Links'
import { noticeKeys, readNotices, unreadQuery } from '~/features/notice/queries'
import { PersonCard } from '~/features/person/PersonCard'
import { Reach } from '~/features/person/Reach'
import type { Asking } from '~/features/ticket/Ask'
import { type Panel, useTicketActions } from '~/features/ticket/actions'
import { useBecome } from '~/features/ticket/become'
import { useEscalate } from '~/features/ticket/escalate'
import { stateWords, token } from '~/features/ticket/filter'
import { kinds as allKinds, requestTypes } from '~/features/ticket/kinds'
import { fewQuery, ticketKeys } from '~/features/ticket/queries'
import { RecordHeader } from '~/features/ticket/RecordHeader'
import type { Verbs } from '~/features/ticket/verbs'
import { ChannelMark, KindMark, StateMark, useWords } from '~/features/ticket/vocabulary'
import { paths } from '~/paths'
import { type Action, useActions } from '~/ui/actions'
import { useFormat } from '~/ui/context'
import { Alert } from '~/ui/parts'
import { Age } from '~/ui/Time'
import { Context } from './Context'
import c from './Record.module.css'
import type { QueueSearch } from './search'

const LinkDialog = lazy(() => import('~/features/link/LinkDialog').then((m) => ({ default: m.LinkDialog })))
const MergeDialog = lazy(() => import('~/features/link/MergeDialog').then((m) => ({ default: m.MergeDialog })))
const Merged = lazy(() => import('~/features/link/Merge').then((m) => ({ default: m.Merged })))
const Similar = lazy(() => import('./Similar').then((m) => ({ default: m.Similar })))
const SplitDialog = lazy(() => import('~/features/link/Split').then((m) => ({ default: m.SplitDialog })))
const Archived = lazy(() => import('~/features/archive/Archived').then((m) => ({ default: m.Archived })))
const Separated = lazy(() => import('~/features/link/Split').then((m) => ({ default: m.Separated })))

const HandDialog = lazy(() => import('./Hand').then((m) => ({ default: m.HandDialog })))
const TakeForwarded = lazy(() => import('./Hand').then((m) => ({ default: m.TakeForwarded })))
const Failing = lazy(() => import('~/features/person/Failing'))
const AskDialog = lazy(() => import('~/features/ticket/Ask').then((m) => ({ default: m.AskDialog })))
const ConflictDialog = lazy(() => import('~/features/ticket/Conflict').then((m) => ({ default: m.ConflictDialog })))

const wideEnough = '(min-width: 90em)'
const kept = 'guichet.context'
const ended: State[] = ['closed', 'cancelled', 'refused']

export function RecordFrame(props: {
  record: AnyRecord
  teams: Team[]
  verbs: Verbs
  /** the legal moves, as their practice makes them */
  moves: Action[]
  /** what may be done with a reply */
  sendMoves: SendMove[]
  details: ReactNode
  dialogs: ReactNode
}) {
  const { record, teams, verbs, moves, sendMoves } = props
  const { t } = useLingui()
  const me = useMe()
  const cache = useQueryClient()
  const words = useWords()
  const format = useFormat()
  const search = useSearch({ strict: false }) as QueueSearch
  const ref = record.reference
  const timeline = useQuery(timelineQuery(ref, record.kind))
  const [panel, setPanel] = useState<Panel>()
  const mayReply = record.actions.includes('reply')
  const mayNote = record.actions.includes('note')
  const [kind, setKind] = useState<Kind>(mayReply || !mayNote ? 'reply' : 'note')
  const wide = useMediaQuery(wideEnough, undefined, { getInitialValueInEffect: false })
  const [pane, setPane] = useState(() => localStorage.getItem(kept) !== 'closed')
  const [over, setOver] = useState(false)
  const context = wide ? pane : over
  useTopics(`${record.kind}:${record.id}`)

  // A notice leads to its place in the history, and is read with it.
  const hash = useRouterState({ select: (s) => s.location.hash })
  const loaded = !!timeline.data
  useEffect(() => {
    if (!hash || !loaded) return
    const frame = requestAnimationFrame(() => document.getElementById(hash)?.scrollIntoView({ block: 'center' }))
    return () => cancelAnimationFrame(frame)
  }, [hash, loaded])
  useEffect(() => {
    if (!cache.getQueryData(unreadQuery.queryKey)?.unread) return
    void readNotices({ record_id: record.id }).then(
      () => cache.invalidateQueries({ queryKey: noticeKeys.all }),
      () => {},
    )
  }, [cache, record.id])

  const take = useRef<(sign?: Sign) => void>(undefined)
  const focus = useCallback((f: (sign?: Sign) => void) => {
    take.current = f
  }, [])
  const compose = useCallback((k: Kind, sign?: Sign) => {
    // At once, for the next letter is already on its way; and again when a menu
    // that led here has given the focus back.
    flushSync(() => setKind(k))
    take.current?.()
    requestAnimationFrame(() => requestAnimationFrame(() => take.current?.(sign)))
  }, [])
  // A menu that a key opens waits for whatever had the focus to give it back.
  const open = useCallback((p: Panel) => setPanel(p), [])
  // Only where the reader still is: they may have gone on to another record.
  const here = useRef(ref)
  here.current = ref
  const back = useCallback((of: string) => of === here.current && compose('reply'), [compose])
  const navigate = useNavigate()
  const [asked, setAsked] = useState<Asking>()
  const show = useCallback(
    (next: AnyRecord) => void navigate({ to: paths.desk.record(next.kind, next.reference), search }),
    [navigate, search],
  )
  const become = useBecome({ record, me, verbs, ask: setAsked, show })
  const sent = useCallback(() => {
    void cache.invalidateQueries({ queryKey: ticketKeys.record(ref) })
    void cache.invalidateQueries({ queryKey: ticketKeys.lists })
    void cache.invalidateQueries({ queryKey: timelineKey(ref) })
  }, [cache, ref])
  const escalate = useEscalate({ record, me, teams, verbs, ask: setAsked, settle: sent })
  const [tie, setTie] = useState<Tie>()
  const ties = useTies(record, setTie)
  const [handing, setHanding] = useState(false)
  const mayHand = record.actions.includes('hand')
  const hand = useMemo<Action>(
    () => ({
      id: 'hand',
      name: t`Change the requester…`,
      icon: IconUserCircle,
      group: ref,
      when: mayHand,
      words: 'demandeur utilisateur nom transférer requester hand forwarded',
      run: () => setHanding(true),
    }),
    [mayHand, ref, t],
  )
  const more = useMemo(() => [...escalate, ...become, ...ties, hand], [escalate, become, ties, hand])
  const split = !!timeline.data?.[0]?.from && timeline.data[0].version === 1
  const follow = become.find((a) => a.id === 'follow' && a.when === true)
  const actions = useTicketActions({ record, me, verbs, moves, more, open, compose })
  useActions(actions)

  const describe = useMemo<Describe>(
    () => ({
      change: (change) => words.change(change, record.kind),
      channel: words.channel,
      channelMark: (code) => <ChannelMark channel={code as Channel} word />,
      reason: (code) => words.cancel(code),
      forwarded: mayHand && (
        <Suspense>
          <TakeForwarded record={record} verbs={verbs} />
        </Suspense>
      ),
    }),
    [words, record, verbs, mayHand],
  )
  const toggle = () => {
    if (!wide) return setOver(!over)
    localStorage.setItem(kept, pane ? 'closed' : 'open')
    setPane(!pane)
  }
  const takeBack = useTakeBack(me.id, ref, back)
  const named = (other: { kind: RecordKind; reference: string }) => (
    <Link to={paths.desk.record(other.kind, other.reference)} search={search}>
      {other.reference}
    </Link>
  )
  // Any reference leads to its record: the page finds out of which kind it is.
  const refer = useCallback<Refer>(
    (other) => (
      <Link to={paths.desk.record('incident', other)} search={search}>
        {other}
      </Link>
    ),
    [search],
  )
  const presence = usePresence(ref, record.id, mayNote)
  const requester = record.requester.name
  const opened = (count: number) => (
    <Link
      to={paths.desk.queue}
      search={{
        view: 'all',
        f: `${token('state', stateWords.open[format.locale], format.locale)} ${token('requester', requester, format.locale)}`,
      }}
    >
      <Plural value={count} one="# record" other="# records" />
    </Link>
  )

  return (
    <div className={c.record} data-context={(context && wide) || undefined}>
      <main className={c.main} id="main" tabIndex={-1}>
        <RecordHeader
          record={record}
          me={me}
          teams={teams}
          verbs={verbs}
          actions={actions}
          panel={panel}
          open={open}
          start={
            <Link to={paths.desk.queue} search={search} className={c.back} aria-label={t`Back to the queue`}>
              <IconArrowLeft size={20} />
            </Link>
          }
          others={<Here of={presence.others} />}
          end={
            <UnstyledButton
              className={c.toggle}
              onClick={toggle}
              aria-expanded={context}
              aria-label={t`Context`}
              title={context ? t`Hide the context` : t`Show the context`}
            >
              {context ? <IconLayoutSidebarRightCollapse size={18} /> : <IconLayoutSidebarRightExpand size={18} />}
            </UnstyledButton>
          }
        />
        <Suspense>
          <Merged record={record} open={named} />
          {split && (
            <Separated
              record={record}
              split
              open={named}
              show={(other) => void navigate({ to: paths.desk.record(other.kind, other.reference), search })}
            />
          )}
          {record.archived && (
            <div className={c.over}>
              <Archived record={record} done={sent} />
            </div>
          )}
        </Suspense>
        {follow && !record.archived && (
          <div className={c.over}>
            <Alert
              tools={
                <Button size="compact-md" onClick={follow.run}>
                  {follow.name}
                </Button>
              }
            >
              <Trans>This record can no longer be reopened.</Trans>
            </Alert>
          </div>
        )}
        <Timeline
          record={record.id}
          entries={timeline.data}
          error={timeline.error}
          retry={() => void timeline.refetch()}
          describe={describe}
          requester={requester}
          me={me.id}
          takeBack={takeBack}
          refer={refer}
        />
        {mayReply && mayNote && record.requester.id !== me.id && (
          <Suspense>
            <Failing
              id={record.requester.id}
              frame={c.over ?? ''}
              correct={
                me.permissions.includes('person.manage') && (
                  <Link to={paths.desk.administration.person(record.requester.id)}>
                    <Trans>Correct the address</Trans>
                  </Link>
                )
              }
            />
          </Suspense>
        )}
        {(mayReply || mayNote) && (
          <Composer
            record={ref}
            of={record.kind}
            me={me.id}
            entries={timeline.data}
            moves={sendMoves}
            kind={kind}
            onKind={(k) => compose(k)}
            focus={focus}
            sent={sent}
            back={back}
            notes={mayNote}
            presence={presence}
            manage={
              <Link to={paths.desk.cannedReplies}>
                <Trans>Look after the canned replies</Trans>
              </Link>
            }
            heard={
              mayReply && mayNote && record.requester.id !== me.id ? (
                <Trans>
                  The words of {requester}, taken down: they count as their answer, and nothing is sent to them.
                </Trans>
              ) : undefined
            }
            consequence={<Reach id={record.requester.id} name={requester} />}
            closed={
              mayReply ? undefined : ended.includes(record.state) ? (
                <Trans>No reply can be sent any more.</Trans>
              ) : (
                <Trans>Those who work on it reply to {requester}; you can write a note.</Trans>
              )
            }
          />
        )}
      </main>
      {context && (
        <aside className={c.context} data-over={!wide || undefined} aria-label={t`Context`}>
          <Context
            close={wide ? undefined : () => setOver(false)}
            person={
              <PersonCard
                id={record.requester.id}
                name={requester}
                open={opened}
                tools={mayHand && <Button onClick={hand.run}>{hand.name}</Button>}
              />
            }
            more={
              <>
                <Links
                  record={record}
                  mark={brief}
                  add={record.actions.includes('link') ? () => setTie('link') : undefined}
                  open={(other, inside) => (
                    <Link to={paths.desk.record(other.kind, other.reference)} search={search}>
                      {inside}
                    </Link>
                  )}
                />
                <Others record={record} search={search} />
              </>
            }
            similar={record.actions.includes('inside') ? <Similar record={record} search={search} /> : undefined}
            details={props.details}
            history={<History entries={timeline.data} describe={describe} />}
          />
        </aside>
      )}
      <Suspense>
        {props.dialogs}
        <AskDialog asked={asked} close={() => setAsked(undefined)} />
        {handing && <HandDialog record={record} verbs={verbs} opened close={() => setHanding(false)} />}
        <ConflictDialog conflict={verbs.conflict} />
      </Suspense>
      <Suspense>
        {tie === 'link' && <LinkDialog record={record} opened close={() => setTie(undefined)} mark={brief} />}
        {tie === 'merge' && (
          <MergeDialog
            record={record}
            opened
            close={() => setTie(undefined)}
            mark={brief}
            show={(other) => void navigate({ to: paths.desk.record(other.kind, other.reference), search })}
          />
        )}
      </Suspense>
      {tie === 'split' && (
        <Suspense>
          <SplitDialog
            record={record}
            entries={timeline.data ?? []}
            kinds={allKinds
              .filter((k) => me.permissions.includes(`${k}.log`) && me.permissions.includes(`${k}.handle`))
              .map((k) => ({ value: k, name: words.kind(k) }))}
            types={requestTypes.map((x) => ({ value: x, name: words.type(x) }))}
            opened
            close={() => setTie(undefined)}
            show={(other) => void navigate({ to: paths.desk.record(other.kind, other.reference), search })}
          />
        </Suspense>
      )}
    </div>
  )
}

const brief = (other: { kind: AnyRecord['kind']; state: AnyRecord['state'] }) => (
  <span className={c.brief}>
    <KindMark kind={other.kind} short /> <StateMark state={other.state} kind={other.kind} short />
  </span>
)

/** The other records of the same person, the last first. */
function Others({ record, search }: { record: AnyRecord; search: QueueSearch }) {
  const { t } = useLingui()
  const list = useQuery(fewQuery({ requester: record.requester.id, view: 'all', sort: '-updated', limit: 7 }))
  const others = list.data?.items.filter((r) => r.id !== record.id).slice(0, 6) ?? []
  if (others.length === 0) return null
  return (
    <section className={c.others}>
      <h2>
        <Trans>Their last contacts and other records</Trans>
      </h2>
      <ul>
        {others.map((r) => (
          <li key={r.id}>
            <Link to={paths.desk.record(r.kind, r.reference)} search={search}>
              <span className={c.otherTitle}>{r.title}</span>
              <span className={c.otherMeta}>
                <span>
                  <KindMark kind={r.kind} short /> {r.reference}
                </span>
                <StateMark state={r.state} hold={r.hold_reason} kind={r.kind} short />
              </span>
              {r.last && (
                <span className={c.contact}>
                  {r.last.direction === 'in' ? (
                    <IconArrowNarrowLeft size={14} aria-label={t`from them`} />
                  ) : (
                    <IconArrowNarrowRight size={14} aria-label={t`from the desk`} />
                  )}
                  <Age at={r.last.at} />
                  <span>{r.last.excerpt}</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
