// The moves of a service request, each one an action, and the words they need.
import { useLingui } from '@lingui/react/macro'
import { useCallback, useMemo } from 'react'
import type { RequestMove, ServiceRequest, State } from '~/api/types'
import type { Asking } from '~/features/ticket/Ask'
import { cancelReasons, holdReasons } from '~/features/ticket/kinds'
import type { Verbs } from '~/features/ticket/verbs'
import { stateIcons, useWords } from '~/features/ticket/vocabulary'
import type { Action } from '~/ui/actions'
import { capital } from '~/ui/format'
import { move } from './queries'

type Submit = (move: RequestMove) => Promise<unknown>

/** What a move asks for before it is made; nothing for one that needs no words. */
export function useRequestAsks(): (from: State, to: State, submit: Submit, said?: string) => Asking | undefined {
  const { t } = useLingui()
  const words = useWords()
  return useCallback(
    (from, to, submit, said) => {
      // A dialog that also sends what was written says so on its button.
      const button = (name: string) => (said === undefined ? name : t`Send and change the state`)
      switch (to) {
        case 'on_hold':
          return {
            title: t`Put on hold`,
            button: button(t`Put on hold`),
            fields: [
              {
                is: 'choice',
                name: 'hold_reason',
                label: t`What is awaited?`,
                start: 'user',
                options: (holdReasons.request ?? []).map((r) => ({ value: r, name: capital(words.hold(r)) })),
              },
              { is: 'text', name: 'reason', label: t`Detail (optional)` },
            ],
            submit: (v) => submit({ to, hold_reason: v.hold_reason, ...(v.reason ? { reason: v.reason } : {}) }),
          }
        case 'fulfilled':
          return {
            title: t`Fulfil the request`,
            button: button(t({ message: 'Fulfil', context: 'move' })),
            fields: [
              {
                is: 'text',
                name: 'result',
                label: t`What was given`,
                help: t`The requester reads this and is asked whether it is what they wanted.`,
                rows: 5,
                required: true,
                start: said,
              },
            ],
            submit: (v) => submit({ to, result: v.result }),
          }
        case 'refused':
          return {
            title: t`Refuse the request`,
            button: button(t({ message: 'Refuse', context: 'move' })),
            fields: [
              {
                is: 'text',
                name: 'reason',
                label: t`Why is it refused?`,
                help: t`The requester reads these words. A refused request is over.`,
                rows: 5,
                required: true,
                start: said,
              },
            ],
            submit: (v) => submit({ to, reason: v.reason }),
          }
        case 'cancelled':
          return {
            title: t`Cancel the request`,
            fields: [
              {
                is: 'choice',
                name: 'reason',
                label: t`Why is it cancelled?`,
                start: 'not_needed',
                options: cancelReasons.request.map((r) => ({ value: r, name: words.cancel(r) })),
              },
            ],
            submit: (v) => submit({ to, reason: v.reason }),
          }
        case 'in_fulfilment':
          if (from !== 'fulfilled' && from !== 'closed') return undefined
          return {
            title: t`Reopen`,
            fields: [{ is: 'text', name: 'reason', label: t`Why is it reopened?`, required: true }],
            submit: (v) => submit({ to, reason: v.reason }),
          }
        default:
          return undefined
      }
    },
    [t, words],
  )
}

/** The verb of a move, as its button says it. */
function useMoveNames(): (from: State, to: State) => string {
  const { t } = useLingui()
  return useCallback(
    (from, to) => {
      switch (to) {
        case 'in_fulfilment':
          return from === 'on_hold' ? t`Resume` : from === 'submitted' ? t`Start fulfilling` : t`Reopen…`
        case 'on_hold':
          return t`Put on hold…`
        case 'fulfilled':
          return t`Fulfil…`
        case 'refused':
          return t`Refuse…`
        case 'closed':
          return t({ message: 'Close', context: 'move' })
        case 'cancelled':
          return t`Cancel…`
        default:
          return to
      }
    },
    [t],
  )
}

export function useRequestMoves(props: {
  record: ServiceRequest
  verbs: Verbs
  ask: (asked: Asking) => void
}): Action[] {
  const words = useWords()
  const moveName = useMoveNames()
  const asks = useRequestAsks()
  const { record, verbs, ask } = props
  const ref = record.reference
  return useMemo(() => {
    const go = (to: State) => {
      const asked = asks(record.state, to, (m) => verbs.attempt((version) => move(ref, { ...m, version })))
      if (asked) return ask(asked)
      void verbs.edit((version) => move(ref, { to, version }), words.state(to, '', 'request'))
    }
    return record.moves.map((to) => ({
      id: `move-${to}`,
      name: moveName(record.state, to),
      icon: stateIcons[to],
      group: ref,
      when: true,
      words: words.state(to, '', 'request'),
      run: () => go(to),
    }))
  }, [record.moves, record.state, ref, verbs, ask, asks, words, moveName])
}
