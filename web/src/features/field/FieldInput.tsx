// One field that an administrator added, filled in: what it is asked by is what it
// holds.
import { useLingui } from '@lingui/react/macro'
import { Textarea, TextInput, type TextInputProps } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useFormat } from '~/ui/context'
import { Pick } from '~/ui/parts'
import c from './field.module.css'
import type { CustomField } from './queries'

/** The field of a person is another feature's. */
export type PersonInput = (p: {
  label: string
  value: { id: string; name: string } | null
  onChange: (p: { id: string; name: string } | null) => void
  error?: string
  autoFocus?: boolean
}) => ReactNode

export type InputProps = {
  of: CustomField
  value: unknown
  onChange: (value: unknown) => void
  person?: PersonInput
  required?: boolean
  error?: string
  autoFocus?: boolean
}

export function FieldInput(props: InputProps) {
  const { t } = useLingui()
  const format = useFormat()
  const { of, value, onChange, error, autoFocus } = props
  const text = typeof value === 'string' ? value : ''
  const label = props.required ? t`${of.name} (mandatory)` : of.name
  const shared = { label, description: of.help || undefined, error, autoFocus }
  const offered = of.options.filter(
    (o) => !o.retired || o.id === value || (Array.isArray(value) && value.includes(o.id)),
  )
  switch (of.type) {
    case 'long_text':
      return <Textarea {...shared} rows={3} value={text} onChange={(e) => onChange(e.currentTarget.value)} />
    case 'number':
      return <NumberField {...shared} value={value} onChange={onChange} comma={format.locale === 'fr'} />
    case 'date':
      return (
        <TextInput {...shared} type="date" value={text} onChange={(e) => onChange(e.currentTarget.value || null)} />
      )
    case 'date_time':
      return (
        <TextInput
          {...shared}
          type="datetime-local"
          value={text ? format.field(text) : ''}
          onChange={(e) => onChange(e.currentTarget.value ? format.instant(e.currentTarget.value) : null)}
        />
      )
    case 'yes_no':
      return (
        <Pick
          {...shared}
          value={value === true ? 'yes' : value === false ? 'no' : ''}
          onChange={(v) => onChange(v === '' ? null : v === 'yes')}
          options={[
            { value: '', name: t`not given` },
            { value: 'yes', name: t`Yes` },
            { value: 'no', name: t`No` },
          ]}
        />
      )
    case 'choice':
      return (
        <Pick
          {...shared}
          value={text}
          onChange={(v) => onChange(v || null)}
          options={[
            { value: '', name: t`not given` },
            ...offered.map((o) => ({ value: o.id ?? '', name: o.name ?? '' })),
          ]}
        />
      )
    case 'choices': {
      const chosen = Array.isArray(value) ? (value as string[]) : []
      return (
        <fieldset className={c.checks}>
          <legend>{label}</legend>
          {of.help && <p className={c.help}>{of.help}</p>}
          <div>
            {offered.map((o, i) => (
              <label key={o.id}>
                <input
                  type="checkbox"
                  // biome-ignore lint/a11y/noAutofocus: opened to be filled in
                  autoFocus={autoFocus && i === 0}
                  checked={chosen.includes(o.id ?? '')}
                  onChange={(e) =>
                    onChange(
                      e.currentTarget.checked ? [...chosen, o.id ?? ''] : chosen.filter((other) => other !== o.id),
                    )
                  }
                />
                {o.name}
              </label>
            ))}
          </div>
          {error && <p className={c.error}>{error}</p>}
        </fieldset>
      )
    }
    case 'person': {
      const who = value && typeof value === 'object' ? (value as { id: string; name: string }) : null
      return props.person ? (
        <div>
          {props.person({ label, value: who, onChange, error, autoFocus })}
          {of.help && <p className={c.help}>{of.help}</p>}
        </div>
      ) : null
    }
    case 'link':
      return (
        <TextInput
          {...shared}
          type="url"
          inputMode="url"
          placeholder="https://"
          value={text}
          onChange={(e) => onChange(e.currentTarget.value)}
        />
      )
    default:
      return <TextInput {...shared} value={text} maxLength={300} onChange={(e) => onChange(e.currentTarget.value)} />
  }
}

/** A number as people write it; what is none yet is given as it is typed, and refused. */
function NumberField(
  props: { value: unknown; onChange: (value: unknown) => void; comma: boolean } & Omit<
    TextInputProps,
    'value' | 'onChange'
  >,
) {
  const { value, onChange, comma, ...rest } = props
  const told = typeof value === 'number' ? String(value).replace('.', comma ? ',' : '.') : String(value ?? '')
  const [typed, setTyped] = useState(told)
  const read = (text: string) => {
    const plain = text.replaceAll(/\s/g, '').replace(',', '.')
    return plain === '' ? null : /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : text.trim()
  }
  return (
    <TextInput
      {...rest}
      inputMode="decimal"
      value={read(typed) === (value ?? null) ? typed : told}
      onChange={(e) => {
        setTyped(e.currentTarget.value)
        onChange(read(e.currentTarget.value))
      }}
    />
  )
}
