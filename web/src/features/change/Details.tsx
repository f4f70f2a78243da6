// The fields of a change: why, how, when, who decided, what came of it.
import { Trans, useLingui } from '@lingui/react/macro'
import type { ChangeRequest } from '~/api/types'
import { About, classes as c, Field, Pairs } from '~/features/ticket/Fields'
import type { Verbs } from '~/features/ticket/verbs'
import { useWords } from '~/features/ticket/vocabulary'
import { useFormat } from '~/ui/context'
import { When } from '~/ui/Time'
import { patch } from './queries'

export function Details({ record, verbs }: { record: ChangeRequest; verbs: Verbs }) {
  const { t } = useLingui()
  const words = useWords()
  const format = useFormat()
  const edit = (field: 'justification' | 'plan' | 'back_out') => ({
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
  const window = record.starts_at && record.ends_at ? format.span(record.starts_at, record.ends_at) : ''
  const decision = record.decision
  return (
    <div className={c.parts}>
      {record.outcome && (
        <section>
          <h2>
            <Trans>Outcome</Trans>
          </h2>
          <p className={c.prose}>{record.outcome}</p>
          <Pairs
            of={[
              [t({ message: 'Ended', context: 'date' }), when(record.done_at)],
              [t({ message: 'Closed', context: 'date' }), when(record.closed_at)],
            ]}
          />
        </section>
      )}
      {decision && (
        <section>
          <h2>
            <Trans>Decision</Trans>
          </h2>
          <Pairs
            of={[
              [t`Decision`, words.state(decision.authorised ? 'authorised' : 'refused')],
              [t`Decided by`, decision.by?.name],
              [t({ message: 'Decided', context: 'date' }), when(decision.at)],
            ]}
          />
          {decision.reason && <p className={c.prose}>{decision.reason}</p>}
        </section>
      )}
      {window && (
        <section>
          <h2>
            <Trans>Window</Trans>
          </h2>
          <p className="num">{window}</p>
        </section>
      )}
      <section>
        <h2>{words.field('justification')}</h2>
        <Field {...edit('justification')} long />
      </section>
      {record.assessment && (
        <section>
          <h2>
            <Trans>Assessment</Trans>
          </h2>
          <Pairs of={[[words.field('risk'), words.risk(record.risk)]]} />
          <p className={c.prose}>{record.assessment}</p>
        </section>
      )}
      <section>
        <h2>{words.field('plan')}</h2>
        <Field {...edit('plan')} long />
      </section>
      <section>
        <h2>{words.field('back_out')}</h2>
        <Field {...edit('back_out')} long />
      </section>
      <About record={record} />
    </div>
  )
}
