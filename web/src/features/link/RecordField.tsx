// Choosing a record by its reference or its words.
import { useLingui } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { clip, Picker } from '~/ui/Picker'
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
  return (
    <Picker<Found>
      label={props.label}
      value={props.value}
      onChange={props.onChange}
      error={props.error}
      window
      placeholder={t`Reference or words`}
      none={t`No record holds these words`}
      find={(words) => foundQuery(words, props.but)}
      least={2}
      item={(r) => (
        <span className={c.found}>
          <span>{r.title}</span>
          <small>
            <span className="nowrap">{r.reference}</span> · {r.requester} · {props.mark(r)}
          </small>
        </span>
      )}
      chosen={({ reference, title }) => ({
        other: t`Choose another record than ${reference}`,
        shown: (
          <span className={clip}>
            {reference} · {title}
          </span>
        ),
      })}
    />
  )
}
