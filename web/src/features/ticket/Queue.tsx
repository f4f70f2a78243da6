// The list of records of all kinds: two-line rows beside a record, one-line rows alone.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconFilterOff, IconInbox } from '@tabler/icons-react'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef } from 'react'
import type { Kind, Page, Row } from '~/api/types'
import { paths } from '~/paths'
import { Empty, Failure } from '~/ui/parts'
import { type Column, Last, sorted, Vip } from './columns'
import c from './Queue.module.css'
import v from './ticket.module.css'
import { ChannelMark, KindMark, PriorityMark, StateMark } from './vocabulary'

export const views = ['to_process', 'unassigned', 'mine', 'on_hold', 'resolved', 'all'] as const
export type View = (typeof views)[number]

export function useViewNames(): Record<View, string> {
  const { t } = useLingui()
  return {
    to_process: t`To do`,
    unassigned: t`Unassigned`,
    mine: t`Mine`,
    on_hold: t({ message: 'On hold', context: 'view' }),
    resolved: t({ message: 'Resolved', context: 'view' }),
    all: t`All`,
  }
}

export const rowHeights = { compact: 32, normal: 36, airy: 44 } as const
export type Density = keyof typeof rowHeights
const groupHeight = 28

type List = UseInfiniteQueryResult<InfiniteData<Page<Row>>>

export type Grouping = { key: string; of: (row: Row) => { id: string; name: ReactNode } }

type Line = { key: string; row?: Row; group?: { name: ReactNode; count?: number } }

/** The rows with a heading before each group; its count is told once it is known. */
function lines(rows: Row[], grouping: Grouping | undefined, whole: boolean): Line[] {
  if (!grouping) return rows.map((row) => ({ key: row.id, row }))
  const all: Line[] = []
  let heading: Line['group']
  let id: string | undefined
  let count = 0
  const end = () => {
    if (heading) heading.count = count
  }
  for (const row of rows) {
    const group = grouping.of(row)
    if (group.id !== id) {
      end()
      heading = { name: group.name }
      all.push({ key: `group ${group.id}`, group: heading })
      id = group.id
      count = 0
    }
    count++
    all.push({ key: row.id, row })
  }
  if (whole) end()
  return all
}

export function QueueRows(props: {
  list: List
  rows: Row[]
  dense: boolean
  density: Density
  columns: Column[]
  sort: string
  onSort: (sort: string) => void
  grouping?: Grouping
  selected?: string
  cursor?: string
  search: Record<string, unknown>
  near: (ref: string, kind: Kind) => void
  filtered: boolean
  clear: () => void
}) {
  const { t } = useLingui()
  const { list, rows, dense, grouping } = props
  const scroll = useRef<HTMLDivElement>(null)
  const size = dense ? rowHeights[props.density] : 54
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  const all = useMemo(() => lines(rows, grouping, !hasNextPage), [rows, grouping, hasNextPage])
  const virtual = useVirtualizer({
    count: all.length,
    getScrollElement: () => scroll.current,
    estimateSize: (i) => (all[i]?.group ? groupHeight : size),
    overscan: 12,
    getItemKey: (i) => all[i]?.key ?? i,
  })
  const items = virtual.getVirtualItems()
  const end = items[items.length - 1]?.index ?? 0
  const scrolled = (virtual.scrollOffset ?? 0) > 0
  useEffect(() => {
    // Nobody who has not begun to scroll needs more than the screen holds.
    const ahead = scrolled ? 40 : 1
    if (hasNextPage && !isFetchingNextPage && end >= all.length - ahead) void fetchNextPage()
  }, [end, scrolled, all.length, hasNextPage, isFetchingNextPage, fetchNextPage])

  // The row under the keyboard stays in sight.
  const wanted = props.cursor ?? props.selected
  const at = all.findIndex((line) => !!wanted && line.row?.reference === wanted)
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows change height together
  useEffect(() => virtual.measure(), [dense, size, grouping, virtual])

  if (list.isPending) return <Waiting dense={dense} />
  if (list.error && rows.length === 0)
    return (
      <div className={c.message}>
        <Failure of={list.error} retry={() => void list.refetch()} />
      </div>
    )
  if (rows.length === 0)
    return (
      <div className={c.scroll}>
        {props.filtered ? (
          <Empty
            icon={IconFilterOff}
            title={t`Nothing matches this filter`}
            tools={
              <Button onClick={props.clear}>
                <Trans>Clear the filter</Trans>
              </Button>
            }
          />
        ) : (
          <Empty icon={IconInbox} title={t`Nothing here`}>
            <Trans>
              What people report or ask for appears here by itself, from the portal, by mail or logged by an agent.
            </Trans>
          </Empty>
        )}
      </div>
    )

  const tracks = {
    '--tracks': props.columns.map((x) => x.width).join(' '),
    '--least': `${props.columns.reduce((sum, x) => sum + x.least + 12, 20)}px`,
    '--row': `${size}px`,
  } as CSSProperties
  return (
    <div
      className={c.scroll}
      ref={scroll}
      tabIndex={-1}
      style={tracks}
      {...(dense
        ? { role: 'table', 'aria-label': t`Records`, 'aria-rowcount': hasNextPage ? -1 : rows.length + 1 }
        : { role: 'group', 'aria-label': t`Records` })}
    >
      {dense && (
        <div role="rowgroup" className={c.headBox}>
          <Head columns={props.columns} sort={props.sort} onSort={props.onSort} />
        </div>
      )}
      <div
        {...(dense ? { role: 'rowgroup' } : { role: 'list', 'aria-label': t`Records` })}
        className={c.space}
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map((item) => {
          const line = all[item.index]
          if (!line) return null
          const { row, group } = line
          const slot = { height: item.size, transform: `translateY(${item.start}px)` }
          if (!row)
            return (
              <div key={item.key} role={dense ? 'row' : 'listitem'} className={c.slot} style={slot}>
                <div className={c.group} {...(dense ? { role: 'cell', 'aria-colspan': props.columns.length } : {})}>
                  {group?.name}
                  {group?.count !== undefined && <span className={c.groupCount}>{group.count}</span>}
                </div>
              </div>
            )
          const shared = {
            row,
            selected: row.reference === props.selected,
            cursor: row.reference === props.cursor,
            search: props.search,
            near: props.near,
          }
          return (
            <div key={item.key} role={dense ? 'presentation' : 'listitem'} className={c.slot} style={slot}>
              {dense ? <TableRow {...shared} columns={props.columns} /> : <ListRow {...shared} />}
            </div>
          )
        })}
      </div>
    </div>
  )
}

type RowProps = {
  row: Row
  selected: boolean
  cursor: boolean
  search: Record<string, unknown>
  near: (ref: string, kind: Kind) => void
}

function Open(props: RowProps & { className?: string; children: ReactNode }) {
  const { row } = props
  return (
    <Link
      to={paths.desk.record(row.kind, row.reference)}
      search={props.search}
      className={props.className}
      data-selected={props.selected || undefined}
      data-cursor={props.cursor || undefined}
      data-unread={row.last?.direction === 'in' || undefined}
      aria-current={props.selected ? 'page' : undefined}
      onMouseEnter={() => props.near(row.reference, row.kind)}
    >
      {props.children}
    </Link>
  )
}

function ListRow(props: RowProps) {
  const { row } = props
  return (
    <Open {...props} className={c.two}>
      <span className={c.line}>
        <PriorityMark priority={row.priority} />
        <span className={c.title}>{row.title}</span>
      </span>
      <span className={c.sub}>
        <span className={c.ref}>
          <KindMark kind={row.kind} short />
          {row.reference}
        </span>
        <span className={c.whence}>
          <span className={c.who}>
            <span className={v.clip}>{row.requester?.name}</span>
            {row.requester?.vip && <Vip />}
          </span>
          {row.site && <span className={c.site}>· {row.site.name}</span>}
        </span>
        <StateMark state={row.state} hold={row.hold_reason} kind={row.kind} short archived={row.archived} />
        <Last row={row} />
        <ChannelMark channel={row.channel} />
      </span>
    </Open>
  )
}

function Head(props: { columns: Column[]; sort: string; onSort: (sort: string) => void }) {
  const { t } = useLingui()
  const words = props.sort.split(',').filter(Boolean)
  return (
    <div role="row" className={`${c.one} ${c.head}`}>
      {props.columns.map((x) => {
        const { sort } = x
        if (!sort)
          return (
            <span key={x.id} role="columnheader" className={x.right ? c.right : undefined}>
              {x.head ?? x.name}
            </span>
          )
        const place = words.findIndex((w) => w.replace('-', '') === sort.replace('-', ''))
        const word = words[place]
        const Arrow = word?.startsWith('-') ? IconArrowDown : IconArrowUp
        return (
          <span
            key={x.id}
            role="columnheader"
            className={x.right ? c.right : undefined}
            aria-sort={word ? (word.startsWith('-') ? 'descending' : 'ascending') : undefined}
          >
            <button
              type="button"
              className={c.sorter}
              title={t`Sort; with Shift, in addition`}
              onClick={(e) => props.onSort(sorted(props.sort, sort, e.shiftKey))}
            >
              {x.name}
              {word && <Arrow size={12} stroke={2} aria-hidden="true" />}
              {word && words.length > 1 && <small>{place + 1}</small>}
            </button>
          </span>
        )
      })}
    </div>
  )
}

function TableRow(props: RowProps & { columns: Column[] }) {
  const { row } = props
  return (
    <div
      role="row"
      className={c.one}
      data-selected={props.selected || undefined}
      data-cursor={props.cursor || undefined}
      data-unread={row.last?.direction === 'in' || undefined}
    >
      {props.columns.map((x) => (
        <span key={x.id} role="cell" className={x.right ? c.right : undefined}>
          {x.cell(row, (className) => (
            <Open {...props} className={className}>
              {row.title}
            </Open>
          ))}
        </span>
      ))}
    </div>
  )
}

function Waiting({ dense }: { dense: boolean }) {
  const { t } = useLingui()
  return (
    <div className={c.scroll} role="status" aria-label={t`Loading`}>
      {Array.from({ length: 12 }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows that stand for nothing yet
        <div key={i} className={c.ghost} data-dense={dense || undefined}>
          <Skeleton height={12} width={`${70 - ((i * 17) % 40)}%`} />
          {!dense && <Skeleton height={10} width={`${50 - ((i * 13) % 20)}%`} />}
        </div>
      ))}
    </div>
  )
}
