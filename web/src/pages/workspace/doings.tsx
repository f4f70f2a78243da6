// What each practice does with a record wherever it is on screen: its moves, the
// windows that they open, and what may be sent with a reply.
import { useLingui } from '@lingui/react/macro'
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import type { AnyRecord, ChangeRequest, Incident, ServiceRequest, State } from '~/api/types'
import { CategoryField, useOffered } from '~/features/category/CategoryField'
import { useChangeMoves } from '~/features/change/actions'
import type { SendMove } from '~/features/conversation/Composer'
import { useIncidentMoves } from '~/features/incident/actions'
import type { Asked } from '~/features/incident/asked'
import { useRequestAsks, useRequestMoves } from '~/features/request/actions'
import type { Asking } from '~/features/ticket/Ask'
import { useVerbs, type Verbs } from '~/features/ticket/verbs'
import { stateIcons } from '~/features/ticket/vocabulary'
import type { Action } from '~/ui/actions'

const MoveDialog = lazy(() => import('~/features/incident/dialogs').then((m) => ({ default: m.MoveDialog })))
const AskDialog = lazy(() => import('~/features/ticket/Ask').then((m) => ({ default: m.AskDialog })))
const Lacks = lazy(() => import('./Custom').then((m) => ({ default: m.Lacks })))

export type Doings = { verbs: Verbs; moves: Action[]; sendMoves: SendMove[]; dialogs: ReactNode }

/** The windows of a move, and the one that asks for what a state wants filled in. */
function Windows({ record, verbs, children }: { record: AnyRecord; verbs: Verbs; children: ReactNode }) {
  return (
    <Suspense>
      {children}
      {verbs.lacking && <Lacks of={verbs.lacking} record={record} />}
    </Suspense>
  )
}

const ended: State[] = ['resolved', 'closed', 'fulfilled']

/**
 * What may be done with a reply: to wait, to go on working, and what ends the
 * record in its own practice; the first of those is the one with a key.
 */
function useSendMoves(record: AnyRecord, working: State, ends: SendMove[]): SendMove[] {
  const { t } = useLingui()
  const { moves, state } = record
  return useMemo(() => {
    const plain = (to: State, name: string, more: { hold_reason?: 'user' } = {}): SendMove => ({
      id: to,
      name,
      icon: stateIcons[to],
      start: (_, send) => void send({ to, ...more }).catch(() => {}),
    })
    const [first, ...others] = ends
    const all = [
      plain('on_hold', t`Send and wait for the user`, { hold_reason: 'user' }),
      ...(first ? [first] : []),
      ...(ended.includes(state) ? [] : [plain(working, t`Send and go on working`)]),
      ...others,
    ]
    return all.filter((m) => moves.includes(m.id as State))
  }, [moves, state, working, ends, t])
}

export function useIncident(record: Incident): Doings {
  const { t } = useLingui()
  const verbs = useVerbs(record)
  const [asked, setAsked] = useState<Asked>()
  const sorts = useOffered('incident', record.actions.includes('change')).length > 0
  const moves = useIncidentMoves({ record, verbs, ask: setAsked, sorts })
  const category = record.category?.id
  const ends = useMemo<SendMove[]>(
    () => [
      {
        id: 'resolved',
        name: t`Send and resolve…`,
        icon: stateIcons.resolved,
        key: 'Mod+Shift+Enter',
        start: (text, send) => setAsked({ kind: 'resolve', text, sending: true, submit: send, category }),
      },
    ],
    [category, t],
  )
  return {
    verbs,
    moves,
    sendMoves: useSendMoves(record, 'in_progress', ends),
    dialogs: (
      <Windows record={record} verbs={verbs}>
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
      </Windows>
    ),
  }
}

export function useRequest(record: ServiceRequest): Doings {
  const { t } = useLingui()
  const verbs = useVerbs(record)
  const [asked, setAsked] = useState<Asking>()
  const moves = useRequestMoves({ record, verbs, ask: setAsked })
  const asks = useRequestAsks()
  const { state } = record
  const ends = useMemo<SendMove[]>(
    () => [
      {
        id: 'fulfilled',
        name: t`Send and fulfil…`,
        icon: stateIcons.fulfilled,
        key: 'Mod+Shift+Enter',
        start: (text, send) => setAsked(asks(state, 'fulfilled', send, text)),
      },
      {
        id: 'refused',
        name: t`Send and refuse…`,
        icon: stateIcons.refused,
        start: (text, send) => setAsked(asks(state, 'refused', send, text)),
      },
    ],
    [state, asks, t],
  )
  return {
    verbs,
    moves,
    sendMoves: useSendMoves(record, 'in_fulfilment', ends),
    dialogs: (
      <Windows record={record} verbs={verbs}>
        <AskDialog asked={asked} close={() => setAsked(undefined)} />
      </Windows>
    ),
  }
}

const none: SendMove[] = []

export function useChange(record: ChangeRequest): Doings {
  const verbs = useVerbs(record)
  const [asked, setAsked] = useState<Asking>()
  const moves = useChangeMoves({ record, verbs, ask: setAsked })
  return {
    verbs,
    moves,
    sendMoves: none,
    dialogs: (
      <Windows record={record} verbs={verbs}>
        <AskDialog asked={asked} close={() => setAsked(undefined)} />
      </Windows>
    ),
  }
}
