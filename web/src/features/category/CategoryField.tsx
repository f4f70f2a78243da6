// Choosing a category by any word of its path.
import { useLingui } from '@lingui/react/macro'
import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { fold } from '~/ui/format'
import { Proposals, useListbox } from '~/ui/listbox'
import c from './category.module.css'
import { type Category, categoriesQuery, type Kind } from './queries'

export type FieldProps = {
  label: string
  kind: Kind
  value: string
  onChange: (id: string) => void
  /** what the value is called, for one that is no longer offered */
  name?: string
  error?: string
  description?: ReactNode
  autoFocus?: boolean
  leave?: () => void
  hideLabel?: boolean
}

/** The categories that records of a kind may take; not asked for where nobody could choose. */
export function useOffered(kind: Kind, chooses = true): Category[] {
  const tree = useQuery({ ...categoriesQuery, enabled: chooses }).data ?? []
  return tree.filter((x) => x.offered && x.kinds.includes(kind))
}

export function CategoryField(props: FieldProps) {
  const { t } = useLingui()
  const offered = useOffered(props.kind)
  const now = offered.find((x) => x.id === props.value)?.path ?? (props.value ? (props.name ?? '') : '')
  const [typed, setTyped] = useState<string>()
  const [open, setOpen] = useState(false)
  const wanted = fold(typed ?? '')
    .split(/\s+/)
    .filter(Boolean)
  const items = offered.filter((x) => {
    const words = fold(`${x.path} ${x.name_fr} ${x.name_en}`)
    return wanted.every((w) => words.includes(w))
  })
  const box = useListbox<Category>({
    items,
    open,
    close: () => {
      setOpen(false)
      setTyped(undefined)
      props.leave?.()
    },
    pick: (x) => {
      props.onChange(x.id)
      setTyped(undefined)
      setOpen(false)
    },
  })
  const nothing = open && items.length === 0
  return (
    <div className={c.box}>
      <TextInput
        {...box.input}
        label={props.hideLabel ? undefined : props.label}
        aria-label={props.hideLabel ? props.label : undefined}
        description={props.description}
        placeholder={t`Type a word of it`}
        value={typed ?? now}
        autoFocus={props.autoFocus}
        error={props.error ?? (nothing ? t`No category by this name` : undefined)}
        onChange={(e) => {
          setTyped(e.currentTarget.value)
          setOpen(true)
          box.reset()
        }}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown' && !open) {
            e.preventDefault()
            return setOpen(true)
          }
          if (box.key(e)) return
          if (e.key === 'Escape') props.leave?.()
        }}
        onFocus={(e) => e.currentTarget.select()}
        onClick={() => setOpen(true)}
        onBlur={() => {
          // Emptied is none; half a word is what it was.
          if (typed === '' && props.value) props.onChange('')
          setTyped(undefined)
          setOpen(false)
          props.leave?.()
        }}
      />
      {open && items.length > 0 && (
        <Proposals of={box} items={items} label={props.label} name={(x) => x.id} render={(x) => x.path} />
      )}
    </div>
  )
}
