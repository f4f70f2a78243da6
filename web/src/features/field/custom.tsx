// What the forms of the practices ask for beyond their own: they are handed this,
// and know nothing of fields. What draws it is loaded where there is any.
import { lazy, Suspense } from 'react'
import type { PersonInput } from './FieldInput'
import { type CustomField, fieldsOf, given, type Kind, useFields, type Values } from './queries'

const FieldForm = lazy(() => import('./FieldForm').then((m) => ({ default: m.FieldForm })))
const FieldSummary = lazy(() => import('./FieldForm').then((m) => ({ default: m.FieldSummary })))

/** Those that the reader fills in on a form: at the desk, or as somebody who asks. */
export function useCustom(by: {
  portal?: boolean
  person?: PersonInput
  /** a category with all above it */
  line?: (category: string) => string[]
}) {
  const all = useFields()
  const of = (kind: Kind, category: string): CustomField[] =>
    fieldsOf(all, kind, by.line?.(category) ?? []).filter((f) => (by.portal ? f.portal === 'write' : f.desk))
  return {
    form: (
      kind: Kind,
      category: string,
      values: Values,
      set: (id: string, value: unknown) => void,
      wrong: (name: string) => string | undefined,
    ) => {
      const fields = of(kind, category)
      return (
        fields.length > 0 && (
          <Suspense>
            <FieldForm fields={fields} kind={kind} values={values} set={set} wrong={wrong} person={by.person} />
          </Suspense>
        )
      )
    },
    summary: (kind: Kind, values: Values) => (
      <Suspense>
        <FieldSummary fields={of(kind, '')} values={values} />
      </Suspense>
    ),
    given: (kind: Kind, category: string, values: Values) => given(of(kind, category), values),
  }
}
