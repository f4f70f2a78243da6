// The fields that an administrator added, on a record.
import { Trans, useLingui } from '@lingui/react/macro'
import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { AnyRecord, Person } from '~/api/types'
import { categoriesQuery, lineOf } from '~/features/category/queries'
import type { PersonInput } from '~/features/field/FieldInput'
import { FieldLines } from '~/features/field/FieldLines'
import { LacksForm } from '~/features/field/LacksForm'
import { fieldsOf, isEmpty, useFields } from '~/features/field/queries'
import { PersonField } from '~/features/person/PersonField'
import { classes } from '~/features/ticket/Fields'
import { patch } from '~/features/ticket/queries'
import type { Lacking, Verbs } from '~/features/ticket/verbs'

export const person: PersonInput = (p) => (
  <PersonField
    label={p.label}
    value={p.value as Person | null}
    onChange={(x) => p.onChange(x && { id: x.id, name: x.name })}
    error={p.error}
    autoFocus={p.autoFocus}
  />
)

/** What a state asks for, filled in before the record comes into it. */
export function Lacks(props: { of: Lacking; record: AnyRecord }) {
  const { t } = useLingui()
  const { of, record } = props
  const fields = useFields().filter((f) => of.ids.includes(f.id))
  return (
    <Modal opened onClose={of.drop} title={t`Before that, fill in`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <LacksForm fields={fields} kind={record.kind} person={person} fill={of.fill} drop={of.drop} />
    </Modal>
  )
}

export function Custom({ record, verbs }: { record: AnyRecord; verbs: Verbs }) {
  const { t } = useLingui()
  const all = useFields()
  const tree = useQuery(categoriesQuery).data ?? []
  const values = record.fields as Record<string, unknown>
  const own = fieldsOf(all, record.kind, lineOf(tree, record.sorted?.now?.id)).filter((f) => f.desk)
  const shown = all.filter((f) => own.includes(f) || !isEmpty(values[f.id]))
  if (shown.length === 0) return null
  const save = (version: number, id: string, value: unknown) => patch(record, { version, fields: { [id]: value } })
  return (
    <div className={classes.parts}>
      <section>
        <h2>
          <Trans context="record">Fields</Trans>
        </h2>
        <FieldLines
          fields={shown}
          values={values}
          version={record.version}
          kind={record.kind}
          state={record.state}
          mayChange={(f) => record.actions.includes('change') && own.includes(f)}
          person={person}
          save={(f, next, before, seen) =>
            verbs.edit(
              (version) => save(version, f.id, next),
              t`Saved`,
              (version) => save(version, f.id, before),
              seen,
            )
          }
        />
      </section>
    </div>
  )
}
