// A made-up company beside an empty desk, for who wants to see it at work first:
// what comes, that it stays, and how far it has come.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton } from '@mantine/core'
import { IconPackage } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Alert, Failure } from '~/ui/parts'
import c from './administration.module.css'
import { beginSample, sampleQuery } from './queries'

export function Sample() {
  const { t } = useLingui()
  const cache = useQueryClient()
  const sample = useQuery(sampleQuery)
  const [sure, setSure] = useState(false)
  const begin = useMutation({
    mutationFn: beginSample,
    onSuccess: (now) => cache.setQueryData(sampleQuery.queryKey, now),
  })
  // All that is on screen elsewhere has more in it once the company is there.
  const s = sample.data
  const ran = useRef(false)
  useEffect(() => {
    if (s?.running) ran.current = true
    else if (ran.current) {
      ran.current = false
      void cache.invalidateQueries()
    }
  }, [s?.running, cache])
  if (sample.error && !s) return <Failure of={sample.error} retry={() => void sample.refetch()} />
  if (!s) return <Skeleton height={120} />
  if (s.finished_at)
    return (
      <Alert tone="green">
        <Trans>The made-up company is there: its records stand in the queue, its people among yours.</Trans>
      </Alert>
    )
  if (s.running) {
    const percent = s.steps > 0 ? Math.floor((100 * s.step) / s.steps) : 0
    return (
      <>
        <p>
          <Trans>It is coming, act by act. You can go on meanwhile; it goes on too if the server restarts.</Trans>
        </p>
        <div className={c.progress}>
          <progress max={100} value={percent} aria-label={t`Progress`} /> <span className="num">{percent} %</span>
        </div>
        {s.mistake && (
          <Alert tone="amber">
            <Trans>The last step failed. It is tried again by itself; the Jobs page says why.</Trans>
          </Alert>
        )}
      </>
    )
  }
  if (!s.offered)
    return (
      <p>
        <Trans>
          There are records here already, or the first day is over: a made-up company would mix with them. Start the
          program with <code>--sample</code> on another data folder to look around.
        </Trans>
      </p>
    )
  return (
    <>
      <p>
        <Trans>
          Only if you want to see the desk at work before your own people come. A made-up company, Groupe Solane, and
          one week of its life:
        </Trans>
      </p>
      <ul className={c.plain}>
        <li>
          <Trans>about thirty people at two organisations and four sites; none of them can sign in</Trans>
        </li>
        <li>
          <Trans>its agents join your first team and the teams Réseau, Messagerie and Postes de travail</Trans>
        </li>
        <li>
          <Trans>more than sixty incidents, requests and changes in every state, with their conversations</Trans>
        </li>
        <li>
          <Trans>the first canned replies; your settings stay as they are, and nobody is written to</Trans>
        </li>
      </ul>
      <Alert tone="amber">
        <Trans>
          Nothing takes it back: its records, numbers and people stay in the history. For real work later, begin anew
          with an empty data folder.
        </Trans>
      </Alert>
      {begin.error && <Failure of={begin.error} />}
      <label className={c.check}>
        <input type="checkbox" checked={sure} onChange={(e) => setSure(e.currentTarget.checked)} />
        <span>
          <Trans>I have understood that it stays.</Trans>
        </span>
      </label>
      <div>
        <Button
          leftSection={<IconPackage size={16} />}
          disabled={!sure}
          loading={begin.isPending}
          onClick={() => void begin.mutateAsync().catch(() => {})}
        >
          <Trans>Put the made-up company here</Trans>
        </Button>
      </div>
    </>
  )
}
