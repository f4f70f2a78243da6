// Escalating: to more skill, which is another team, or to more authority, which is
// somebody in charge who is told and need not take it over.
import { useLingui } from '@lingui/react/macro'
import { IconTrendingUp } from '@tabler/icons-react'
import { useMemo } from 'react'
import { answer, client } from '~/api/client'
import { of } from '~/api/kinds'
import type { AnyRecord, Me, Team } from '~/api/types'
import type { Action } from '~/ui/actions'
import { say } from '~/ui/toast'
import type { AskField, Asking } from './Ask'
import { assign } from './queries'
import type { Verbs } from './verbs'

/** A note that names somebody is how they are told; it is kept as routing. */
const tell = (record: AnyRecord, text: string, person: string) =>
  answer(
    client.POST(of(record.kind, '/api/incidents/{ref}/notes'), {
      params: { path: { ref: record.reference } },
      body: { text, activity: 'routing', mentions: [{ kind: 'person', id: person }] },
    }),
  )

export function useEscalate(props: {
  record: AnyRecord
  me: Me
  teams: Team[]
  verbs: Verbs
  ask: (asked: Asking) => void
  /** what is on screen is read anew */
  settle: () => void
}): Action[] {
  const { t } = useLingui()
  const { record, me, teams, verbs, ask, settle } = props
  return useMemo(() => {
    const ref = record.reference
    const others = teams.filter((x) => x.id !== record.team?.id)
    const people = [
      ...new Map(teams.flatMap((x) => x.members.map((m) => [m.id, { ...m, team: x.name }] as const))).values(),
    ].filter((p) => p.id !== me.id)
    const team: AskField[] = [
      {
        is: 'pick',
        name: 'team',
        label: t`Team`,
        start: others[0]?.id ?? '',
        options: others.map((x) => ({ value: x.id, name: x.name })),
        when: (v) => v.way === 'skill',
      },
    ]
    const asked = (): Asking => ({
      title: t`Escalate ${ref}`,
      button: t({ message: 'Escalate', context: 'move' }),
      fields: [
        {
          is: 'choice',
          name: 'way',
          label: t`To what?`,
          start: others.length > 0 ? 'skill' : 'authority',
          options: [
            ...(others.length > 0
              ? [{ value: 'skill', name: t`To more skill`, detail: t`Another team has it from then on.` }]
              : []),
            ...(people.length > 0
              ? [
                  {
                    value: 'authority',
                    name: t`To more authority`,
                    detail: t`Somebody in charge is told; it stays here.`,
                  },
                ]
              : []),
          ],
        },
        ...team,
        {
          is: 'pick',
          name: 'person',
          label: t`Person`,
          start: people[0]?.id ?? '',
          options: people.map((p) => ({ value: p.id, name: `${p.name} (${p.team})` })),
          when: (v) => v.way === 'authority',
        },
        { is: 'text', name: 'reason', label: t`Why?`, required: true, rows: 3 },
      ],
      submit: async (v) => {
        const reason = v.reason ?? ''
        if (v.way === 'skill') {
          const to = others.find((x) => x.id === v.team)?.name ?? ''
          const done = await verbs.attempt((version) => assign(record, { version, team_id: v.team ?? '', reason }))
          if (done) say(t`${ref} is escalated to ${to}`)
          return
        }
        const who = people.find((p) => p.id === v.person)
        if (!who) return
        const name = who.name
        await tell(record, t`Escalated to @${name}: ${reason}`, who.id)
        settle()
        say(t`${name} is told of ${ref}`)
      },
    })
    return [
      {
        id: 'escalate',
        name: t`Escalate…`,
        icon: IconTrendingUp,
        key: 'e',
        group: ref,
        when:
          record.actions.includes('assign') && others.length + people.length > 0
            ? true
            : record.actions.includes('note') && t`The record is over`,
        words: 'escalader escalade fonctionnelle hiérarchique escalate functional hierarchical',
        run: () => ask(asked()),
      },
    ]
  }, [record, me.id, teams, verbs, ask, settle, t])
}
