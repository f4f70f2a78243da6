// What is done behind the screens: waiting, running, given up.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Skeleton } from '@mantine/core'
import { IconCircleCheck, IconRefresh, IconTrash } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Empty, Failure, form, Pick, Segments } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import { say } from '~/ui/toast'
import c from './administration.module.css'
import { Acts } from './History'
import { discardJob, type Job, type JobsSearch, jobsQuery, retryJob, useAct } from './queries'

export function Jobs(props: { search: JobsSearch; change: (s: JobsSearch) => void }) {
  const { t } = useLingui()
  const { search, change } = props
  const state = search.state ?? 'dead'
  const jobs = useInfiniteQuery(jobsQuery(search))
  const rows = jobs.data?.pages.flatMap((p) => p.items) ?? []
  const kinds = [...new Map(rows.map((j) => [j.kind, j.label])).entries()]
  const [discarding, setDiscarding] = useState<Job>()
  const retry = useAct((id: string) => retryJob(id))
  const discard = useAct((id: string) => discardJob(id))
  return (
    <>
      <search className={c.add}>
        <Segments
          label={t`State`}
          value={state}
          onChange={(next) => change({ ...search, state: next })}
          options={[
            { value: 'dead', name: t`Given up` },
            { value: 'waiting', name: t`Waiting` },
            { value: 'running', name: t`Running` },
          ]}
        />
        {(kinds.length > 1 || search.kind) && (
          <Pick
            label={t`Kind`}
            value={search.kind ?? ''}
            onChange={(kind) => change({ ...search, kind: kind || undefined })}
            options={[{ value: '', name: t`All` }, ...kinds.map(([value, name]) => ({ value, name }))]}
          />
        )}
      </search>
      {jobs.error && <Failure of={jobs.error} retry={() => void jobs.refetch()} />}
      {retry.error && <Failure of={retry.error} />}
      {jobs.isPending && <Skeleton height={120} mt={16} />}
      {jobs.isSuccess && rows.length === 0 && (
        <Empty icon={IconCircleCheck} title={state === 'dead' ? t`Nothing was given up` : t`Nothing here now`}>
          {state === 'dead' && <Trans>A job that fails again and again for hours comes here, to be looked at.</Trans>}
        </Empty>
      )}
      <ul className={c.list} aria-label={t`Jobs`}>
        {rows.map((j) => {
          const { attempts } = j
          return (
            <li key={j.id}>
              <span className={c.what}>
                <strong>{j.label}</strong>
                <small>
                  {state === 'dead' ? <Trans>given up</Trans> : <Trans>due</Trans>} <Ago at={j.ended_at ?? j.due_at} />{' '}
                  · <Trans>tries: {attempts}</Trans>
                  {j.mistake && <code className={c.mistake}>{j.mistake}</code>}
                </small>
              </span>
              {j.state === 'dead' && (
                <span className={c.tools}>
                  <Button
                    leftSection={<IconRefresh size={16} />}
                    loading={retry.isPending && retry.variables === j.id}
                    aria-label={t`Try again: ${j.label}`}
                    onClick={() => retry.mutate(j.id, { onSuccess: () => say(t`It is tried again`) })}
                  >
                    <Trans>Try again</Trans>
                  </Button>
                  <Button
                    leftSection={<IconTrash size={16} />}
                    aria-label={t`Drop: ${j.label}`}
                    onClick={() => setDiscarding(j)}
                  >
                    <Trans>Drop</Trans>
                  </Button>
                </span>
              )}
            </li>
          )
        })}
      </ul>
      {jobs.hasNextPage && (
        <div className={c.more}>
          <Button onClick={() => void jobs.fetchNextPage()} loading={jobs.isFetchingNextPage}>
            <Trans>Show more</Trans>
          </Button>
        </div>
      )}
      <Acts kind="job" />
      <Modal
        opened={!!discarding}
        onClose={() => setDiscarding(undefined)}
        title={t`Drop this job`}
        closeButtonProps={{ 'aria-label': t`Close` }}
      >
        <div className={form.grid}>
          {discard.error && <Failure of={discard.error} />}
          <p>
            <Trans>It will never be done: a letter stays unsent, a letter that came in stays unread.</Trans>
          </p>
          <div className={form.tools}>
            <Button onClick={() => setDiscarding(undefined)}>
              <Trans>Go back</Trans>
            </Button>
            <Button
              variant="filled"
              data-autofocus
              loading={discard.isPending}
              onClick={() =>
                discarding &&
                discard.mutate(discarding.id, {
                  onSuccess: () => {
                    setDiscarding(undefined)
                    say(t`Dropped`)
                  },
                })
              }
            >
              <Trans>Drop</Trans>
            </Button>
          </div>
        </div>
      </Modal>
    </>
  )
}
