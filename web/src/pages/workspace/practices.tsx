// Each practice's record: its moves, its windows and its details in the frame
// that all share.
import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useMemo, useState } from 'react'
import type { ChangeRequest, Incident, ServiceRequest, State, Team } from '~/api/types'
import { CategoryField, useOffered } from '~/features/category/CategoryField'
import { useChangeMoves } from '~/features/change/actions'
import { Details as ChangeDetails } from '~/features/change/Details'
import type { SendMove } from '~/features/conversation/Composer'
import { useIncidentMoves } from '~/features/incident/actions'
import { Details as IncidentDetails } from '~/features/incident/Details'
import { type Asked, MoveDialog } from '~/features/incident/dialogs'
import { useRequestAsks, useRequestMoves } from '~/features/request/actions'
import { Details as RequestDetails } from '~/features/request/Details'
import { AskDialog, type Asking } from '~/features/ticket/Ask'
import { useVerbs } from '~/features/ticket/verbs'
import { stateIcons } from '~/features/ticket/vocabulary'
import { Following } from './Following'
import { RecordFrame } from './RecordFrame'
import { Sorting } from './Sorting'

const Custom = lazy(() => import('./Custom').then((m) => ({ default: m.Custom })))

export function IncidentRecord({ record, teams }: { record: Incident; teams: Team[] }) {
  const { t } = useLingui()
  const verbs = useVerbs(record)
  const [asked, setAsked] = useState<Asked>()
  const sorts = useOffered('incident', record.actions.includes('change')).length > 0
  const moves = useIncidentMoves({ record, verbs, ask: setAsked, sorts })
  const sendMoves = useMemo<SendMove[]>(() => {
    const can = (to: State) => record.moves.includes(to)
    const list: SendMove[] = []
    if (can('on_hold'))
      list.push({
        id: 'on_hold',
        name: t`Send and wait for the user`,
        icon: stateIcons.on_hold,
        start: (_, send) => void send({ to: 'on_hold', hold_reason: 'user' }).catch(() => {}),
      })
    if (can('resolved'))
      list.push({
        id: 'resolved',
        name: t`Send and resolve…`,
        icon: stateIcons.resolved,
        key: 'Mod+Shift+Enter',
        start: (text, send) =>
          setAsked({ kind: 'resolve', text, sending: true, submit: send, category: record.category?.id }),
      })
    if (can('in_progress') && record.state !== 'resolved' && record.state !== 'closed')
      list.push({
        id: 'in_progress',
        name: t`Send and go on working`,
        icon: stateIcons.in_progress,
        start: (_, send) => void send({ to: 'in_progress' }).catch(() => {}),
      })
    return list
  }, [record.moves, record.state, record.category?.id, t])
  return (
    <RecordFrame
      record={record}
      teams={teams}
      verbs={verbs}
      moves={moves}
      sendMoves={sendMoves}
      details={
        <>
          <Sorting record={record} verbs={verbs} />
          <Following record={record} />
          <Suspense>
            <Custom record={record} verbs={verbs} />
          </Suspense>
          <IncidentDetails record={record} verbs={verbs} />
        </>
      }
      dialogs={
        <MoveDialog
          asked={asked}
          close={() => setAsked(undefined)}
          closing={
            sorts
              ? (value, set, label, error) => (
                  <CategoryField kind="incident" label={label} value={value} onChange={set} error={error} />
                )
              : undefined
          }
        />
      }
    />
  )
}

export function RequestRecord({ record, teams }: { record: ServiceRequest; teams: Team[] }) {
  const { t } = useLingui()
  const verbs = useVerbs(record)
  const [asked, setAsked] = useState<Asking>()
  const moves = useRequestMoves({ record, verbs, ask: setAsked })
  const asks = useRequestAsks()
  const sendMoves = useMemo<SendMove[]>(() => {
    const can = (to: State) => record.moves.includes(to)
    const list: SendMove[] = []
    if (can('on_hold'))
      list.push({
        id: 'on_hold',
        name: t`Send and wait for the user`,
        icon: stateIcons.on_hold,
        start: (_, send) => void send({ to: 'on_hold', hold_reason: 'user' }).catch(() => {}),
      })
    if (can('fulfilled'))
      list.push({
        id: 'fulfilled',
        name: t`Send and fulfil…`,
        icon: stateIcons.fulfilled,
        key: 'Mod+Shift+Enter',
        start: (text, send) => setAsked(asks(record.state, 'fulfilled', send, text)),
      })
    if (can('in_fulfilment') && (record.state === 'submitted' || record.state === 'on_hold'))
      list.push({
        id: 'in_fulfilment',
        name: t`Send and go on working`,
        icon: stateIcons.in_fulfilment,
        start: (_, send) => void send({ to: 'in_fulfilment' }).catch(() => {}),
      })
    if (can('refused'))
      list.push({
        id: 'refused',
        name: t`Send and refuse…`,
        icon: stateIcons.refused,
        start: (text, send) => setAsked(asks(record.state, 'refused', send, text)),
      })
    return list
  }, [record.moves, record.state, asks, t])
  return (
    <RecordFrame
      record={record}
      teams={teams}
      verbs={verbs}
      moves={moves}
      sendMoves={sendMoves}
      details={
        <>
          <Sorting record={record} verbs={verbs} />
          <Following record={record} />
          <Suspense>
            <Custom record={record} verbs={verbs} />
          </Suspense>
          <RequestDetails record={record} verbs={verbs} />
        </>
      }
      dialogs={<AskDialog asked={asked} close={() => setAsked(undefined)} />}
    />
  )
}

export function ChangeRecord({ record, teams }: { record: ChangeRequest; teams: Team[] }) {
  const verbs = useVerbs(record)
  const [asked, setAsked] = useState<Asking>()
  const moves = useChangeMoves({ record, verbs, ask: setAsked })
  return (
    <RecordFrame
      record={record}
      teams={teams}
      verbs={verbs}
      moves={moves}
      sendMoves={none}
      details={
        <>
          <Sorting record={record} verbs={verbs} />
          <Following record={record} />
          <Suspense>
            <Custom record={record} verbs={verbs} />
          </Suspense>
          <ChangeDetails record={record} verbs={verbs} />
        </>
      }
      dialogs={<AskDialog asked={asked} close={() => setAsked(undefined)} />}
    />
  )
}

const none: SendMove[] = []
