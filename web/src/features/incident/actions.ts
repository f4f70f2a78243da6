// What can be done to the record on screen: one list for buttons, menus, the
// palette and the keyboard.
import { useLingui } from '@lingui/react/macro'
import {
  IconCircleHalf2,
  IconCopy,
  IconFlag,
  IconLink,
  IconLock,
  IconMessageReply,
  IconNote,
  IconTextCaption,
  IconTransfer,
  IconUser,
  IconUserCheck,
  IconUsers,
} from '@tabler/icons-react'
import { useCallback, useMemo } from 'react'
import type { Incident, Me, Move, State } from '~/api/types'
import { paths } from '~/paths'
import type { Action } from '~/ui/actions'
import { say } from '~/ui/toast'
import { type Asked, kindOf } from './dialogs'
import { assign, move } from './queries'
import type { Verbs } from './verbs'
import { stateIcons, useWords } from './vocabulary'

export type Panel = 'state' | 'priority' | 'team' | 'person' | undefined

/** Who has it now, for giving it back. */
export const owner = (r: Incident) => ({
  ...(r.team ? { team_id: r.team.id } : {}),
  person_id: r.assignee?.id ?? '',
})

/** The verb of a move, as its button says it. */
export function useMoveNames(): (from: State, to: State) => string {
  const { t } = useLingui()
  return useCallback(
    (from, to) => {
      switch (to) {
        case 'assigned':
          return t`Send back to the team`
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

export function useIncidentActions(props: {
  record: Incident
  me: Me
  verbs: Verbs
  open: (panel: Panel) => void
  ask: (asked: Asked) => void
  compose: (kind: 'reply' | 'note') => void
}): Action[] {
  const { t } = useLingui()
  const words = useWords()
  const moveName = useMoveNames()
  const { record, me, verbs, open, ask, compose } = props
  const ref = record.reference

  return useMemo(() => {
    const group = ref
    const ended = record.state === 'closed' || record.state === 'cancelled'
    const mine = record.assignee?.id === me.id
    const copy = (text: string) => void navigator.clipboard.writeText(text).then(() => say(t`Copied: ${text}`))
    const go = (to: State) => {
      const kind = kindOf(record.state, to)
      const run = (m: Move) => verbs.attempt((version) => move(ref, { ...m, version }))
      if (kind) return ask({ kind, submit: run })
      void verbs.edit((version) => move(ref, { to, version }), words.state(to))
    }
    const list: Action[] = [
      {
        id: 'reply',
        name: t`Reply`,
        icon: IconMessageReply,
        key: 'r',
        group,
        when: record.actions.includes('reply') || t`The incident is cancelled`,
        run: () => compose('reply'),
      },
      { id: 'note', name: t`Internal note`, icon: IconNote, key: 'i', group, when: true, run: () => compose('note') },
      {
        id: 'assign',
        name: t`Assign to a person…`,
        icon: IconUser,
        key: 'a',
        group,
        when: !ended || t`The incident is over`,
        words: 'affecter assign',
        run: () => open('person'),
      },
      {
        id: 'assign-me',
        name: t`Assign to me`,
        icon: IconUserCheck,
        key: 'Shift+A',
        group,
        when: ended ? t`The incident is over` : mine ? t`It is already yours` : true,
        words: 'affecter à moi take prendre',
        run: () => {
          const back = owner(record)
          const team = me.teams.find((x) => x.id === record.team?.id) ?? me.teams[0]
          void verbs.edit(
            (version) => assign(ref, { version, person_id: me.id, ...(team ? { team_id: team.id } : {}) }),
            t`Assigned to you`,
            (version) => assign(ref, { version, ...back }),
          )
        },
      },
      {
        id: 'team',
        name: t`Assign to a team…`,
        icon: IconUsers,
        key: 't',
        group,
        when: !ended || t`The incident is over`,
        words: 'équipe team',
        run: () => open('team'),
      },
      {
        id: 'priority',
        name: t`Set the priority…`,
        icon: IconFlag,
        key: 'p',
        group,
        when: !ended || t`The incident is over`,
        words: 'priorité impact urgence urgency',
        run: () => open('priority'),
      },
      {
        id: 'state',
        name: t`Change the state…`,
        icon: IconTransfer,
        key: 's',
        group,
        when: record.moves.length > 0 || t`No move is possible any more`,
        words: 'état state',
        run: () => open('state'),
      },
    ]
    for (const to of record.moves)
      list.push({
        id: `move-${to}`,
        name: moveName(record.state, to),
        icon: stateIcons[to] ?? (to === 'closed' ? IconLock : IconCircleHalf2),
        group,
        when: true,
        words: words.state(to),
        run: () => go(to),
      })
    const address = window.location.origin + paths.desk.record(ref)
    list.push(
      {
        id: 'copy-ref',
        name: t`Copy the reference`,
        icon: IconCopy,
        key: '.',
        group,
        when: true,
        run: () => copy(ref),
      },
      {
        id: 'copy-title',
        name: t`Copy the reference and the title`,
        icon: IconTextCaption,
        key: '. .',
        group,
        when: true,
        run: () => copy(`${ref} ${record.title}`),
      },
      {
        id: 'copy-link',
        name: t`Copy the reference, the title and the link`,
        icon: IconLink,
        key: '. . .',
        group,
        when: true,
        run: () => copy(`${ref} ${record.title} ${address}`),
      },
    )
    return list
  }, [record, me, verbs, open, ask, compose, ref, t, words, moveName])
}
