// The fields of a record that are not in its head, changed in place.
import { Trans, useLingui } from '@lingui/react/macro'
import type { Incident } from '~/api/types'
import { About, classes as c, Field, Pairs } from '~/features/ticket/Fields'
import type { Verbs } from '~/features/ticket/verbs'
import { useWords } from '~/features/ticket/vocabulary'
import { When } from '~/ui/Time'
import { Findings } from './Findings'
import { patch } from './queries'

type Editable = 'contact' | 'callback' | 'symptoms'

export function Details({ record, verbs }: { record: Incident; verbs: Verbs }) {
  const { t } = useLingui()
  const words = useWords()
  const edit = (field: Editable) => ({
    name: words.field(field),
    value: record[field],
    version: record.version,
    fixed: !record.actions.includes('change'),
    save: (next: string, seen: number) => {
      const before = record[field]
      return verbs.edit(
        (version) => patch(record.reference, { version, [field]: next }),
        t`Saved`,
        (version) => patch(record.reference, { version, [field]: before }),
        seen,
      )
    },
  })
  const when = (at: string | null) => at && <When at={at} />
  return (
    <div className={c.parts}>
      {record.resolution && (
        <section>
          <h2>
            <Trans>Resolution</Trans>
          </h2>
          <p className={c.prose}>{record.resolution.text}</p>
          <Pairs
            of={[
              [t`Code`, words.code(record.resolution.code)],
              [t`Kind of resolution`, words.resolution(record.resolution.kind)],
              [t({ message: 'Resolved', context: 'date' }), when(record.resolved_at)],
              [t({ message: 'Closed', context: 'date' }), when(record.closed_at)],
              [t`Confirmed`, words.value('confirmed', record.confirmed, '')],
              [words.field('first_contact'), record.first_contact ? t`Yes` : ''],
              [words.field('closes'), when(record.closes_at)],
            ]}
          />
        </section>
      )}
      <section>
        <h2>
          <Trans>Contact</Trans>
        </h2>
        <Field {...edit('contact')} />
        <Field {...edit('callback')} />
      </section>
      <section>
        <h2>
          <Trans>Symptoms</Trans>
        </h2>
        <Field {...edit('symptoms')} long />
      </section>
      <Findings record={record} verbs={verbs} />
      <About record={record} more={[[t`Occurred`, when(record.occurred_at)]]} />
    </div>
  )
}
