// Choosing a person by name, address or number.
import { useLingui } from '@lingui/react/macro'
import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Person } from '~/api/types'
import { Proposals, useListbox } from '~/ui/listbox'
import { Avatar } from '~/ui/parts'
import c from './person.module.css'
import { peopleQuery } from './queries'

export function PersonField(props: {
  label: string
  value: Person | null
  onChange: (person: Person | null) => void
  error?: string
  autoFocus?: boolean
}) {
  const { t } = useLingui()
  const [typed, setTyped] = useState('')
  const [open, setOpen] = useState(false)
  const [q] = useDebouncedValue(typed, 150)
  const people = useQuery(peopleQuery(q))
  const items = typed.trim() ? (people.data ?? []) : []
  const box = useListbox<Person>({
    items,
    open: open && items.length > 0,
    close: () => setOpen(false),
    pick: (p) => {
      props.onChange(p)
      setTyped('')
      setOpen(false)
    },
  })
  if (props.value) {
    const { name, email } = props.value
    return (
      <div className={c.picked}>
        <span className={c.label}>{props.label}</span>
        <div className={c.person}>
          <Avatar name={name} size={24} />
          <span className={c.clip}>
            {name} <small>{email}</small>
          </span>
          <button type="button" aria-label={t`Choose somebody other than ${name}`} onClick={() => props.onChange(null)}>
            <IconX size={16} />
          </button>
        </div>
        {props.error && <p className={c.error}>{props.error}</p>}
      </div>
    )
  }
  const nobody = q.trim() !== '' && q === typed && people.isSuccess && !people.isPlaceholderData && items.length === 0
  return (
    <div className={c.box}>
      <TextInput
        {...box.input}
        label={props.label}
        placeholder={t`Name, address or number`}
        value={typed}
        autoFocus={props.autoFocus}
        error={props.error ?? (nobody ? t`Nobody by this name` : undefined)}
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
          name={(p) => p.id}
          render={(p) => (
            <>
              <Avatar name={p.name} size={24} />
              <span>
                {p.name} {p.vip && 'VIP'}
                <small>
                  {p.email}
                  {p.organisation && ` · ${p.organisation.name}`}
                </small>
              </span>
            </>
          )}
        />
      )}
    </div>
  )
}
