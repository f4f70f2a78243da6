// Choosing one thing out of many by typing: what is found stands below the field, and
// what was chosen stands in its place.
import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconX } from '@tabler/icons-react'
import { type UseQueryOptions, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Proposals, useListbox } from './listbox'
import c from './Picker.module.css'

export function Picker<T extends { id: string }>(props: {
  label: string
  placeholder: string
  /** what is said when nothing is found */
  none: string
  value: T | null | undefined
  onChange: (item: T | undefined) => void
  /** asks for what the words find */
  // biome-ignore lint/suspicious/noExplicitAny: each question has a key of its own
  find: (words: string) => UseQueryOptions<T[], Error, T[], any>
  /** how many letters it takes */
  least: number
  /** one proposal */
  item: (item: T) => ReactNode
  /** what was chosen, and what the button that takes it back says */
  chosen: (item: T) => { shown: ReactNode; other: string }
  /** what may be done with words that name nothing yet; it stands last */
  more?: { item: (typed: string) => ReactNode; pick: (typed: string) => void }
  error?: string | undefined
  autoFocus?: boolean | undefined
  /** in a window: it has the keyboard first, and what is found stands in it */
  window?: boolean
}) {
  const { label, value, least } = props
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const [words] = useDebouncedValue(typed, 150)
  const found = useQuery(props.find(words))
  const short = typed.trim().length < least
  const items = short ? [] : (found.data ?? [])
  // Only once all is found: whoever types fast and presses Enter means what is there.
  const settled = words === typed && found.isSuccess && !found.isPlaceholderData
  const { more } = props
  const offered: (T | string)[] = more && settled && typed.trim().length > 1 ? [...items, typed.trim()] : items
  const box = useListbox<T | string>({
    items: offered,
    open: open && offered.length > 0,
    settled: settled || short || found.isError,
    single: items.length === 1,
    close: () => setOpen(false),
    pick: (item) => {
      if (typeof item === 'string') more?.pick(item)
      else props.onChange(item)
      setTyped('')
      setOpen(false)
    },
  })
  if (value) {
    const { shown, other } = props.chosen(value)
    return (
      <div className={c.picked}>
        <span className={c.label}>{label}</span>
        <div className={c.choice}>
          {shown}
          <button type="button" aria-label={other} onClick={() => props.onChange(undefined)}>
            <IconX size={16} />
          </button>
        </div>
        {props.error && (
          <p className={c.error} role="alert">
            {props.error}
          </p>
        )}
      </div>
    )
  }
  const nothing = !short && settled && items.length === 0
  return (
    <div className={c.box} data-window={props.window || undefined}>
      <TextInput
        {...box.input}
        label={label}
        placeholder={props.placeholder}
        value={typed}
        maxLength={200}
        autoFocus={props.autoFocus}
        data-autofocus={props.window || undefined}
        error={props.error}
        onChange={(e) => {
          setTyped(e.currentTarget.value)
          setOpen(true)
          box.reset()
        }}
        onKeyDown={box.key}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
      />
      <p className={c.none} role="status">
        {nothing && props.none}
      </p>
      {open && offered.length > 0 && (
        <Proposals
          of={box}
          items={offered}
          label={label}
          name={(x) => (typeof x === 'string' ? 'more' : x.id)}
          render={(x) => (typeof x === 'string' ? more?.item(x) : props.item(x))}
        />
      )}
    </div>
  )
}

/** A line that is cut rather than broken. */
export const clip = c.clip
