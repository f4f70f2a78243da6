// The fields of a request that are not in its head.
import { Trans, useLingui } from '@lingui/react/macro'
import type { RequestType, ServiceRequest } from '~/api/types'
import { About, classes as c, Field, Pairs } from '~/features/ticket/Fields'
import { requestTypes } from '~/features/ticket/kinds'
import type { Verbs } from '~/features/ticket/verbs'
import { useWords } from '~/features/ticket/vocabulary'
import { Pick } from '~/ui/parts'
import { When } from '~/ui/Time'
import { patch } from './queries'

export function Details({ record, verbs }: { record: ServiceRequest; verbs: Verbs }) {
  const { t } = useLingui()
  const words = useWords()
  const may = record.actions.includes('change')
  const put = (field: 'contact' | 'callback' | 'type', next: string, seen?: number) => {
    const before = record[field]
    return verbs.edit(
      (version) => patch(record.reference, { version, [field]: next }),
      t`Saved`,
      (version) => patch(record.reference, { version, [field]: before }),
      seen,
    )
  }
  const edit = (field: 'contact' | 'callback') => ({
    name: words.field(field),
    value: record[field],
    version: record.version,
    fixed: !may,
    save: (next: string, seen: number) => put(field, next, seen),
  })
  const when = (at: string | null) => at && <When at={at} />
  return (
    <div className={c.parts}>
      {record.refusal && (
        <section>
          <h2>
            <Trans>Why it was refused</Trans>
          </h2>
          <p className={c.prose}>{record.refusal}</p>
          <Pairs of={[[t({ message: 'Refused', context: 'request' }), when(record.closed_at)]]} />
        </section>
      )}
      {record.result && (
        <section>
          <h2>
            <Trans>What was given</Trans>
          </h2>
          <p className={c.prose}>{record.result}</p>
          <Pairs
            of={[
              [t({ message: 'Fulfilled', context: 'state' }), when(record.fulfilled_at)],
              [t({ message: 'Closed', context: 'request' }), when(record.closed_at)],
              [t`Confirmed`, words.value('confirmed', record.confirmed, '')],
              [words.field('first_contact'), record.first_contact ? t`Yes` : ''],
              [words.field('closes'), when(record.closes_at)],
            ]}
          />
        </section>
      )}
      <section>
        <h2>
          <Trans>What it is about</Trans>
        </h2>
        {may ? (
          <Pick
            label={<span className="sr">{words.field('type')}</span>}
            value={record.type}
            onChange={(type) => void put('type', type as RequestType)}
            options={requestTypes.map((type) => ({ value: type, name: words.type(type) }))}
          />
        ) : (
          <p>{words.type(record.type)}</p>
        )}
      </section>
      <section>
        <h2>
          <Trans>Contact</Trans>
        </h2>
        <Field {...edit('contact')} />
        <Field {...edit('callback')} />
      </section>
      <About record={record} />
    </div>
  )
}
