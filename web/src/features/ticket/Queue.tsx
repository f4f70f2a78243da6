// The list of records of all kinds: two-line rows beside a record, one-line rows alone.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Menu, Skeleton, UnstyledButton } from '@mantine/core'
import { IconArrowNarrowLeft, IconArrowNarrowRight, IconDots, IconFilterOff, IconInbox } from '@tabler/icons-react'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useRef } from 'react'
import type { Counts, Kind, Page, Row } from '~/api/types'
import { paths } from '~/paths'
import { useFormat } from '~/ui/context'
import { countClass, Empty, Failure, tabClass } from '~/ui/parts'
import { Age } from '~/ui/Time'
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

export function ViewTabs(props: {
  value: View
  counts?: Record<string, Counts['views'][number]>
  search: Record<string, unknown>
  /** in a narrow pane: the first ones, the others in a menu */
  few?: boolean
}) {
  const { t } = useLingui()
  const names = useViewNames()
  const format = useFormat()
  const navigate = useNavigate()
  const first = views.slice(0, 3)
  const shown = props.few ? (first.includes(props.value) ? first : [...first.slice(0, 2), props.value]) : views
  const link = (view: View) => ({
    to: paths.desk.queue,
    search: { ...props.search, view: view === 'to_process' ? undefined : view },
    'aria-current': props.value === view ? ('page' as const) : undefined,
  })
  const inside = (view: View) => {
    const count = props.counts?.[view]
    return (
      <>
        {names[view]}
        {count && <span className={countClass}>{format.count(count.count, count.more)}</span>}
      </>
    )
  }
  return (
    <nav className={c.views} aria-label={t`Views`}>
      {shown.map((view) => (
        <Link
          key={view}
          {...link(view)}
          // Without a view the address is that of the first one, and of no other.
          activeOptions={{ exact: true, explicitUndefined: true }}
          className={tabClass}
        >
          {inside(view)}
        </Link>
      ))}
      {props.few && (
        <Menu position="bottom-end">
          <Menu.Target>
            <UnstyledButton className={c.others} aria-label={t`Other views`}>
              <IconDots size={18} />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {views
              .filter((view) => !shown.includes(view))
              .map((view) => (
                <Menu.Item key={view} onClick={() => void navigate({ to: link(view).to, search: link(view).search })}>
                  <span className={c.other}>{inside(view)}</span>
                </Menu.Item>
              ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </nav>
  )
}

type List = UseInfiniteQueryResult<InfiniteData<Page<Row>>>

export function QueueRows(props: {
  list: List
  rows: Row[]
  dense: boolean
  selected?: string
  cursor?: string
  search: Record<string, unknown>
  near: (ref: string, kind: Kind) => void
  filtered: boolean
  clear: () => void
}) {
  const { t } = useLingui()
  const { list, rows, dense } = props
  const scroll = useRef<HTMLDivElement>(null)
  const size = dense ? 36 : 54
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => size,
    overscan: 12,
    getItemKey: (i) => rows[i]?.id ?? i,
  })
  const items = virtual.getVirtualItems()
  const end = items[items.length - 1]?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && end >= rows.length - 40) void fetchNextPage()
  }, [end, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage])

  // The row under the keyboard stays in sight.
  const at = rows.findIndex((r) => r.reference === (props.cursor ?? props.selected))
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows change height together
  useEffect(() => virtual.measure(), [dense, virtual])

  if (list.isPending) return <Waiting dense={dense} />
  if (list.error && rows.length === 0)
    return (
      <div className={c.message}>
        <Failure of={list.error} retry={() => void list.refetch()} />
      </div>
    )
  if (rows.length === 0)
    return props.filtered ? (
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
    )

  const RowView = dense ? TableRow : ListRow
  return (
    <div
      className={c.scroll}
      ref={scroll}
      tabIndex={-1}
      {...(dense ? { role: 'table', 'aria-label': t`Records` } : {})}
    >
      {dense && (
        <div role="rowgroup" className={c.headBox}>
          <Head />
        </div>
      )}
      <div
        {...(dense ? { role: 'rowgroup' } : { role: 'list', 'aria-label': t`Records` })}
        className={c.space}
        style={{ height: virtual.getTotalSize() }}
      >
        {items.map((item) => {
          const row = rows[item.index]
          if (!row) return null
          return (
            <div
              key={item.key}
              role={dense ? 'presentation' : 'listitem'}
              className={c.slot}
              style={{ height: size, transform: `translateY(${item.start}px)` }}
            >
              <RowView
                row={row}
                selected={row.reference === props.selected}
                cursor={row.reference === props.cursor}
                search={props.search}
                near={props.near}
              />
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

/** Who spoke last, and how long ago. */
function Last({ row }: { row: Row }) {
  const { t } = useLingui()
  const Arrow = row.last?.direction === 'in' ? IconArrowNarrowLeft : IconArrowNarrowRight
  return (
    <span className={c.last}>
      {row.last && (
        <>
          <Arrow size={14} aria-hidden="true" />
          <span className="sr">{row.last.direction === 'in' ? t`from the person,` : t`from the desk,`}</span>
        </>
      )}
      <Age at={row.last?.at ?? row.updated_at} />
    </span>
  )
}

export const Vip = () => <span className={v.vip}>VIP</span>

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
        <span className={c.who}>
          <span className={v.clip}>{row.requester?.name}</span>
          {row.requester?.vip && <Vip />}
          {row.site && <span className={v.clip}>· {row.site.name}</span>}
        </span>
        <StateMark state={row.state} hold={row.hold_reason} kind={row.kind} short />
        <Last row={row} />
        <ChannelMark channel={row.channel} />
      </span>
    </Open>
  )
}

function Head() {
  return (
    <div role="row" className={`${c.one} ${c.head}`}>
      <span role="columnheader">
        <Trans>Priority</Trans>
      </span>
      <span role="columnheader">
        <Trans>Reference</Trans>
      </span>
      <span role="columnheader">
        <Trans>Subject and last message</Trans>
      </span>
      <span role="columnheader">
        <Trans>Requester</Trans>
      </span>
      <span role="columnheader" className={c.wide}>
        <Trans>Site</Trans>
      </span>
      <span role="columnheader">
        <Trans>State</Trans>
      </span>
      <span role="columnheader">
        <Trans>Assigned to</Trans>
      </span>
      <span role="columnheader">
        <Trans>Last</Trans>
      </span>
      <span role="columnheader" className={c.right}>
        <Trans>Age</Trans>
      </span>
      <span role="columnheader" className={c.right}>
        <Trans>Channel</Trans>
      </span>
    </div>
  )
}

function TableRow(props: RowProps) {
  const { row } = props
  return (
    <div
      role="row"
      className={c.one}
      data-selected={props.selected || undefined}
      data-cursor={props.cursor || undefined}
      data-unread={row.last?.direction === 'in' || undefined}
    >
      <span role="cell">
        <PriorityMark priority={row.priority} />
      </span>
      <span role="cell" className={c.ref}>
        <KindMark kind={row.kind} short="narrow" />
        {row.reference}
      </span>
      <span role="cell" className={c.subject}>
        <Open {...props} className={c.whole}>
          {row.title}
        </Open>
        {row.last && <span className={c.excerpt}>{row.last.excerpt}</span>}
      </span>
      <span role="cell" className={c.who}>
        <span className={v.clip}>{row.requester?.name}</span>
        {row.requester?.vip && <Vip />}
      </span>
      <span role="cell" className={`${v.clip} ${c.wide}`}>
        {row.site?.name ?? row.organisation?.name}
      </span>
      <span role="cell" className={v.clip}>
        <StateMark state={row.state} hold={row.hold_reason} kind={row.kind} />
      </span>
      <span role="cell" className={v.clip}>
        {row.assignee?.name ?? row.team?.name}
      </span>
      <span role="cell">
        <Last row={row} />
      </span>
      <span role="cell" className={c.right}>
        <Age at={row.created_at} />
      </span>
      <span role="cell" className={c.right}>
        <ChannelMark channel={row.channel} size={16} />
      </span>
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
