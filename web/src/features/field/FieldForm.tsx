// The fields that an administrator added, among those of a form; and what was
// filled in, read again before it is sent.
import { form } from '~/ui/parts'
import { FieldInput, FieldValue, type PersonInput } from './FieldInput'
import c from './field.module.css'
import { type CustomField, isEmpty, type Kind, type Values } from './queries'

export function FieldForm(props: {
  fields: CustomField[]
  kind: Kind
  values: Values
  set: (id: string, value: unknown) => void
  wrong: (name: string) => string | undefined
  person?: PersonInput
}) {
  return (
    <div className={form.grid}>
      {props.fields.map((f) => (
        <FieldInput
          key={f.id}
          of={f}
          value={props.values[f.id]}
          onChange={(v) => props.set(f.id, v)}
          required={f.required.includes(props.kind)}
          error={props.wrong(`fields.${f.id}`)}
          person={props.person}
        />
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
