// What may be done to the rows that were chosen, by who works on records.
import type { Kind, Row, Team } from '~/api/types'
import { CategoryField, useOffered } from '~/features/category/CategoryField'
import { FieldInput } from '~/features/field/FieldInput'
import { type CustomField, useFields, wire } from '~/features/field/queries'
import { BulkBar, type OwnField } from '~/features/ticket/Bulk'
import { person } from './Custom'

const read = (text: string): unknown => (text ? JSON.parse(text) : null)

/** One that is set on many records; what is typed is kept as text, as a window keeps it. */
const settable = (of: CustomField): OwnField => ({
  id: of.id,
  name: of.name,
  kinds: of.kinds as Kind[],
  input: (value, set, error) => (
    <FieldInput
      of={of}
      value={read(value)}
      onChange={(next) => set(JSON.stringify(next ?? null))}
      person={person}
      error={error}
    />
  ),
  wire: (value) => wire(of, read(value)),
})

export function Chosen(props: { rows: Row[]; teams: Team[]; clear: () => void }) {
  const sorts = useOffered('incident').length > 0
  const fields = useFields()
  return (
    <BulkBar
      {...props}
      own={fields.filter((f) => f.desk && f.active).map(settable)}
      closing={
        sorts
          ? (value, set, label, error) => (
              <CategoryField kind="incident" label={label} value={value} onChange={set} error={error} />
            )
          : undefined
      }
    />
  )
}
