// One record: its head, its history, where one answers, and its context.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import {
  IconArrowLeft,
  IconHistory,
  IconLayoutSidebarRightCollapse,
  IconLayoutSidebarRightExpand,
  IconListDetails,
  IconUserCircle,
  IconX,
} from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { timelineKey } from '~/api/keys'
import { useTopics } from '~/api/live'
import type { Incident, Team } from '~/api/types'
import { useMe } from '~/features/auth/queries'
import { Composer, type Kind, type SendMove } from '~/features/conversation/Composer'
import { timelineQuery, useTakeBack } from '~/features/conversation/queries'
import { type Describe, History, Timeline } from '~/features/conversation/Timeline'
import { type Panel, useIncidentActions } from '~/features/incident/actions'
import { Details } from '~/features/incident/Details'
import { type Asked, ConflictDialog, MoveDialog } from '~/features/incident/dialogs'
import { token } from '~/features/incident/filter'
import { fewQuery, incidentKeys, recordQuery } from '~/features/incident/queries'
import { RecordHeader } from '~/features/incident/RecordHeader'
import { useVerbs } from '~/features/incident/verbs'
import { ChannelMark, StateMark, stateIcons, useWords } from '~/features/incident/vocabulary'
import { PersonCard } from '~/features/person/PersonCard'
import { teamsQuery } from '~/features/team/queries'
import { paths } from '~/paths'
import { useActions } from '~/ui/actions'
import { useFormat, useTitle } from '~/ui/context'
import { ErrorPage } from '~/ui/ErrorPage'
import { Bar, Tabs } from '~/ui/parts'
import type { QueueSearch } from './Queue'
import c from './Record.module.css'

export function Record() {
  const { ref = '' } = useParams({ strict: false }) as { ref?: string }
  const record = useQuery(recordQuery(ref))
  const teams = useQuery(teamsQuery).data ?? none
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as QueueSearch
  const cache = useQueryClient()
  const found = record.data
  useTitle(found ? `${found.reference} ${found.title}` : ref)
  // An id leads to the record's own address.
  useEffect(() => {
    if (!found || found.reference === ref) return
    cache.setQueryData(incidentKeys.record(found.reference), found)
    void navigate({ to: paths.desk.record(found.reference), search, replace: true })
  }, [found, ref, navigate, search, cache])
  if (record.error && !found)
    return <ErrorPage of={record.error} home={paths.desk.home} retry={() => void record.refetch()} />
  if (!found) return <Bar on />
  return <Open key={found.reference} record={found} teams={teams} />
}

const none: Team[] = []
const wideEnough = '(min-width: 90em)'
const kept = 'guichet.context'

function Open({ record, teams }: { record: Incident; teams: Team[] }) {
  const { t } = useLingui()
  const me = useMe()
  const cache = useQueryClient()
  const words = useWords()
  const format = useFormat()
  const search = useSearch({ strict: false }) as QueueSearch
  const ref = record.reference
  const timeline = useQuery(timelineQuery(ref))
  const verbs = useVerbs(ref)
  const [panel, setPanel] = useState<Panel>()
  const [asked, setAsked] = useState<Asked>()
  const [kind, setKind] = useState<Kind>('reply')
  const wide = useMediaQuery(wideEnough, undefined, { getInitialValueInEffect: false })
  const [pane, setPane] = useState(() => localStorage.getItem(kept) !== 'closed')
  const [over, setOver] = useState(false)
  const context = wide ? pane : over
  useTopics(`incident:${record.id}`)

  const take = useRef<() => void>(undefined)
  const focus = useCallback((f: () => void) => {
    take.current = f
  }, [])
  const compose = useCallback((k: Kind) => {
    // At once, for the next letter is already on its way; and again when a menu
    // that led here has given the focus back.
    flushSync(() => setKind(k))
    take.current?.()
    requestAnimationFrame(() => requestAnimationFrame(() => take.current?.()))
  }, [])
  // A menu that a key opens waits for whatever had the focus to give it back.
  const open = useCallback((p: Panel) => setPanel(p), [])
  const actions = useIncidentActions({ record, me, verbs, open, ask: setAsked, compose })
  useActions(actions)

  const describe = useMemo<Describe>(
    () => ({
      change: words.change,
      channel: words.channel,
      channelMark: (code) => <ChannelMark channel={code as Incident['channel']} word />,
      reason: (code) => words.cancel(code),
    }),
    [words],
  )
  const sendMoves = useMemo<SendMove[]>(() => {
    const can = (to: Incident['state']) => record.moves.includes(to)
    const list: SendMove[] = []
    if (can('on_hold'))
      list.push({
        id: 'on_hold',
        name: t`Send and wait for the user`,
        icon: stateIcons.on_hold,
        start: (_, send) => void send({ to: 'on_hold', hold_reason: 'user' }).catch(() => {}),
      })
    if (can('resolved'))
      list.push({
        id: 'resolved',
        name: t`Send and resolve…`,
        icon: stateIcons.resolved,
        key: 'Mod+Shift+Enter',
        start: (text, send) => setAsked({ kind: 'resolve', text, sending: true, submit: send }),
      })
    if (can('in_progress') && record.state !== 'resolved' && record.state !== 'closed')
      list.push({
        id: 'in_progress',
        name: t`Send and go on working`,
        icon: stateIcons.in_progress,
        start: (_, send) => void send({ to: 'in_progress' }).catch(() => {}),
      })
    return list
  }, [record.moves, record.state, t])
  const sent = useCallback(() => {
    void cache.invalidateQueries({ queryKey: incidentKeys.record(ref) })
    void cache.invalidateQueries({ queryKey: incidentKeys.lists })
    void cache.invalidateQueries({ queryKey: timelineKey(ref) })
  }, [cache, ref])
  const toggle = () => {
    if (!wide) return setOver(!over)
    localStorage.setItem(kept, pane ? 'closed' : 'open')
    setPane(!pane)
  }
  const takeBack = useTakeBack(me.id, ref)
  const requester = record.requester.name
  const opened = (count: number) => (
    <Link
      to={paths.desk.queue}
      search={{
        view: 'all',
        f: `${token('state', format.locale === 'fr' ? 'ouvert' : 'open', format.locale)} ${token('requester', requester, format.locale)}`,
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
        <Timeline
          record={record.id}
          entries={timeline.data}
          error={timeline.error}
          retry={() => void timeline.refetch()}
          describe={describe}
          requester={requester}
          me={me.id}
          takeBack={takeBack}
        />
        <Composer
          record={ref}
          me={me.id}
          entries={timeline.data}
          moves={sendMoves}
          kind={kind}
          onKind={compose}
          focus={focus}
          sent={sent}
          consequence={<Trans>{requester} will read it on the portal and by e-mail.</Trans>}
          closed={record.actions.includes('reply') ? undefined : <Trans>No reply can be sent any more.</Trans>}
        />
      </main>
      {context && (
        <aside className={c.context} data-over={!wide || undefined} aria-label={t`Context`}>
          <Context
            close={wide ? undefined : () => setOver(false)}
            person={<PersonCard id={record.requester.id} name={requester} open={opened} />}
            more={<Others record={record} search={search} />}
            details={<Details record={record} verbs={verbs} />}
            history={<History entries={timeline.data} describe={describe} />}
          />
        </aside>
      )}
      <MoveDialog asked={asked} close={() => setAsked(undefined)} />
      <ConflictDialog conflict={verbs.conflict} />
    </div>
  )
}

function Context(props: {
  close: (() => void) | undefined
  person: ReactNode
  more: ReactNode
  details: ReactNode
  history: ReactNode
}) {
  const { t } = useLingui()
  const [tab, setTab] = useState('person')
  return (
    <>
      <div className={c.tabs}>
        <Tabs
          label={t`Context`}
          value={tab}
          onChange={setTab}
          items={[
            { value: 'person', name: t`Requester`, icon: IconUserCircle },
            { value: 'details', name: t`Record`, icon: IconListDetails },
            { value: 'history', name: t`History`, icon: IconHistory },
          ]}
        />
        {props.close && (
          <UnstyledButton className={c.toggle} onClick={props.close} aria-label={t`Close`}>
            <IconX size={18} />
          </UnstyledButton>
        )}
      </div>
      <div className={c.scroll}>
        {tab === 'person' && (
          <>
            {props.person}
            {props.more}
          </>
        )}
        {tab === 'details' && props.details}
        {tab === 'history' && props.history}
      </div>
    </>
  )
}

/** The other records of the same person, the last first. */
function Others({ record, search }: { record: Incident; search: QueueSearch }) {
  const list = useQuery(fewQuery({ requester: record.requester.id, view: 'all', sort: '-updated', limit: 7 }))
  const others = list.data?.items.filter((r) => r.id !== record.id).slice(0, 6) ?? []
  if (others.length === 0) return null
  return (
    <section className={c.others}>
      <h2>
        <Trans>Their other records</Trans>
      </h2>
      <ul>
        {others.map((r) => (
          <li key={r.id}>
            <Link to={paths.desk.record(r.reference)} search={search}>
              <span className={c.otherTitle}>{r.title}</span>
              <span className={c.otherMeta}>
                {r.reference} <StateMark state={r.state} hold={r.hold_reason} short />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
