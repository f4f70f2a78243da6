// The queue: alone as a table, or beside the record that is open.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import {
  IconArrowDown,
  IconArrowUp,
  IconCornerDownLeft,
  IconPlus,
  IconSearch,
  IconTable,
  IconUserCheck,
} from '@tabler/icons-react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Kind, ListQuery } from '~/api/types'
import { useMe } from '~/features/auth/queries'
import { timelineQuery } from '~/features/conversation/queries'
import { peopleQuery } from '~/features/person/queries'
import { teamsQuery } from '~/features/team/queries'
import { FilterBox } from '~/features/ticket/FilterBox'
import { parse } from '~/features/ticket/filter'
import { kinds } from '~/features/ticket/kinds'
import { QueueRows, useViewNames, type View, ViewTabs, views } from '~/features/ticket/Queue'
import { assign, countsQuery, fewQuery, keepRecord, listQuery, recordQuery } from '~/features/ticket/queries'
import { useWords } from '~/features/ticket/vocabulary'
import { paths } from '~/paths'
import { type Action, useActions } from '~/ui/actions'
import { useFormat, useNow, useTitle } from '~/ui/context'
import { fold } from '~/ui/format'
import { Keys, Pick, useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './Queue.module.css'

export type QueueSearch = { view?: string; f?: string; sort?: string }

export function readSearch(s: Record<string, unknown>): QueueSearch {
  const text = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)
  return { view: text(s.view), f: text(s.f), sort: text(s.sort) }
}

const sorts = ['priority', '-updated', '-created']

export function Queue() {
  const { t } = useLingui()
  const me = useMe()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as QueueSearch
  const { ref } = useParams({ strict: false }) as { ref?: string }
  const path = useRouterState({ select: (s) => s.location.pathname })
  const here = ref ? path : paths.desk.queue
  const desktop = useMediaQuery('(min-width: 64em)', undefined, { getInitialValueInEffect: false })
  const names = useViewNames()
  const view: View = views.find((v) => v === search.view) ?? 'to_process'
  const dense = !ref && desktop
  const teams = useQuery(teamsQuery).data
  useTitle(ref ? undefined : names[view])

  const parsed = useMemo(() => parse(search.f ?? '', teams ?? []), [search.f, teams])
  const counts = useQuery(countsQuery(parsed.query.kind))
  const someone = useQuery({ ...peopleQuery(parsed.requester), enabled: parsed.requester !== '' })
  const requester = someone.data?.find((p) => fold(p.name) === fold(parsed.requester))?.id
  const query: ListQuery = useMemo(
    () => ({
      view: parsed.query.state ? 'all' : view,
      ...parsed.query,
      ...(parsed.requester ? { requester: requester ?? 'nobody' } : {}),
      ...(sorts.includes(search.sort ?? '') ? { sort: search.sort } : {}),
    }),
    [parsed, view, search.sort, requester],
  )
  const resolved = (!parsed.tokens.length || !!teams) && (!parsed.requester || someone.isFetched)
  const list = useInfiniteQuery(listQuery(query, resolved))
  const rows = useMemo(() => list.data?.pages.flatMap((p) => p.items) ?? [], [list.data])

  const [cursor, setCursor] = useState<string>()
  const at = rows.findIndex((r) => r.reference === (ref ?? cursor))
  const under = ref ? undefined : rows[at]
  const near = useCallback(
    (reference: string, kind: Kind) => {
      void cache.prefetchQuery(recordQuery(reference, kind))
      void cache.prefetchQuery(timelineQuery(reference, kind))
    },
    [cache],
  )
  // The neighbours of the record on screen are at hand before they are asked for.
  const next = rows[at + 1]
  const previous = at > 0 ? rows[at - 1] : undefined
  useEffect(() => {
    if (!ref) return
    if (next) near(next.reference, next.kind)
    if (previous) near(previous.reference, previous.kind)
  }, [ref, next, previous, near])

  const take = useRef<() => void>(undefined)
  const focusFilter = useCallback((f: () => void) => {
    take.current = f
  }, [])
  const setFilter = useCallback(
    (f: string) =>
      void navigate({
        to: here,
        search: { ...search, f: f || undefined },
        replace: true,
      }),
    [navigate, here, search],
  )
  const handles = kinds.filter((k) => me.permissions.includes(`${k}.handle`))
  const top = useNextBest(me.id, me.teams, handles.join(','))

  const actions = useMemo<Action[]>(() => {
    const group = t`Queue`
    const step = (by: 1 | -1) => {
      const to = rows[Math.min(Math.max(at + by, 0), rows.length - 1)]
      if (!to) return
      setCursor(to.reference)
      if (ref) void navigate({ to: paths.desk.record(to.kind, to.reference), search })
    }
    return [
      { id: 'next', name: t`Next`, icon: IconArrowDown, key: 'j', group, when: rows.length > 0, run: () => step(1) },
      {
        id: 'previous',
        name: t`Previous`,
        icon: IconArrowUp,
        key: 'k',
        group,
        when: rows.length > 0,
        run: () => step(-1),
      },
      {
        id: 'open',
        name: t`Open`,
        icon: IconCornerDownLeft,
        key: 'Enter',
        group,
        when: !ref && !!under,
        run: () => under && void navigate({ to: paths.desk.record(under.kind, under.reference), search }),
      },
      {
        id: 'filter',
        name: t`Filter the list`,
        icon: IconSearch,
        key: '/',
        group,
        when: desktop || !ref,
        words: 'filtrer chercher search',
        run: () => take.current?.(),
      },
      {
        id: 'take-next',
        name: t`Take the next best record`,
        icon: IconUserCheck,
        key: 'n',
        group,
        when: top.row ? true : t`Every record has somebody`,
        words: 'prendre suivant take',
        run: top.take,
      },
    ]
  }, [t, rows, at, ref, under, search, navigate, desktop, top.row, top.take])
  useActions(actions)

  const filter = (
    <FilterBox
      text={search.f ?? ''}
      onChange={setFilter}
      teams={teams ?? []}
      focus={focusFilter}
      leave={() => {}}
      wide={dense}
    />
  )
  const heading = <h1 className={ref ? undefined : c.title}>{t`Queue`}</h1>
  const tabs = (
    <ViewTabs value={view} counts={counts.data} search={{ f: search.f, sort: search.sort }} few={!dense && desktop} />
  )
  const body = (
    <QueueRows
      list={list}
      rows={rows}
      dense={dense}
      selected={ref}
      cursor={ref ? undefined : cursor}
      search={search}
      near={near}
      filtered={!!search.f}
      clear={() => setFilter('')}
    />
  )
  const sort = (
    <Pick
      label={<span className="sr">{t`Order`}</span>}
      value={search.sort ?? ''}
      onChange={(s) =>
        void navigate({
          to: here,
          search: { ...search, sort: s || undefined },
        })
      }
      options={[
        { value: '', name: view === 'all' ? t`Last updated first` : t`Most urgent first` },
        ...(view === 'all'
          ? [{ value: 'priority', name: t`Most urgent first` }]
          : [{ value: '-updated', name: t`Last updated first` }]),
        { value: '-created', name: t`Newest first` },
      ]}
    />
  )

  const Pane = ref ? 'section' : 'main'

  return (
    <div className={c.panes} data-record={ref ? true : undefined}>
      <Pane className={dense ? c.table : c.list} {...(ref ? { 'aria-label': t`Queue` } : { id: 'main', tabIndex: -1 })}>
        {dense ? (
          <div className={c.head}>
            <div className={c.line}>
              {heading}
              {tabs}
              <span className={c.push} />
              {handles.length > 0 && (
                <Button
                  component={Link}
                  to={paths.desk.create}
                  leftSection={<IconPlus size={16} />}
                  rightSection={<Keys of="c" />}
                >
                  <Trans context="verb">New</Trans>
                </Button>
              )}
            </div>
            <div className={c.line}>
              {filter}
              {sort}
            </div>
          </div>
        ) : (
          <div className={c.head}>
            <div className={c.line}>
              {heading}
              <span className={c.push} />
              <Link
                to={paths.desk.queue}
                search={search}
                className={c.icon}
                title={t`Full table`}
                aria-label={t`Full table`}
              >
                <IconTable size={18} />
              </Link>
              {handles.length > 0 && (
                <Link to={paths.desk.create} className={c.icon} title={t`New record`} aria-label={t`New record`}>
                  <IconPlus size={18} />
                </Link>
              )}
            </div>
            {tabs}
            {filter}
          </div>
        )}
        {body}
        {top.row && <NextBest {...top} />}
      </Pane>
      {ref && (
        <div className={c.record}>
          <Outlet />
        </div>
      )}
    </div>
  )
}

type Best = ReturnType<typeof useNextBest>

/** The most urgent record that nobody has, and taking it. */
function useNextBest(me: string, teams: { id: string }[], kind: string) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const failure = useFailure()
  const first = useQuery(fewQuery({ view: 'unassigned', sort: 'priority', limit: 1, kind }, kind !== ''))
  const row = first.data?.items[0]
  const [team] = teams
  const mine = row && teams.find((x) => x.id === row.team?.id)
  const taking = useCallback(async () => {
    if (!row) return
    const id = (mine ?? team)?.id
    try {
      const record = await assign(row, {
        version: row.version,
        person_id: me,
        ...(id ? { team_id: id } : {}),
      })
      keepRecord(cache, record)
      say(t`${row.reference} is yours`)
      await navigate({ to: paths.desk.record(row.kind, row.reference) })
    } catch (error) {
      say(failure(error), { bad: true })
    }
  }, [row, mine, team, me, cache, navigate, t, failure])
  return { row, take: () => void taking() }
}

function NextBest({ row, take }: Best) {
  const words = useWords()
  const format = useFormat()
  const now = useNow()
  if (!row) return null
  const priority = `P${row.priority} ${words.priority(row.priority)}`
  const age = format.age(row.created_at, now)
  return (
    <div className={c.best}>
      <div>
        <p className={c.bestName}>
          <Trans>Next to take: {row.reference}</Trans>
        </p>
        <p className={c.bestWhy}>
          <Trans>
            {priority}, unassigned for {age}
          </Trans>
        </p>
      </div>
      <Button onClick={take} rightSection={<Keys of="n" />}>
        <Trans>Take</Trans>
      </Button>
    </div>
  )
}
