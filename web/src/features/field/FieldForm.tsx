// The fields that an administrator added, among those of a form; and what was
// filled in, read again before it is sent.
import { FieldInput, type PersonInput } from './FieldInput'
import { FieldValue } from './FieldValue'
import c from './field.module.css'
import { type CustomField, isEmpty, type Kind, type Values } from './queries'

/** Those that take a line of their own. */
const wide = ['long_text', 'choices', 'link']

export function FieldForm(props: {
  fields: CustomField[]
  kind: Kind
  values: Values
  set: (id: string, value: unknown) => void
  wrong: (name: string) => string | undefined
  person?: PersonInput
  /** the first takes the keyboard */
  first?: boolean
}) {
  return (
    <div className={c.form}>
      {props.fields.map((f, i) => (
        <div key={f.id} data-wide={wide.includes(f.type) || undefined}>
          <FieldInput
            of={f}
            value={props.values[f.id]}
            onChange={(v) => props.set(f.id, v)}
            required={f.required.includes(props.kind)}
            error={props.wrong(`fields.${f.id}`)}
            person={props.person}
            autoFocus={props.first && i === 0}
          />
        </div>
      ))}
    </div>
  )
}

export function FieldSummary(props: { fields: CustomField[]; values: Values }) {
  return props.fields
    .filter((f) => !isEmpty(props.values[f.id]))
    .map((f) => [
      <dt key={`${f.id} name`}>{f.name}</dt>,
      <dd key={f.id} className={c.prose}>
        <FieldValue of={f} value={props.values[f.id]} />
      </dd>,
    ])
}
