// A value of a field that an administrator added, as it is read.
import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { useFormat } from '~/ui/context'
import c from './field.module.css'
import { type CustomField, isEmpty } from './queries'

/** A value as it is read. */
export function FieldValue({
  of,
  value,
  brief,
}: {
  of: CustomField
  value: unknown /** in a row */
  brief?: boolean
}): ReactNode {
  const format = useFormat()
  if (isEmpty(value)) return null
  switch (of.type) {
    case 'yes_no':
      return value === true ? <Trans>Yes</Trans> : <Trans>No</Trans>
    case 'link':
      if (brief) break
      return (
        <a href={String(value)} target="_blank" rel="noreferrer noopener" className={c.link}>
          {String(value).replace(/^https?:\/\//, '')}
        </a>
      )
    case 'date_time':
      if (brief) return format.moment(String(value), new Date())
  }
  return plain(of, value, format)
}

type Format = ReturnType<typeof useFormat>

/** A value as plain words. */
export function plain(of: CustomField, value: unknown, format: Format): string {
  const name = (id: unknown) => of.options.find((o) => o.id === id)?.name ?? ''
  switch (of.type) {
    case 'number':
      return new Intl.NumberFormat(format.locale === 'fr' ? 'fr-FR' : 'en-GB', { maximumFractionDigits: 4 })
        .format(Number(value))
        .replaceAll('\u00a0', '\u202f')
    case 'date':
      return new Intl.DateTimeFormat(format.locale === 'fr' ? 'fr-FR' : 'en-GB', {
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        timeZone: 'UTC',
      }).format(new Date(`${value}T00:00:00Z`))
    case 'date_time':
      return format.full(String(value))
    case 'choice':
      return name(value)
    case 'choices':
      return (Array.isArray(value) ? value : []).map(name).filter(Boolean).join(', ')
    case 'person':
      return (value as { name?: string } | null)?.name ?? ''
    default:
      return String(value ?? '')
  }
}
