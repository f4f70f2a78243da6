// Records like this one, each one click from being linked to it.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton } from '@mantine/core'
import { IconLinkPlus, IconZoomQuestion } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { timelineKey } from '~/api/keys'
import type { AnyRecord } from '~/api/types'
import { connect, disconnect, linkKeys, linksQuery } from '~/features/link/queries'
import { similarQuery } from '~/features/search/queries'
import { KindMark, StateMark } from '~/features/ticket/vocabulary'
import { paths } from '~/paths'
import { Empty, Failure, useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './Record.module.css'
import type { QueueSearch } from './search'

type Other = { id: string; reference: string }

export function Similar({ record, search }: { record: AnyRecord; search: QueueSearch }) {
  const { t } = useLingui()
  const ref = record.reference
  const cache = useQueryClient()
  const failure = useFailure()
  const similar = useQuery(similarQuery(ref))
  const linked = useQuery(linksQuery(ref)).data?.map((l) => l.record.reference) ?? []
  const fresh = () => {
    void cache.invalidateQueries({ queryKey: linkKeys.of(ref) })
    void cache.invalidateQueries({ queryKey: timelineKey(ref) })
  }
  const link = useMutation({
    mutationFn: (other: Other) => connect(ref, 'relates_to', other.id),
    onSuccess: (_, other) => {
      const undo = () => void disconnect(ref, 'relates_to', other.id).finally(fresh)
      say(t`Linked to ${other.reference}`, { undo })
    },
    onError: (error) => say(failure(error), { bad: true }),
    onSettled: fresh,
  })
  const mayLink = record.actions.includes('link')
  return (
    <section className={c.others}>
      <h2>
        <Trans>Similar records</Trans>
      </h2>
      {similar.error && <Failure of={similar.error} retry={() => void similar.refetch()} />}
      {similar.isPending && <Skeleton height={96} />}
      {similar.data?.length === 0 && (
        <Empty icon={IconZoomQuestion} title={<Trans>Nothing like it yet</Trans>}>
          <Trans>Records whose title has the same words appear here, open or closed.</Trans>
        </Empty>
      )}
      <ul>
        {similar.data?.map((r) => {
          const other = r.reference
          return (
            <li key={r.id} className={c.similar}>
              <Link to={paths.desk.record(r.kind as AnyRecord['kind'], other)} search={search}>
                <span className={c.similarTitle}>{r.title}</span>
                <span className={c.otherMeta}>
                  <span>
                    <KindMark kind={r.kind as AnyRecord['kind']} short /> {other} · {r.requester}
                  </span>
                  <StateMark state={r.state} kind={r.kind as AnyRecord['kind']} short />
                </span>
                {r.excerpt && <span className={c.similarText}>{r.excerpt}</span>}
              </Link>
              {linked.includes(other) ? (
                <span className={c.similarText}>
                  <Trans>Linked</Trans>
                </span>
              ) : (
                mayLink && (
                  <Button
                    size="xs"
                    leftSection={<IconLinkPlus size={14} />}
                    loading={link.isPending && link.variables.id === r.id}
                    onClick={() => link.mutate(r)}
                    aria-label={t`Link to ${other}`}
                  >
                    <Trans context="similar record">Link</Trans>
                  </Button>
                )
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
