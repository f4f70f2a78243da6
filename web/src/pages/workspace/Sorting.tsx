// By what a record is sorted: at its opening, now, at its end.
import { Trans, useLingui } from '@lingui/react/macro'
import type { AnyRecord } from '~/api/types'
import { CategoryLine } from '~/features/category/CategoryLine'
import { classes, Pairs } from '~/features/ticket/Fields'
import { patch } from '~/features/ticket/queries'
import type { Verbs } from '~/features/ticket/verbs'

export function Sorting({ record, verbs }: { record: AnyRecord; verbs: Verbs }) {
  const { t } = useLingui()
  const save = (version: number, category_id: string) => patch(record, { version, category_id })
  return (
    <div className={classes.parts}>
      <section>
        <h2>
          <Trans>Category</Trans>
        </h2>
        <CategoryLine
          kind={record.kind}
          value={record.sorted?.now ?? null}
          fixed={!record.actions.includes('change')}
          save={(id) => {
            const before = record.category?.id
            void verbs.edit(
              (version) => save(version, id),
              t`Saved`,
              before ? (version) => save(version, before) : undefined,
            )
          }}
        />
        <Pairs
          of={[
            [t({ message: 'At opening', context: 'category' }), record.sorted?.opening?.name],
            [t({ message: 'At closing', context: 'category' }), record.sorted?.closing?.name],
          ]}
        />
      </section>
    </div>
  )
}
