// The moves of an incident, each one an action.
import { useLingui } from '@lingui/react/macro'
import { IconCircleHalf2, IconLock } from '@tabler/icons-react'
import { useCallback, useMemo } from 'react'
import type { Incident, Move, State } from '~/api/types'
import type { Verbs } from '~/features/ticket/verbs'
import { stateIcons, useWords } from '~/features/ticket/vocabulary'
import type { Action } from '~/ui/actions'
import { type Asked, kindOf } from './asked'
import { move } from './queries'

/** The verb of a move, as its button says it. */
export function useMoveNames(): (from: State, to: State) => string {
  const { t } = useLingui()
  return useCallback(
    (from, to) => {
      switch (to) {
        case 'assigned':
          return from === 'new' ? t`Leave to the team` : t`Send back to the team`
        case 'in_progress':
          return from === 'on_hold' ? t`Resume` : from === 'resolved' || from === 'closed' ? t`Reopen…` : t`Start work`
        case 'on_hold':
          return t`Put on hold…`
        case 'resolved':
          return t`Resolve…`
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

export function useIncidentMoves(props: {
  record: Incident
  verbs: Verbs
  ask: (asked: Asked) => void
  /** the desk has categories: none ends without one */
  sorts: boolean
}): Action[] {
  const words = useWords()
  const moveName = useMoveNames()
  const { record, verbs, ask, sorts } = props
  const ref = record.reference
  return useMemo(() => {
    const go = (to: State) => {
      const kind = kindOf(record.state, to)
      const run = (m: Move) => verbs.attempt((version) => move(ref, { ...m, version }))
      if (kind) return ask({ kind, submit: run, category: record.category?.id })
      if (to === 'closed' && sorts && !record.sorted?.closing)
        return ask({ kind: 'close', submit: run, category: record.category?.id })
      void verbs.edit((version) => move(ref, { to, version }), words.state(to))
    }
    return record.moves.map((to) => ({
      id: `move-${to}`,
      name: moveName(record.state, to),
      icon: stateIcons[to] ?? (to === 'closed' ? IconLock : IconCircleHalf2),
      group: ref,
      when: true,
      words: words.state(to),
      run: () => go(to),
    }))
  }, [record, ref, verbs, ask, sorts, words, moveName])
}
