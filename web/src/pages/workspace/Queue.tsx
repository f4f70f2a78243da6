// The queue: alone as a table, or beside the record that is open.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import {
  IconArrowDown,
  IconArrowUp,
  IconBookmark,
  IconCornerDownLeft,
  IconEye,
  IconLayoutKanban,
  IconList,
  IconPlus,
  IconSearch,
  IconSquareCheck,
  IconTable,
  IconUserCheck,
} from '@tabler/icons-react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Kind, ListQuery } from '~/api/types'
import { useMe } from '~/features/auth/queries'
import { timelineQuery } from '~/features/conversation/queries'
import { usePreference } from '~/features/preference/queries'
import { teamsQuery } from '~/features/team/queries'
import { ColumnMenu } from '~/features/ticket/ColumnMenu'
import { type ColumnId, defaultColumns, useColumns } from '~/features/ticket/columns'
import { FilterBox } from '~/features/ticket/FilterBox'
import { parse } from '~/features/ticket/filter'
import { kinds } from '~/features/ticket/kinds'
import { type Density, QueueRows, rowHeights, useViewNames, type View, views } from '~/features/ticket/Queue'
import { listQuery, recordQuery } from '~/features/ticket/queries'
import { useSelection } from '~/features/ticket/selection'
import { KindMark } from '~/features/ticket/vocabulary'
import { ViewTabs } from '~/features/view/ViewTabs'
import { paths } from '~/paths'
import { type Action, useActions } from '~/ui/actions'
import { useTitle } from '~/ui/context'
import { KeyOf, Segments, useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import { Arrange, useGrouping } from './Arrange'
import { NextBest, useNextBest } from './NextBest'
import { useOwn } from './own'
import c from './Queue.module.css'
import type { QueueSearch } from './search'
import { useViews } from './views'

const Peek = lazy(() => import('./Peek').then((m) => ({ default: m.Peek })))
const SaveView = lazy(() => import('~/features/view/SaveView').then((m) => ({ default: m.SaveView })))
const Chosen = lazy(() => import('./Chosen').then((m) => ({ default: m.Chosen })))

const Board = lazy(() => import('./Board').then((m) => ({ default: m.Board })))

const keys = ['kind', 'state', 'priority', 'created', 'updated', 'team', 'assignee', 'requester', 'organisation']
const groups = ['state', 'team', 'assignee', 'priority', 'kind', 'organisation']
const noChoice = { columns: defaultColumns as ColumnId[], chosen: false, density: 'normal' as Density }

export function Queue() {
  useEffect(() => void import('./Record'), [])
  const { t } = useLingui()
  const me = useMe()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as QueueSearch
  const { ref } = useParams({ strict: false }) as { ref?: string }
  const path = useRouterState({ select: (s) => s.location.pathname })
  const here = ref ? path : paths.desk.queue
  const desktop = useMediaQuery('(min-width: 64em)', undefined, { getInitialValueInEffect: false })
  const wide = useMediaQuery('(min-width: 90em)', undefined, { getInitialValueInEffect: false }) ?? false
  const roomy = useMediaQuery('(min-width: 80em)', undefined, { getInitialValueInEffect: false })
  const names = useViewNames()
  const prefer = usePreference('queue', noChoice)
  const own = useOwn()
  const all = useColumns(own.columns)
  const view: View = views.find((v) => v === search.view) ?? 'to_process'
  const board = ref ? undefined : kinds.find((k) => k === search.board)
  const dense = !ref && desktop
  const teams = useQuery(teamsQuery).data

  const parsed = useMemo(() => parse(search.f ?? '', teams ?? [], own.words), [search.f, teams, own.words])
  const sort = (search.sort ?? '')
    .split(',')
    .every((w) => keys.includes(w.replace('-', '')) || own.columns.some((x) => x.sort === w.replace('-', '')))
    ? (search.sort ?? '')
    : ''
  const group = [...groups, ...own.groups.map((g) => g.id)].find((g) => g === search.group)
  const query: ListQuery = useMemo(
    () => ({ view, ...(search.f ? { f: search.f } : {}), ...(sort ? { sort } : {}), ...(group ? { group } : {}) }),
    [view, search.f, sort, group],
  )
  const list = useInfiniteQuery(listQuery(query, !board))
  const rows = useMemo(() => (board ? [] : (list.data?.pages.flatMap((p) => p.items) ?? [])), [list.data, board])

  // What was chosen is taken as it is; what was not leaves out what has no room.
  const columns = useMemo(() => {
    const shown = prefer.value.columns.filter((id) => id in all)
    return (prefer.value.chosen ? shown : shown.filter((id) => roomy || id !== 'site')).flatMap((id) => all[id] ?? [])
  }, [prefer.value, all, roomy])
  const ids = columns.map((x) => x.id as ColumnId)
  const saved = useViews(search, view, parsed.kind, ids)
  useTitle(ref ? undefined : (saved.current?.name ?? names[view]))
  const failure = useFailure()
  const choose = (next: Partial<typeof noChoice>) =>
    void prefer.set(next).catch((error: unknown) => say(failure(error), { bad: true }))

  const { chosen, column: box, toggle, clear: chooseNone, chooseShown } = useSelection(rows)
  // What was chosen in one list is not what is looked at in another.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the query is the list
  useEffect(chooseNone, [query, board])
  const [cursor, setCursor] = useState<string>()
  const [peeking, setPeeking] = useState(false)
  const at = rows.findIndex((r) => r.reference === (ref ?? cursor))
  const under = ref ? undefined : rows[at]
  const peeked = peeking && under ? under : undefined
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
    if (!ref && !cursor) return
    if (next) near(next.reference, next.kind)
    if (previous) near(previous.reference, previous.kind)
  }, [ref, cursor, next, previous, near])

  const take = useRef<() => void>(undefined)
  const focusFilter = useCallback((f: () => void) => {
    take.current = f
  }, [])
  const go = useCallback(
    (next: QueueSearch) => void navigate({ to: here, search: { ...search, ...next }, replace: true }),
    [navigate, here, search],
  )
  const handles = kinds.filter((k) => me.permissions.includes(`${k}.handle`))
  const acts = handles.length > 0
  const chooses = !ref && desktop === true && acts
  const setFilter = useCallback((f: string) => go({ f: f || undefined }), [go])
  const top = useNextBest(me.id, me.teams, handles.join(','))

  const saveView = saved.edit
  const first = parsed.kind ? kinds.find((k) => k === parsed.kind) : undefined
  const swap = useCallback(() => go({ board: board ? undefined : (first ?? 'incident') }), [go, board, first])
  const actions = useMemo<Action[]>(() => {
    const group = t`Queue`
    const step = (by: 1 | -1) => {
      const to = rows[Math.min(Math.max(at + by, 0), rows.length - 1)]
      if (!to) return
      setCursor(to.reference)
      near(to.reference, to.kind)
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
        id: 'peek',
        name: peeking ? t`Close the look` : t`Have a look`,
        icon: IconEye,
        key: 'Space',
        group,
        when: !ref && !!under,
        words: 'aperçu regarder peek',
        run: () => setPeeking(!peeking),
      },
      {
        id: 'close-peek',
        name: t`Close the look`,
        icon: IconEye,
        key: 'Escape',
        group,
        when: !!peeked,
        run: () => setPeeking(false),
      },
      {
        id: 'choose',
        name: t`Choose, or not`,
        icon: IconSquareCheck,
        key: 'x',
        group,
        when: chooses && !!under,
        words: 'sélectionner choisir cocher select',
        run: () => under && toggle(under),
      },
      {
        id: 'choose-to',
        name: t`Choose up to here`,
        icon: IconSquareCheck,
        key: 'Shift+X',
        group,
        when: chooses && !!under,
        words: 'sélectionner plage range',
        run: () => under && toggle(under, true),
      },
      {
        id: 'choose-shown',
        name: t`Choose all that is shown`,
        icon: IconSquareCheck,
        group,
        when: chooses && rows.length > 0,
        words: 'tout sélectionner select all',
        run: chooseShown,
      },
      {
        id: 'board',
        name: board ? t`Show as a list` : t`Show as a board`,
        icon: board ? IconList : IconLayoutKanban,
        group,
        when: !ref,
        words: 'tableau kanban colonnes états board columns liste list',
        run: swap,
      },
      {
        id: 'save-view',
        name: t`Save this view…`,
        icon: IconBookmark,
        group,
        when: true,
        words: 'vue enregistrer save view',
        run: saveView,
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
        when: top.row ? true : acts && t`Every record has somebody`,
        words: 'prendre suivant take',
        run: top.take,
      },
    ]
  }, [
    t,
    rows,
    at,
    ref,
    under,
    search,
    navigate,
    near,
    desktop,
    acts,
    chooses,
    top.row,
    top.take,
    peeking,
    peeked,
    saveView,
    toggle,
    chooseShown,
    board,
    swap,
  ])
  useActions(actions)

  const filter = (
    <FilterBox
      text={search.f ?? ''}
      onChange={setFilter}
      teams={teams ?? []}
      own={own.words}
      focus={focusFilter}
      leave={() => {}}
      wide={dense}
    />
  )
  const heading = <h1 className={ref ? undefined : c.title}>{t`Queue`}</h1>
  const tabs = (
    <ViewTabs
      at={saved.current?.id ?? (search.saved ? '' : view)}
      to={paths.desk.queue}
      tabs={saved.tabs}
      most={dense ? (wide ? 9 : 6) : desktop ? 3 : 20}
      doings={saved.doings}
      end={
        dense && (search.f || saved.differs) && !(saved.current && !saved.differs) ? (
          <UnstyledButton className={c.save} onClick={saved.edit}>
            <IconPlus size={16} aria-hidden="true" /> <Trans>Save the view</Trans>
          </UnstyledButton>
        ) : undefined
      }
    />
  )
  const grouping = useGrouping(group, own.groups)
  const body = (
    <QueueRows
      list={list}
      rows={rows}
      dense={dense}
      density={prefer.value.density in rowHeights ? prefer.value.density : 'normal'}
      columns={dense && handles.length > 0 ? [box, ...columns] : columns}
      sort={sort}
      onSort={(s) => go({ sort: s || undefined })}
      grouping={grouping}
      selected={ref}
      cursor={ref ? undefined : cursor}
      search={search}
      near={near}
      filtered={!!search.f}
      clear={() => setFilter('')}
    />
  )
  const arrange = (
    <Arrange
      sort={sort}
      group={group ?? ''}
      own={own.groups}
      all={view === 'all'}
      onSort={(s) => go({ sort: s || undefined })}
      onGroup={(g) => go({ group: g || undefined })}
      narrow={!dense}
    />
  )

  // A board has a column for each state: of the views it keeps whose records they are.
  const onBoard: ListQuery = useMemo(
    () => ({
      view: 'open',
      sort: sort || 'priority',
      ...(view === 'mine' ? { assignee: 'me' } : view === 'unassigned' ? { assignee: 'none' } : {}),
      ...(search.f ? { f: search.f } : {}),
    }),
    [view, sort, search.f],
  )
  const Swap = board ? IconList : IconLayoutKanban
  const asBoard = (
    <UnstyledButton
      className={c.icon}
      onClick={swap}
      aria-label={board ? t`Show as a list` : t`Show as a board`}
      title={board ? t`Show as a list` : t`Show as a board`}
    >
      <Swap size={18} />
    </UnstyledButton>
  )
  const ofKind = board && (
    <Segments
      label={t`Records`}
      value={board}
      onChange={(k) => go({ board: k })}
      options={kinds
        .filter((k) => me.permissions.includes(`${k}.read`))
        .map((k) => ({ value: k, name: <KindMark kind={k} /> }))}
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
                  rightSection={<KeyOf id="create" own="c" />}
                >
                  <Trans context="verb">New</Trans>
                </Button>
              )}
            </div>
            <div className={c.line}>
              {filter}
              {board ? (
                ofKind
              ) : (
                <>
                  {arrange}
                  <ColumnMenu
                    all={all}
                    shown={ids}
                    onShown={(shown) => choose({ columns: shown, chosen: true })}
                    density={prefer.value.density}
                    onDensity={(density) => choose({ density })}
                  />
                </>
              )}
              {asBoard}
            </div>
          </div>
        ) : (
          <div className={c.head}>
            <div className={c.line}>
              {heading}
              <span className={c.push} />
              {!ref && asBoard}
              {!board && arrange}
              <Link
                to={paths.desk.queue}
                search={search}
                className={`${c.icon} ${c.full}`}
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
            {board && ofKind}
          </div>
        )}
        {board ? (
          <Suspense>
            <Board kind={board} query={onBoard} search={search} />
          </Suspense>
        ) : (
          body
        )}
        {dense && chosen.length > 0 && handles.length > 0 ? (
          <Suspense>
            <Chosen rows={chosen} teams={teams ?? []} clear={chooseNone} />
          </Suspense>
        ) : (
          top.row && !board && <NextBest {...top} />
        )}
      </Pane>
      <Suspense>
        {peeked && <Peek row={peeked} search={search} close={() => setPeeking(false)} />}
        <SaveView {...saved.dialog} />
      </Suspense>
      {ref && (
        <div className={c.record}>
          <Outlet />
        </div>
      )}
    </div>
  )
}
