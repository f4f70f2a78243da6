// Choosing a person by name, address or number; or adding one whom nobody knows.
import { Trans, useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Me, Person } from '~/api/types'
import { clip, Picker } from '~/ui/Picker'
import { Avatar } from '~/ui/parts'
import c from './person.module.css'
import { peopleQuery } from './queries'

const Newcomer = lazy(() => import('./Newcomer'))

export function PersonField(props: {
  label: string
  value: Person | null
  onChange: (person: Person | null) => void
  error?: string
  autoFocus?: boolean
  /** who asks: somebody unknown can be added here, by whom may do so */
  me?: Me
}) {
  const { t } = useLingui()
  const { me, ...field } = props
  const [adding, setAdding] = useState<string>()
  const whole = useRef<HTMLDivElement>(null)
  const left = useRef(false)
  // Whoever was added or taken stands where the keyboard was.
  useEffect(() => {
    if (adding !== undefined || !left.current) return
    left.current = false
    whole.current?.querySelector<HTMLElement>('input, button')?.focus()
  }, [adding])
  const leave = () => {
    left.current = true
    setAdding(undefined)
  }
  if (adding !== undefined)
    return (
      <div className={c.wide}>
        <Suspense fallback={<Skeleton height={280} />}>
          <Newcomer
            typed={adding}
            home={me?.organisation?.id ?? ''}
            cancel={leave}
            done={(p) => {
              props.onChange(p)
              leave()
            }}
          />
        </Suspense>
      </div>
    )
  return (
    <div ref={whole} className={c.field}>
      <Picker<Person>
        {...field}
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
                {p.email || p.phone}
                {p.organisation && ` · ${p.organisation.name}`}
              </small>
            </span>
          </>
        )}
        chosen={({ name, email, phone }) => ({
          other: t`Choose somebody other than ${name}`,
          shown: (
            <>
              <Avatar name={name} size={24} />
              <span className={clip}>
                {name} <small>{email || phone}</small>
              </span>
            </>
          ),
        })}
        {...(me?.permissions.includes('person.register')
          ? {
              more: {
                item: (typed: string) => (
                  <>
                    <IconUserPlus size={18} aria-hidden="true" />
                    <span>
                      <Trans>New person: {typed}</Trans>
                    </span>
                  </>
                ),
                pick: setAdding,
              },
            }
          : {})}
      />
    </div>
  )
}
