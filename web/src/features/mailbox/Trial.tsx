// A letter from the mailbox to itself: each step of the way, in plain words.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconMailFast } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { Mailbox } from '~/api/types'
import { Alert, Failure, Steps } from '~/ui/parts'
import c from './mailbox.module.css'

export function Trial({ box }: { box: Mailbox }) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const at = { params: { path: { id: box.id } } }
  const key = ['mailboxes', 'trial', box.id]
  const trial = useQuery({
    queryKey: key,
    queryFn: () => answer(client.GET('/api/mailboxes/{id}/trial', at)),
    // Hints tell of each step; the clock alone tells that nothing came.
    refetchInterval: (q) => (q.state.data?.state === 'running' ? 2000 : false),
  })
  const ask = useMutation({
    mutationFn: () => answer(client.POST('/api/mailboxes/{id}/trial', at)),
    onSuccess: (begun) => cache.setQueryData(key, begun),
  })
  if (!box.enabled || !box.send.host || !box.receive.host) return null
  const names: Record<string, string> = {
    send: t`The letter is handed to the sending server`,
    open: t`The mailbox opens`,
    reach: t`The letter comes back`,
  }
  const state = trial.data?.state ?? 'none'
  const running = state === 'running'
  const steps = trial.data?.steps ?? []
  const now = steps.findIndex((s) => s.state === 'waiting')
  return (
    <div className={c.trial}>
      <Button
        leftSection={<IconMailFast size={16} />}
        loading={ask.isPending || running}
        onClick={() => ask.mutate()}
        aria-label={t`Try the mailbox ${box.address}`}
      >
        <Trans>Try the mailbox</Trans>
      </Button>
      {ask.error && <Failure of={ask.error} />}
      {state !== 'none' && (
        <div role="status">
          <Steps
            upright
            label={t`Trial of the mailbox`}
            steps={steps.map((s, i) => ({
              key: s.code,
              name: names[s.code] ?? s.code,
              is:
                s.state === 'passed'
                  ? 'done'
                  : s.state === 'failed'
                    ? 'stopped'
                    : running && i === now
                      ? 'now'
                      : 'next',
              detail:
                s.state === 'failed' ? (
                  <>
                    {s.error} {s.cause && <code>{s.cause}</code>}
                  </>
                ) : undefined,
            }))}
          />
          {state === 'passed' && (
            <Alert tone="green">
              <Trans>The mailbox sends and receives: it is ready.</Trans>
            </Alert>
          )}
        </div>
      )}
    </div>
  )
}
