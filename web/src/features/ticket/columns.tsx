// What a row of the queue may show, each once: its head, its width, how it is
// sorted and what stands in it.
import { useLingui } from '@lingui/react/macro'
import { IconArrowNarrowLeft, IconArrowNarrowRight } from '@tabler/icons-react'
import { type ReactNode, useMemo } from 'react'
import type { Row } from '~/api/types'
import { Age } from '~/ui/Time'
import c from './Queue.module.css'
import v from './ticket.module.css'
import { ChannelMark, KindMark, PriorityMark, StateMark } from './vocabulary'

export const columnIds = [
  'priority',
  'reference',
  'title',
  'requester',
  'organisation',
  'site',
  'state',
  'team',
  'assignee',
  'last',
  'created',
  'updated',
  'channel',
] as const
export type ColumnId = (typeof columnIds)[number] | `field.${string}`

export const defaultColumns: ColumnId[] = [
  'priority',
  'reference',
  'title',
  'requester',
  'site',
  'state',
  'assignee',
  'last',
  'created',
  'channel',
]

export type Column = {
  id: ColumnId | 'chosen'
  name: string
  /** what stands in its head, where that is more than its name */
  head?: ReactNode
  /** a track of the grid */
  width: string
  least: number
  /** the key it is sorted by; with - the greatest comes first at the first click */
  sort?: string
  right?: boolean
  cell: (row: Row, link: (className?: string) => ReactNode) => ReactNode
}

/** Who spoke last, and how long ago. */
export function Last({ row }: { row: Row }) {
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

/** All there are; own are those of fields that an administrator added. */
export function useColumns(own: Column[]): Record<ColumnId, Column> {
  const { t } = useLingui()
  return useMemo(() => {
    const all: Column[] = [
      {
        id: 'priority',
        name: t`Priority`,
        width: '62px',
        least: 62,
        sort: 'priority',
        cell: (row) => <PriorityMark priority={row.priority} />,
      },
      {
        id: 'reference',
        name: t`Reference`,
        width: '104px',
        least: 104,
        sort: 'kind',
        cell: (row) => (
          <span className={c.ref}>
            <KindMark kind={row.kind} short />
            {row.reference}
          </span>
        ),
      },
      {
        id: 'title',
        name: t`Subject and last message`,
        width: 'minmax(180px, 1fr)',
        least: 180,
        cell: (row, link) => (
          <span className={c.subject}>
            {link(c.whole)}
            {row.last && <span className={c.excerpt}>{row.last.excerpt}</span>}
          </span>
        ),
      },
      {
        id: 'requester',
        name: t`Requester`,
        width: 'minmax(104px, 140px)',
        least: 104,
        sort: 'requester',
        cell: (row) => (
          <span className={c.who}>
            <span className={v.clip}>{row.requester?.name}</span>
            {row.requester?.vip && <Vip />}
          </span>
        ),
      },
      {
        id: 'organisation',
        name: t`Organisation`,
        width: 'minmax(90px, 130px)',
        least: 90,
        sort: 'organisation',
        cell: (row) => <span className={v.clip}>{row.organisation?.name}</span>,
      },
      {
        id: 'site',
        name: t`Site`,
        width: 'minmax(80px, 110px)',
        least: 80,
        cell: (row) => <span className={v.clip}>{row.site?.name ?? row.organisation?.name}</span>,
      },
      {
        id: 'state',
        name: t`State`,
        width: 'minmax(102px, 164px)',
        least: 102,
        sort: 'state',
        cell: (row) => (
          <span className={c.stateCell}>
            <StateMark state={row.state} hold={row.hold_reason} kind={row.kind} archived={row.archived} />
          </span>
        ),
      },
      {
        id: 'team',
        name: t`Team`,
        width: 'minmax(90px, 130px)',
        least: 90,
        sort: 'team',
        cell: (row) => <span className={v.clip}>{row.team?.name}</span>,
      },
      {
        id: 'assignee',
        name: t`Assigned to`,
        width: 'minmax(100px, 130px)',
        least: 100,
        sort: 'assignee',
        cell: (row) => <span className={v.clip}>{row.assignee?.name ?? row.team?.name}</span>,
      },
      { id: 'last', name: t`Last`, width: '64px', least: 64, cell: (row) => <Last row={row} /> },
      {
        id: 'created',
        name: t`Age`,
        width: '52px',
        least: 52,
        sort: '-created',
        right: true,
        cell: (row) => <Age at={row.created_at} />,
      },
      {
        id: 'updated',
        name: t`Changed`,
        width: '64px',
        least: 64,
        sort: '-updated',
        right: true,
        cell: (row) => <Age at={row.updated_at} />,
      },
      {
        id: 'channel',
        name: t`Channel`,
        width: '52px',
        least: 52,
        right: true,
        cell: (row) => <ChannelMark channel={row.channel} size={16} />,
      },
    ]
    return Object.fromEntries([...all, ...own].map((x) => [x.id, x])) as Record<ColumnId, Column>
  }, [t, own])
}

/** An order after a click on a head: by it alone, or with those there are. */
export function sorted(sort: string, key: string, more: boolean): string {
  const plain = key.replace('-', '')
  const other = key.startsWith('-') ? plain : `-${plain}`
  const words = sort.split(',').filter(Boolean)
  const at = words.findIndex((w) => w.replace('-', '') === plain)
  const now = words[at]
  const next = now === undefined ? key : now === key ? other : ''
  if (!more) return next
  if (at < 0) return [...words, next].slice(-4).join(',')
  return words.flatMap((w, i) => (i === at ? (next ? [next] : []) : [w])).join(',')
}
