// The fields that an administrator added, on a record.
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { AnyRecord, Person } from '~/api/types'
import { categoriesQuery, lineOf } from '~/features/category/queries'
import { FieldLines } from '~/features/field/FieldLines'
import { fieldsOf, isEmpty, useFields } from '~/features/field/queries'
import { PersonField } from '~/features/person/PersonField'
import { classes } from '~/features/ticket/Fields'
import { patch } from '~/features/ticket/queries'
import type { Verbs } from '~/features/ticket/verbs'

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
          person={(p) => (
            <PersonField
              label={p.label}
              value={p.value as Person | null}
              onChange={(x) => p.onChange(x && { id: x.id, name: x.name })}
              error={p.error}
            />
          )}
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
