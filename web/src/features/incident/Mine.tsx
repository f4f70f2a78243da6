// My records as the person who asked sees them: where it is, what is next.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Textarea } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { timelineKey } from '~/api/keys'
import type { Entry, Incident, Row, State } from '~/api/types'
import { paths } from '~/paths'
import { useFormat, useNow } from '~/ui/context'
import { Failure, type Step, Steps } from '~/ui/parts'
import { Moment } from '~/ui/Time'
import c from './Mine.module.css'
import { confirm, incidentKeys, keepRecord } from './queries'
import { useWords } from './vocabulary'

/** The stepper of a record; with its history the times are known. */
function useSteps() {
  const { t } = useLingui()
  const words = useWords()
  return (row: Row, entries?: Entry[], record?: Incident): Step[] => {
    const reached = (...states: string[]) =>
      entries?.find((e) => e.changes.some((ch) => ch.field === 'state' && states.includes(String(ch.new))))?.at
    const time = (at?: string | null) => (at ? <Moment at={at} /> : undefined)
    const owner = [row.assignee?.name, row.team?.name].filter(Boolean).join(', ')
    const received: Step = { key: 'received', name: t`Received`, is: 'done', time: time(row.created_at) }
    if (row.state === 'cancelled')
      return [received, { key: 'end', name: t`Cancelled`, is: 'stopped', time: time(row.updated_at) }]
    const places: Partial<Record<State, number>> = {
      new: 0,
      assigned: 1,
      in_progress: 2,
      on_hold: 2,
      resolved: 3,
      closed: 4,
    }
    const at = places[row.state] ?? 0
    const is = (n: number): Step['is'] => (n < at ? 'done' : n === at ? 'now' : 'next')
    // What is now began when the state did; what is to come has no time yet.
    const when = (n: number, done?: string | null) =>
      time(is(n) === 'now' ? row.state_since : is(n) === 'done' ? done : undefined)
    const waitsForMe = row.state === 'on_hold' && row.hold_reason === 'user'
    const work: Step = {
      key: 'work',
      name:
        row.state === 'on_hold'
          ? waitsForMe
            ? t`Your answer is awaited`
            : words.state('on_hold', row.hold_reason)
          : at > 2
            ? t`Worked on`
            : t`In progress`,
      is: is(2),
      detail: waitsForMe && entries ? t`Your answer lets the work go on` : undefined,
      time: when(2, reached('in_progress')),
    }
    return [
      { ...received, is: at === 0 ? 'now' : 'done' },
      {
        key: 'taken',
        name: at >= 1 ? t`Taken in charge` : t`Taking in charge`,
        is: is(1),
        detail: at >= 1 && entries ? owner : undefined,
        time: when(1, reached('assigned', 'in_progress')),
      },
      work,
      {
        key: 'resolved',
        name:
          row.state === 'resolved' ? t`Resolved, to be confirmed` : row.state === 'closed' ? t`Closed` : t`Resolved`,
        is: is(3),
        time: when(3, record?.closed_at ?? record?.resolved_at),
      },
    ]
  }
}

export function RecordSteps(props: { record: Incident; entries: Entry[] }) {
  const { t } = useLingui()
  const steps = useSteps()(props.record, props.entries, props.record)
  return <Steps steps={steps} upright label={t`Progress`} />
}

/** One record with its stepper, on the first page. */
export function MyRecord({ row }: { row: Row }) {
  const { t } = useLingui()
  const steps = useSteps()(row)
  const now = steps.findIndex((s) => s.is === 'now' || s.is === 'stopped')
  const at = now < 0 ? steps.length : now + 1
  const current = steps[at - 1]?.name
  const total = steps.length
  const owner = [row.assignee?.name, row.team?.name].filter(Boolean).join(', ')
  return (
    <li className={c.record}>
      <div className={c.top}>
        <Link to={paths.portal.record(row.reference)} className={c.title}>
          {row.title}
        </Link>
        <span className={c.ref}>{row.reference}</span>
      </div>
      {owner && (
        <p className={c.owner}>
          <Trans>Followed by {owner}</Trans>
        </p>
      )}
      <Steps steps={steps} label={t`Progress`} />
      <p className={c.short}>
        <strong>{current}</strong>
        <Trans>
          , {at} of {total}
        </Trans>
      </p>
    </li>
  )
}

/** One record in the whole list. */
export function MyLine({ row }: { row: Row }) {
  const words = useWords()
  const format = useFormat()
  const now = useNow()
  return (
    <li className={c.line}>
      <Link to={paths.portal.record(row.reference)} className={c.title}>
        {row.title}
      </Link>
      <p className={c.meta}>
        <span className="nowrap">{row.reference}</span> · {words.state(row.state, row.hold_reason)} ·{' '}
        <time dateTime={row.updated_at} title={format.full(row.updated_at)}>
          {format.ago(row.updated_at, now)}
        </time>
      </p>
    </li>
  )
}

/** It works, or it does not: the two answers to a resolution. */
export function Confirmation({ record }: { record: Incident }) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const [refusing, setRefusing] = useState(false)
  const [text, setText] = useState('')
  const send = useMutation({
    mutationFn: (confirmed: boolean) =>
      confirm(record.reference, { confirmed, ...(confirmed ? {} : { text: text.trim() }) }),
    onSuccess: (next) => {
      keepRecord(cache, next)
      setRefusing(false)
      setText('')
    },
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: incidentKeys.record(record.reference) })
      void cache.invalidateQueries({ queryKey: timelineKey(record.reference) })
    },
  })
  if (record.state !== 'resolved') return null
  return (
    <section className={c.confirm} aria-label={t`Is it solved?`}>
      {record.resolution && (
        <div className={c.resolution}>
          <h2>
            {record.resolution.kind === 'workaround' ? t`A workaround is proposed` : t`The desk says that it is solved`}
          </h2>
          <p className={c.prose}>{record.resolution.text}</p>
        </div>
      )}
      {send.error && <Failure of={send.error} kept={<Trans>What you typed is kept.</Trans>} />}
      {refusing ? (
        <form
          className={c.refuse}
          onSubmit={(e) => {
            e.preventDefault()
            send.mutate(false)
          }}
        >
          <Textarea
            label={t`What is still wrong?`}
            rows={3}
            autoFocus
            required
            withAsterisk={false}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
          />
          <div className={c.two}>
            <Button onClick={() => setRefusing(false)}>
              <Trans>Go back</Trans>
            </Button>
            <Button type="submit" variant="filled" loading={send.isPending} disabled={!text.trim()}>
              <Trans>Send</Trans>
            </Button>
          </div>
        </form>
      ) : (
        <div className={c.two}>
          <Button leftSection={<IconCheck size={20} />} loading={send.isPending} onClick={() => send.mutate(true)}>
            <Trans>It is solved</Trans>
          </Button>
          <Button onClick={() => setRefusing(true)} disabled={send.isPending}>
            <Trans>Still broken</Trans>
          </Button>
        </div>
      )}
    </section>
  )
}
