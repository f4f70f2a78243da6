// The queue as a board: a column for each state of one kind. A card goes to another
// column by the mouse, by its menu or by the keyboard, which is the same move.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, Menu, Skeleton, UnstyledButton } from '@mantine/core'
import { IconArrowsMove } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Kind, ListQuery, Row, State } from '~/api/types'
import { paths } from '~/paths'
import { Failure } from '~/ui/parts'
import c from './Board.module.css'
import { Last, Vip } from './columns'
import { boardStates } from './kinds'
import { listQuery } from './queries'
import { ChannelMark, PriorityMark, StateMark, useWords } from './vocabulary'

type Shared = {
  kind: Kind
  query: ListQuery
  search: Record<string, unknown>
  /** the states that a record may go to now */
  moves: (row: Row) => Promise<State[]>
  move: (row: Row, to: State) => void
}

type Held = { row: Row; to: State[] | undefined }

export function Board(props: Shared) {
  const { t } = useLingui()
  const { kind, move, moves } = props
  const states = boardStates[kind]
  const [held, setHeld] = useState<Held>()
  const box = useRef<HTMLDivElement>(null)
  const take = (row: Row) => {
    setHeld({ row, to: undefined })
    void moves(row).then(
      (to) => setHeld((h) => (h?.row.id === row.id ? { row, to } : h)),
      () => {},
    )
  }
  // Arrows go from card to card, and with Shift they carry the card along.
  const key = (e: KeyboardEvent) => {
    if (!['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'].includes(e.key)) return
    if (e.ctrlKey || e.metaKey || e.altKey) return
    const now = (e.target as HTMLElement).closest<HTMLElement>('[data-card]')
    if (!now || !box.current) return
    const lists = [...box.current.querySelectorAll<HTMLElement>('[data-column]')]
    const at = lists.findIndex((l) => l.contains(now))
    const cards = (l: HTMLElement | undefined) => [...(l?.querySelectorAll<HTMLElement>('[data-card]') ?? [])]
    const place = cards(lists[at]).indexOf(now)
    e.preventDefault()
    const by = e.key === 'ArrowLeft' || e.key === 'ArrowUp' ? -1 : 1
    if (e.key === 'ArrowUp' || e.key === 'ArrowDown') return cards(lists[at])[place + by]?.focus()
    if (e.shiftKey) {
      const to = states[at + by]
      const row = rows.current.get(now.dataset.card ?? '')
      if (to && row) move(row, to)
      return
    }
    for (let i = at + by; i >= 0 && i < lists.length; i += by) {
      const there = cards(lists[i])
      if (there.length > 0) return there[Math.min(place, there.length - 1)]?.focus()
    }
  }
  const rows = useRef(new Map<string, Row>())
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the cards take the focus, the board hears their arrows
    <div className={c.board} ref={box} onKeyDown={key}>
      <p className="sr">
        <Trans>Arrows go from card to card; Shift and an arrow move the card to the column beside.</Trans>
      </p>
      {states.map((state) => (
        <Column
          key={state}
          {...props}
          state={state}
          rows={rows.current}
          held={held}
          take={take}
          drop={() => {
            if (held && held.row.state !== state) move(held.row, state)
            setHeld(undefined)
          }}
          leave={() => setHeld(undefined)}
          label={t`Move to…`}
        />
      ))}
    </div>
  )
}

function Column(
  props: Shared & {
    state: State
    rows: Map<string, Row>
    held: Held | undefined
    take: (row: Row) => void
    drop: () => void
    leave: () => void
    label: string
  },
) {
  const { state, kind, held, rows } = props
  const words = useWords()
  const list = useInfiniteQuery(listQuery({ ...props.query, kind, state }))
  const items = list.data?.pages.flatMap((p) => p.items) ?? []
  useEffect(() => {
    for (const row of items) rows.set(row.id, row)
  })
  const [over, setOver] = useState(false)
  const legal = !!held && held.row.state !== state && (held.to?.includes(state) ?? true)
  const name = words.state(state, '', kind)
  const drag = {
    onDragOver: (e: DragEvent) => {
      if (!legal) return
      e.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop: (e: DragEvent) => {
      e.preventDefault()
      setOver(false)
      props.drop()
    },
  }
  return (
    <section
      className={c.column}
      aria-label={name}
      data-over={(over && legal) || undefined}
      data-shut={(held && held.row.state !== state && held.to && !legal) || undefined}
      {...drag}
    >
      <h2 className={c.name}>
        <StateMark state={state} kind={kind} short />
        <span className={c.count} aria-live="polite">
          {list.data && (
            <>
              <span aria-hidden="true">
                {items.length}
                {list.hasNextPage && '+'}
              </span>
              <span className="sr">
                <Plural value={items.length} one="# record" other="# records" />
              </span>
            </>
          )}
        </span>
      </h2>
      {/* Long, it scrolls by itself. */}
      <ul className={c.cards} data-column={state}>
        {list.isPending &&
          [1, 2].map((n) => (
            <li key={n}>
              <Skeleton height={76} />
            </li>
          ))}
        {list.error && items.length === 0 && (
          <li>
            <Failure of={list.error} retry={() => void list.refetch()} />
          </li>
        )}
        {list.data && items.length === 0 && (
          <li className={c.none}>
            <Trans>Nothing here</Trans>
          </li>
        )}
        {items.map((row) => (
          <Card key={row.id} {...props} row={row} />
        ))}
        {list.hasNextPage && (
          <li>
            <Button fullWidth loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              <Trans>Show more</Trans>
            </Button>
          </li>
        )}
      </ul>
    </section>
  )
}

function Card(
  props: Shared & { row: Row; held: Held | undefined; take: (row: Row) => void; leave: () => void; label: string },
) {
  const { t } = useLingui()
  const { row, kind } = props
  const words = useWords()
  const [to, setTo] = useState<State[]>()
  const { reference } = row
  return (
    <li
      className={c.card}
      draggable
      data-held={props.held?.row.id === row.id || undefined}
      onDragStart={(e) => {
        e.dataTransfer.setData('text/plain', reference)
        e.dataTransfer.effectAllowed = 'move'
        props.take(row)
      }}
      onDragEnd={props.leave}
    >
      <Link
        to={paths.desk.record(row.kind, reference)}
        search={props.search}
        className={c.link}
        data-card={row.id}
        data-unread={row.last?.direction === 'in' || undefined}
        draggable={false}
      >
        {row.title}
      </Link>
      <Menu position="bottom-end" onOpen={() => void props.moves(row).then(setTo, () => setTo([]))}>
        <Menu.Target>
          <UnstyledButton className={c.menu} aria-label={t`Move ${reference} to…`} title={props.label}>
            <IconArrowsMove size={16} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{props.label}</Menu.Label>
          {(to ?? []).map((s) => (
            <Menu.Item key={s} onClick={() => props.move(row, s)}>
              <StateMark state={s} kind={kind} />
            </Menu.Item>
          ))}
          {to?.length === 0 && <Menu.Item disabled>{t`No move is possible any more`}</Menu.Item>}
          {!to && <Menu.Item disabled>{t`Loading`}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <span className={c.meta}>
        <PriorityMark priority={row.priority} />
        <span className={c.ref}>{reference}</span>
        <span className={c.clip}>{row.requester?.name}</span>
        {row.requester?.vip && <Vip />}
      </span>
      <span className={c.meta}>
        {row.hold_reason && <span>{words.hold(row.hold_reason)}</span>}
        <span className={c.clip}>{row.assignee?.name ?? row.team?.name}</span>
        <span className={c.push} />
        <Last row={row} />
        <ChannelMark channel={row.channel} />
      </span>
    </li>
  )
}
