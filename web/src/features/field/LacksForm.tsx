// Fields that a state asks for, filled in on the way.
import { Trans } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { Refusal } from '~/api/client'
import { Failure, form } from '~/ui/parts'
import { FieldForm } from './FieldForm'
import type { PersonInput } from './FieldInput'
import { type CustomField, type Kind, type Values, wire } from './queries'

export function LacksForm(props: {
  fields: CustomField[]
  kind: Kind
  person: PersonInput
  fill: (values: Values) => Promise<void>
  drop: () => void
}) {
  const { fields } = props
  const [values, setValues] = useState<Values>({})
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const wrong = (name: string) => (error instanceof Refusal ? error.field(name) : undefined)
  return (
    <form
      className={form.grid}
      noValidate
      onSubmit={async (e) => {
        e.preventDefault()
        setBusy(true)
        setError(undefined)
        try {
          await props.fill(Object.fromEntries(fields.map((f) => [f.id, wire(f, values[f.id])])))
        } catch (refused) {
          setError(refused)
          setBusy(false)
        }
      }}
    >
      {error !== undefined && !fields.some((f) => wrong(`fields.${f.id}`)) && <Failure of={error} />}
      <FieldForm
        fields={fields}
        kind={props.kind}
        values={values}
        set={(id, value) => setValues((b) => ({ ...b, [id]: value }))}
        wrong={wrong}
        person={props.person}
        first
      />
      <div className={form.tools}>
        <Button onClick={props.drop}>
          <Trans>Go back</Trans>
        </Button>
        <Button type="submit" variant="filled" loading={busy}>
          <Trans>Continue</Trans>
        </Button>
      </div>
    </form>
  )
}
