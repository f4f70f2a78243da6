// My records as the person who asked sees them: where it is, what is next.
import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { AnyRecord, Entry, Kind, Row, State } from '~/api/types'
import { paths } from '~/paths'
import { useFormat, useNow } from '~/ui/context'
import { type Step, Steps } from '~/ui/parts'
import { Moment } from '~/ui/Time'
import c from './Mine.module.css'
import { KindMark, useWords } from './vocabulary'

type Places = Partial<Record<State, number>>

// How far along each state is: the step that is now. One more than the last
// step means that all are behind.
const places: Record<Kind, Places> = {
  incident: { new: 0, assigned: 1, in_progress: 2, on_hold: 2, resolved: 3, closed: 4 },
  request: { submitted: 0, in_fulfilment: 1, on_hold: 1, fulfilled: 2, closed: 3 },
  change: { registered: 0, assessed: 1, authorised: 2, planned: 2, implemented: 3, failed: 3, closed: 4 },
}

/** The stepper of a record; with its history the times are known. */
function useSteps() {
  const { t } = useLingui()
  const words = useWords()
  const format = useFormat()
  return (row: Row, entries?: Entry[], record?: AnyRecord): Step[] => {
    const reached = (...states: string[]) =>
      entries?.find((e) => e.changes.some((ch) => ch.field === 'state' && states.includes(String(ch.new))))?.at
    const time = (at?: string | null) => (at ? <Moment at={at} /> : undefined)
    const owner = [row.assignee?.name, row.team?.name].filter(Boolean).join(', ')
    const received: Step = {
      key: 'received',
      name: row.kind === 'request' ? t({ message: 'Received', context: 'request' }) : t`Received`,
      is: 'done',
      time: time(row.created_at),
    }
    if (row.state === 'cancelled' || row.state === 'refused')
      return [
        received,
        { key: 'end', name: words.state(row.state, '', row.kind), is: 'stopped', time: time(row.state_since) },
      ]
    const at = places[row.kind][row.state] ?? 0
    const is = (n: number): Step['is'] => (n < at ? 'done' : n === at ? 'now' : 'next')
    // What is now began when the state did; what is to come has no time yet.
    const when = (n: number, done?: string | null) =>
      time(is(n) === 'now' ? row.state_since : is(n) === 'done' ? done : undefined)
    const waitsForMe = row.state === 'on_hold' && row.hold_reason === 'user'
    const first: Step = { ...received, is: at === 0 ? 'now' : 'done' }
    const hold = {
      name: waitsForMe ? t`Your answer is awaited` : words.state('on_hold', row.hold_reason),
      detail: waitsForMe && entries ? t`Your answer lets the work go on` : undefined,
    }
    const last = when(
      row.kind === 'request' ? 2 : 3,
      record && (record.closed_at ?? ('resolved_at' in record ? record.resolved_at : undefined)),
    )
    if (row.kind === 'request')
      return [
        first,
        {
          key: 'work',
          name:
            at > 1
              ? t({ message: 'Worked on', context: 'request' })
              : t({ message: 'Being fulfilled', context: 'state' }),
          is: is(1),
          detail: at >= 1 && entries ? owner : undefined,
          time: when(1, reached('in_fulfilment', 'on_hold')),
          ...(row.state === 'on_hold' ? hold : {}),
        },
        {
          key: 'fulfilled',
          name:
            row.state === 'fulfilled'
              ? t`Fulfilled, to be confirmed`
              : row.state === 'closed'
                ? t({ message: 'Closed', context: 'request' })
                : t({ message: 'Fulfilled', context: 'state' }),
          is: is(2),
          time: last,
        },
      ]
    if (row.kind === 'change') {
      const starts = record?.kind === 'change' && record.starts_at
      const ends = record?.kind === 'change' && record.ends_at
      return [
        first,
        {
          key: 'assessed',
          name: at > 1 ? t({ message: 'Authorised', context: 'state' }) : t`Assessed, to be authorised`,
          is: is(1),
          time: when(1, reached('authorised')),
        },
        {
          key: 'planned',
          name: row.state === 'authorised' ? t`To be planned` : t({ message: 'Planned', context: 'state' }),
          is: is(2),
          detail: starts && ends && at >= 2 ? format.span(starts, ends) : undefined,
          time: when(2, reached('planned')),
        },
        {
          key: 'done',
          name:
            row.state === 'failed'
              ? words.state('failed')
              : row.state === 'closed'
                ? t`Closed`
                : t({ message: 'Implemented', context: 'state' }),
          is: row.state === 'failed' ? 'stopped' : is(3),
          time: last,
        },
      ]
    }
    return [
      first,
      {
        key: 'taken',
        name: at >= 1 ? t`Taken in charge` : t`Taking in charge`,
        is: is(1),
        detail: at >= 1 && entries ? owner : undefined,
        time: when(1, reached('assigned', 'in_progress')),
      },
      {
        key: 'work',
        name: at > 2 ? t`Worked on` : t`In progress`,
        is: is(2),
        time: when(2, reached('in_progress')),
        ...(row.state === 'on_hold' ? hold : {}),
      },
      {
        key: 'resolved',
        name:
          row.state === 'resolved' ? t`Resolved, to be confirmed` : row.state === 'closed' ? t`Closed` : t`Resolved`,
        is: is(3),
        time: last,
      },
    ]
  }
}

export function RecordSteps(props: { record: AnyRecord; entries: Entry[] }) {
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
        <span className={c.ref}>
          <KindMark kind={row.kind} short /> {row.reference}
        </span>
      </div>
      {owner && (
        <p className={c.owner}>
          <Trans>Handled by {owner}</Trans>
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
        <KindMark kind={row.kind} /> <span className="nowrap">{row.reference}</span> ·{' '}
        {row.state === 'on_hold' && row.hold_reason === 'user' ? (
          <strong>
            <Trans>Your answer is awaited</Trans>
          </strong>
        ) : (
          words.state(row.state, row.hold_reason, row.kind)
        )}{' '}
        ·{' '}
        <time dateTime={row.updated_at} title={format.full(row.updated_at)}>
          {format.ago(row.updated_at, now)}
        </time>
      </p>
    </li>
  )
}
