// Choosing a person by name, address or number.
import { useLingui } from '@lingui/react/macro'
import type { Person } from '~/api/types'
import { clip, Picker } from '~/ui/Picker'
import { Avatar } from '~/ui/parts'
import { peopleQuery } from './queries'

export function PersonField(props: {
  label: string
  value: Person | null
  onChange: (person: Person | null) => void
  error?: string
  autoFocus?: boolean
}) {
  const { t } = useLingui()
  return (
    <Picker<Person>
      {...props}
      onChange={(p) => props.onChange(p ?? null)}
      placeholder={t`Name, address or number`}
      none={t`Nobody by this name`}
      find={peopleQuery}
      least={1}
      item={(p) => (
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
      chosen={({ name, email }) => ({
        other: t`Choose somebody other than ${name}`,
        shown: (
          <>
            <Avatar name={name} size={24} />
            <span className={clip}>
              {name} <small>{email}</small>
            </span>
          </>
        ),
      })}
    />
  )
}
