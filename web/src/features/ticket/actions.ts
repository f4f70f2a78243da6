// What can be done to the record on screen, whatever its kind: one list for
// buttons, menus, the palette and the keyboard. The moves are the practice's.
import { useLingui } from '@lingui/react/macro'
import {
  IconCopy,
  IconFileExport,
  IconFlag,
  IconLink,
  IconMessageReply,
  IconMessages,
  IconNote,
  IconPhoneIncoming,
  IconTextCaption,
  IconTransfer,
  IconUser,
  IconUserCheck,
  IconUsers,
} from '@tabler/icons-react'
import { useMemo } from 'react'
import type { AnyRecord, Me } from '~/api/types'
import { paths } from '~/paths'
import type { Action } from '~/ui/actions'
import { say } from '~/ui/toast'
import { assign } from './queries'
import type { Verbs } from './verbs'

export type Panel = 'state' | 'priority' | 'team' | 'person' | undefined

/** Who has it now, for giving it back. */
export const owner = (r: Pick<AnyRecord, 'team' | 'assignee'>) => ({
  ...(r.team ? { team_id: r.team.id } : {}),
  person_id: r.assignee?.id ?? '',
})

export function useTicketActions(props: {
  record: AnyRecord
  me: Me
  verbs: Verbs
  /** the legal moves, each as its practice makes it; their ids begin with "move-" */
  moves: Action[]
  /** what else it may lead to */
  more: Action[]
  open: (panel: Panel) => void
  compose: (kind: 'reply' | 'note' | 'call', sign?: '/') => void
}): Action[] {
  const { t } = useLingui()
  const { record, me, verbs, moves, more, open, compose } = props
  const ref = record.reference

  return useMemo(() => {
    const group = ref
    const may = (action: AnyRecord['actions'][number]) => record.actions.includes(action)
    // Who only reads is offered nothing of this, not even what cannot be done now.
    const over = may('note') && t`The record is over`
    const mute = (may('note') || record.requester.id === me.id) && t`No reply can be sent any more.`
    const mine = record.assignee?.id === me.id
    const copy = (text: string) => void navigator.clipboard.writeText(text).then(() => say(t`Copied: ${text}`))
    const list: Action[] = [
      {
        id: 'reply',
        name: t`Reply`,
        icon: IconMessageReply,
        key: 'r',
        group,
        when: may('reply') || mute,
        run: () => compose('reply'),
      },
      {
        id: 'note',
        name: t`Internal note`,
        icon: IconNote,
        key: 'i',
        group,
        when: may('note'),
        run: () => compose('note'),
      },
      {
        id: 'macro',
        name: t`Insert a canned reply…`,
        icon: IconMessages,
        key: 'm',
        group,
        when: may('reply') || mute,
        words: 'macro réponse type modèle canned template',
        run: () => compose('reply', '/'),
      },
      {
        id: 'call',
        name: t`Take down what they say…`,
        icon: IconPhoneIncoming,
        group,
        when: may('reply') && may('note') && record.requester.id !== me.id,
        words: 'appel téléphone comptoir consigner parole call phone walk-in heard',
        run: () => compose('call'),
      },
      {
        id: 'assign',
        name: t`Assign to a person…`,
        icon: IconUser,
        key: 'a',
        group,
        when: may('assign') || over,
        words: 'affecter assign',
        run: () => open('person'),
      },
      {
        id: 'assign-me',
        name: t`Assign to me`,
        icon: IconUserCheck,
        key: 'Shift+A',
        group,
        when: !may('assign') ? over : mine ? t`It is already yours` : true,
        words: 'affecter à moi take prendre',
        run: () => {
          const back = owner(record)
          const team = me.teams.find((x) => x.id === record.team?.id) ?? me.teams[0]
          void verbs.edit(
            (version) => assign(record, { version, person_id: me.id, ...(team ? { team_id: team.id } : {}) }),
            t`Assigned to you`,
            (version) => assign(record, { version, ...back }),
          )
        },
      },
      {
        id: 'team',
        name: t`Assign to a team…`,
        icon: IconUsers,
        key: 't',
        group,
        when: may('assign') || over,
        words: 'équipe team',
        run: () => open('team'),
      },
      {
        id: 'priority',
        name: t`Set the priority…`,
        icon: IconFlag,
        key: 'p',
        group,
        when: may('change') || over,
        words: 'priorité impact urgence urgency',
        run: () => open('priority'),
      },
      {
        id: 'state',
        name: t`Change the state…`,
        icon: IconTransfer,
        key: 's',
        group,
        when: moves.length > 0 || (may('note') && t`No move is possible any more`),
        words: 'état state',
        run: () => open('state'),
      },
    ]
    list.push(...moves, ...more)
    const address = window.location.origin + paths.desk.record(record.kind, ref)
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
      {
        id: 'export-history',
        name: t`Export the history`,
        icon: IconFileExport,
        group,
        when: may('inside'),
        words: 'exporter historique journal history download télécharger',
        run: () => window.location.assign(`/api/tickets/${ref}/history`),
      },
    )
    return list
  }, [record, me, verbs, moves, more, open, compose, ref, t])
}
