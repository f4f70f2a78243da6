// How the desk fares, and what is still to be set up.
import { Trans, useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { IconAlertTriangle, IconCircle, IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useFormat, useNow } from '~/ui/context'
import { Chip, Failure } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import c from './administration.module.css'
import { healthQuery } from './queries'

type At = { mailboxes: string; teams: string; people: string; settings: string; jobs: string; mail: string }

function Line(props: { name: ReactNode; children: ReactNode; bad?: boolean; good?: boolean }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>
        {props.children}{' '}
        {props.bad && (
          <Chip tone="red" icon={IconAlertTriangle}>
            <Trans>to be looked at</Trans>
          </Chip>
        )}
      </dd>
    </div>
  )
}

const day = 24 * 3600_000

export function Health({ at }: { at: At }) {
  const { t } = useLingui()
  const health = useQuery(healthQuery)
  const format = useFormat()
  const now = useNow()
  const h = health.data
  if (health.error && !h) return <Failure of={health.error} retry={() => void health.refetch()} />
  if (!h) return <Skeleton height={240} />
  const steps: Record<string, { name: string; to: string }> = {
    mailbox: { name: t`Connect a mailbox, and try it`, to: at.mailboxes },
    team: { name: t`Make the teams`, to: at.teams },
    people: { name: t`Add the people who work here, and invite them`, to: at.people },
    second_factor: { name: t`Require a second factor`, to: `${at.settings}?q=second` },
  }
  const left = h.steps.filter((s) => !s.done).length
  const free = h.disk_total ? Math.round((100 * h.disk_free) / h.disk_total) : 0
  const ends = h.certificate_ends_at ? new Date(h.certificate_ends_at) : undefined
  const waits = (oldest: string | null) => oldest && now.getTime() - new Date(oldest).getTime() > 10 * 60_000
  const { waiting: jobsWaiting, running: jobsRunning, dead: jobsDead } = h.jobs
  const { letters_aside: aside, letters_held: held } = h
  const { waiting: lettersWaiting, dead: lettersFailed } = h.letters
  const room = format.bytes(h.disk_free)
  return (
    <>
      {left > 0 && (
        <section className={c.section}>
          <h2>
            <Trans>First steps</Trans>
          </h2>
          <ul className={c.steps}>
            {h.steps.map((s) => (
              <li key={s.code} data-done={s.done || undefined}>
                {s.done ? (
                  <IconCircleCheck size={18} aria-hidden="true" />
                ) : (
                  <IconCircle size={18} aria-hidden="true" />
                )}
                <Link to={steps[s.code]?.to ?? ''}>{steps[s.code]?.name}</Link>
                <span className="sr">{s.done ? t`done` : t`to do`}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={c.section}>
        <h2>
          <Trans>Queues</Trans>
        </h2>
        <dl className="pairs">
          <Line name={<Trans>Jobs</Trans>} bad={jobsDead > 0 || !!waits(h.jobs.oldest_at)}>
            <Link to={at.jobs}>
              <Trans>
                {jobsWaiting} waiting, {jobsRunning} running, {jobsDead} given up
              </Trans>
            </Link>
          </Line>
          <Line name={<Trans>Letters to send</Trans>} bad={lettersFailed > 0 || !!waits(h.letters.oldest_at)}>
            <Trans>
              {lettersWaiting} waiting, {lettersFailed} failed
            </Trans>{' '}
            {h.letters.oldest_at && (
              <span className={c.meta}>
                · <Trans>the oldest is from</Trans> <Ago at={h.letters.oldest_at} />
              </span>
            )}
          </Line>
          <Line name={<Trans>Mail put aside</Trans>} bad={held > 0}>
            <Link to={at.mail} search={held > 0 ? { state: 'held' } : {}}>
              <Trans>
                {aside} to be looked at, of which {held} held
              </Trans>
            </Link>
          </Line>
          {h.mailboxes.map((m) => (
            <Line key={m.id} name={m.address} bad={m.enabled && m.error !== ''}>
              {!m.enabled ? (
                <Trans>switched off</Trans>
              ) : m.error ? (
                m.error
              ) : m.received_at ? (
                <>
                  <Trans>last looked into</Trans> <Ago at={m.received_at} />
                </>
              ) : (
                <Trans>not used yet</Trans>
              )}
            </Line>
          ))}
        </dl>
      </section>
      <section className={c.section}>
        <h2>
          <Trans>Machine</Trans>
        </h2>
        <dl className="pairs">
          <Line name={<Trans>Version</Trans>}>{h.version}</Line>
          <Line name={<Trans>Database</Trans>}>
            {h.engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'} · {format.bytes(h.database)}
          </Line>
          {h.disk_total > 0 && (
            <Line name={<Trans>Disk</Trans>} bad={free < 10}>
              <Trans>
                {room} free ({free} %)
              </Trans>
            </Line>
          )}
          <Line name={<Trans>Certificate</Trans>} bad={!!ends && ends.getTime() - now.getTime() < 21 * day}>
            {ends ? (
              <Trans>until {format.date(ends.toISOString(), now)}</Trans>
            ) : (
              <Trans>none of its own: a proxy, or this machine alone</Trans>
            )}
          </Line>
        </dl>
      </section>
    </>
  )
}
