// A field with a list of proposals below it, for the keyboard and for readers.
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import c from './listbox.module.css'

export function useListbox<T>(props: {
  items: T[]
  pick: (item: T) => void
  open: boolean
  close?: () => void
  /** nothing is chosen until an arrow is pressed */
  free?: boolean
  /** false while the items are those of words typed before: Enter then waits for
   * what the words find, and picks it if it is one alone */
  settled?: boolean
  /** what the words find is one thing alone */
  single?: boolean
}) {
  const id = useId()
  const { items, open } = props
  const first = props.free ? -1 : 0
  const [at, setAt] = useState(first)
  const [awaited, setAwaited] = useState(false)
  const list = useRef<HTMLUListElement>(null)
  const shown = Math.min(at, items.length - 1)
  const count = items.length

  useEffect(() => {
    if (open && shown >= 0) list.current?.querySelector(`[data-at="${shown}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [open, shown])

  const settled = props.settled !== false
  const meant = useRef<() => void>(undefined)
  useEffect(() => {
    const item = items[0]
    meant.current = () => {
      if (props.single && item !== undefined) props.pick(item)
    }
  })
  useEffect(() => {
    if (!awaited || !settled) return
    setAwaited(false)
    meant.current?.()
  }, [awaited, settled])

  const expanded = open && count > 0
  return {
    at: shown,
    reset: () => {
      setAt(first)
      setAwaited(false)
    },
    input: {
      role: 'combobox' as const,
      'aria-expanded': expanded,
      'aria-controls': expanded ? `${id}-list` : undefined,
      'aria-autocomplete': 'list' as const,
      'aria-activedescendant': expanded && shown >= 0 ? `${id}-${shown}` : undefined,
      autoComplete: 'off',
    },
    /** true when the key was used */
    key: (e: KeyboardEvent): boolean => {
      if (e.key === 'Escape' && open && props.close) {
        props.close()
        e.preventDefault()
        e.stopPropagation()
        return true
      }
      if (e.nativeEvent.isComposing) return false
      if (!settled && e.key === 'Enter') {
        e.preventDefault()
        setAwaited(true)
        return true
      }
      if (!expanded) return false
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
        e.preventDefault()
        const low = props.free ? -1 : 0
        const next = shown + (e.key === 'ArrowDown' ? 1 : -1)
        setAt(next >= count ? low : next < low ? count - 1 : next)
        return true
      }
      const item = items[shown]
      if ((e.key === 'Enter' || (e.key === 'Tab' && settled && !props.free && !e.shiftKey)) && item !== undefined) {
        e.preventDefault()
        props.pick(item)
        return true
      }
      return false
    },
    list: { id: `${id}-list`, role: 'listbox' as const, ref: list },
    option: (i: number) => ({
      id: `${id}-${i}`,
      role: 'option' as const,
      'data-at': i,
      'aria-selected': i === shown,
      onMouseMove: () => setAt(i),
      onMouseDown: (e: React.MouseEvent) => e.preventDefault(),
      onClick: () => {
        const item = items[i]
        if (item !== undefined) props.pick(item)
      },
    }),
  }
}

export type Listbox = ReturnType<typeof useListbox>

/** The proposals, below the field. */
export function Proposals<T>(props: {
  of: Pick<Listbox, 'list' | 'option'>
  items: T[]
  label: string
  render: (item: T) => ReactNode
  name: (item: T) => string
}) {
  return (
    <ul {...props.of.list} className={c.list} aria-label={props.label}>
      {props.items.map((item, i) => (
        <li key={props.name(item)} {...props.of.option(i)} className={c.option}>
          {props.render(item)}
        </li>
      ))}
    </ul>
  )
}
