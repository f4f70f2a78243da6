// Choosing a record by its reference or its words.
import { useLingui } from '@lingui/react/macro'
import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Proposals, useListbox } from '~/ui/listbox'
import c from './link.module.css'
import { type Found, foundQuery } from './queries'

export function RecordField(props: {
  label: string
  /** the record that is not to be found */
  but: string
  value: Found | undefined
  onChange: (record: Found | undefined) => void
  mark: (record: Found) => ReactNode
  error?: string
}) {
  const { t } = useLingui()
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const [q] = useDebouncedValue(typed, 150)
  const found = useQuery(foundQuery(q, props.but))
  const items = typed.trim().length > 1 ? (found.data ?? []) : []
  const box = useListbox<Found>({
    items,
    open: open && items.length > 0,
    close: () => setOpen(false),
    pick: (record) => {
      props.onChange(record)
      setTyped('')
      setOpen(false)
    },
  })
  if (props.value) {
    const { reference, title } = props.value
    return (
      <div className={c.picked}>
        <span className={c.label}>{props.label}</span>
        <div className={c.choice}>
          <span className={c.clip}>
            {reference} · {title}
          </span>
          <button
            type="button"
            className={c.icon}
            aria-label={t`Choose another record than ${reference}`}
            onClick={() => props.onChange(undefined)}
          >
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
  const none = q.trim().length > 1 && q === typed && found.isSuccess && !found.isPlaceholderData && items.length === 0
  return (
    <div className={c.box}>
      <TextInput
        {...box.input}
        label={props.label}
        placeholder={t`Reference or words`}
        value={typed}
        maxLength={200}
        data-autofocus
        error={props.error ?? (none ? t`No record holds these words` : undefined)}
        onChange={(e) => {
          setTyped(e.currentTarget.value)
          setOpen(true)
          box.reset()
        }}
        onKeyDown={box.key}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
      />
      {open && items.length > 0 && (
        <Proposals
          of={box}
          items={items}
          label={props.label}
          name={(r) => r.id}
          render={(r) => (
            <span className={c.found}>
              <span>{r.title}</span>
              <small>
                <span className="nowrap">{r.reference}</span> · {r.requester} · {props.mark(r)}
              </small>
            </span>
          )}
        />
      )}
    </div>
  )
}
