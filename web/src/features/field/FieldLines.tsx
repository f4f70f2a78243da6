// The fields that an administrator added, as a record has them: read, and changed
// in place.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { FieldInput, type PersonInput } from './FieldInput'
import { FieldValue } from './FieldValue'
import c from './field.module.css'
import { type CustomField, isEmpty, type Kind, wire } from './queries'

type Save = (f: CustomField, next: unknown, before: unknown, seen: number) => Promise<boolean>

export function FieldLines(props: {
  fields: CustomField[]
  values: Record<string, unknown>
  version: number
  kind: Kind
  state: string
  /** whether the reader may change a field of this record */
  mayChange: (f: CustomField) => boolean
  person: PersonInput
  save: Save
}) {
  return props.fields.map((f) => (
    <Line
      key={f.id}
      of={f}
      value={props.values[f.id]}
      version={props.version}
      required={f.required.includes(props.kind) || f.required.includes(`${props.kind}:${props.state}`)}
      fixed={!props.mayChange(f)}
      person={props.person}
      save={props.save}
    />
  ))
}

function Line(props: {
  of: CustomField
  value: unknown
  version: number
  required: boolean
  fixed: boolean
  person: PersonInput
  save: Save
}) {
  const { t } = useLingui()
  const { of, value } = props
  const [typed, setTyped] = useState<{ value: unknown; seen: number }>()
  const [busy, setBusy] = useState(false)
  const empty = isEmpty(value)
  const shown = empty ? (
    <span className={c.none}>{props.required ? t`to be filled in` : t`not given`}</span>
  ) : (
    <span className={c.value} data-long={of.type === 'long_text' || undefined}>
      <FieldValue of={of} value={value} />
    </span>
  )
  if (props.fixed)
    return (
      <div className={c.line}>
        <span className={c.name}>{of.name}</span>
        {shown}
      </div>
    )
  if (!typed)
    return (
      <div className={c.line} data-edit>
        <span className={c.name} title={of.help || undefined}>
          {of.name}
        </span>
        {shown}
        <button
          type="button"
          className={c.pencil}
          aria-label={t`Change ${of.name}`}
          title={t`Change`}
          onClick={() => setTyped({ value, seen: props.version })}
        >
          <IconPencil size={14} aria-hidden="true" />
        </button>
      </div>
    )
  const leave = () => setTyped(undefined)
  const save = async () => {
    setBusy(true)
    const same = JSON.stringify(wire(of, typed.value)) === JSON.stringify(wire(of, value))
    if (same || (await props.save(of, wire(of, typed.value), wire(of, value), typed.seen))) leave()
    setBusy(false)
  }
  return (
    <form
      className={c.editor}
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        void save()
      }}
      onKeyDown={(e) => {
        if (e.key === 'Escape') {
          e.stopPropagation()
          leave()
        } else if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
          e.preventDefault()
          void save()
        }
      }}
    >
      <FieldInput
        of={of}
        value={typed.value}
        onChange={(next) => setTyped({ ...typed, value: next })}
        person={props.person}
        required={props.required}
        autoFocus
      />
      <div className={c.tools}>
        <Button onClick={leave}>
          <Trans>Go back</Trans>
        </Button>
        <Button type="submit" loading={busy}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </form>
  )
}
