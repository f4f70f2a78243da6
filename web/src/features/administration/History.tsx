// Who changed what of something that is set, the latest first.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton } from '@mantine/core'
import { IconArrowNarrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Failure } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import c from './administration.module.css'
import { type HistoryKind, historyQuery } from './queries'

export function History({
  kind,
  id,
  restore,
}: {
  kind: HistoryKind
  id: string
  /** makes the thing again what it was at a version */
  restore?: (version: number) => void
}) {
  const { t } = useLingui()
  const history = useQuery(historyQuery(kind, id))
  return (
    <section className={c.section}>
      <h2>
        <Trans>History</Trans>
      </h2>
      {history.error && <Failure of={history.error} retry={() => void history.refetch()} />}
      {history.isPending && <Skeleton height={48} />}
      {history.data?.length === 0 && (
        <p className={c.meta}>
          <Trans>Never changed: the default holds.</Trans>
        </p>
      )}
      <ol className={c.history}>
        {history.data?.map((a, i) => (
          <li key={a.id}>
            <p>
              <strong>{a.label}</strong> · {a.actor?.name || t`the program`} · <Ago at={a.at} className={c.meta} />
            </p>
            {restore && i > 0 && (
              <Button size="compact-xs" onClick={() => restore(a.version)} className={c.restore}>
                <Trans>Back to this</Trans>
              </Button>
            )}
            {a.reason && <p className={c.reason}>{a.reason}</p>}
            {a.changes.length > 0 && (
              <dl className="pairs">
                {a.changes.map((ch) => (
                  <div key={ch.field}>
                    <dt>{ch.label}</dt>
                    <dd>
                      {ch.old_label && (
                        <>
                          <del>{ch.old_label}</del>{' '}
                          <IconArrowNarrowRight size={14} aria-label={t`becomes`} className={c.arrow} />{' '}
                        </>
                      )}
                      {ch.new_label ? <ins>{ch.new_label}</ins> : <em>{t`nothing`}</em>}
                    </dd>
                  </div>
                ))}
              </dl>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The latest acts on things that are gone once they are acted on: their line says which it was. */
export function Acts({ kind }: { kind: 'job' | 'arrival' | 'arrival_block' }) {
  const { t } = useLingui()
  const history = useQuery(historyQuery(kind, ''))
  return (
    <section className={c.section}>
      <h2>
        <Trans>History</Trans>
      </h2>
      {history.error && <Failure of={history.error} retry={() => void history.refetch()} />}
      {history.isPending && <Skeleton height={48} />}
      {history.data?.length === 0 && (
        <p className={c.meta}>
          <Trans>Nobody did anything here yet.</Trans>
        </p>
      )}
      <ol className={c.history}>
        {history.data?.map((a) => (
          <li key={a.id}>
            <p>
              <strong>{a.label}</strong> · {a.actor?.name || t`the program`} · <Ago at={a.at} className={c.meta} />
            </p>
            <dl className="pairs">
              {a.changes
                .filter((ch) => ch.new_label || ch.old_label)
                .map((ch) => (
                  <div key={ch.field}>
                    <dt>{ch.label}</dt>
                    <dd>{ch.new_label || ch.old_label}</dd>
                  </div>
                ))}
            </dl>
          </li>
        ))}
      </ol>
    </section>
  )
}
