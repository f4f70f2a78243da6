// The moves of a change and the authority's decision, each one an action, and
// the words they need.
import { useLingui } from '@lingui/react/macro'
import { IconGavel } from '@tabler/icons-react'
import { useCallback, useMemo } from 'react'
import type { ChangeMove, ChangeRequest, State } from '~/api/types'
import type { Asking } from '~/features/ticket/Ask'
import { cancelReasons } from '~/features/ticket/kinds'
import type { Verbs } from '~/features/ticket/verbs'
import { stateIcons, useWords } from '~/features/ticket/vocabulary'
import type { Action } from '~/ui/actions'
import { useFormat } from '~/ui/context'
import { french } from '~/ui/format'
import c from './change.module.css'
import { decide, move } from './queries'
import { risks } from './vocabulary'

type Submit = (move: ChangeMove) => Promise<unknown>

/** What a move asks for before it is made; nothing for one that needs no words. */
export function useChangeAsks(): (record: ChangeRequest, to: State, submit: Submit) => Asking | undefined {
  const { t } = useLingui()
  const words = useWords()
  const format = useFormat()
  return useCallback(
    (record, to, submit) => {
      switch (to) {
        case 'assessed':
          return {
            title: t`Assess the change`,
            button: t`Keep the assessment`,
            fields: [
              {
                is: 'choice',
                name: 'risk',
                label: t`What is the risk?`,
                start: 'low',
                options: risks.map((r) => ({ value: r, name: words.risk(r) })),
              },
              {
                is: 'text',
                name: 'assessment',
                label: t`Assessment`,
                help: t`What it would do, to whom, and what could go wrong. The authority decides on it.`,
                rows: 5,
                required: true,
                start: record.assessment,
              },
            ],
            submit: (v) => submit({ to, risk: v.risk, assessment: v.assessment }),
          }
        case 'planned': {
          const again = record.state === 'failed'
          return {
            title: again ? t`Plan the change again` : t`Plan the change`,
            button: t({ message: 'Plan', context: 'move' }),
            fields: [
              {
                is: 'moment',
                name: 'starts_at',
                label: t({ message: 'Begins', context: 'window' }),
                required: true,
                start: record.starts_at && !again ? format.field(record.starts_at) : '',
              },
              {
                is: 'moment',
                name: 'ends_at',
                label: t({ message: 'Ends', context: 'window' }),
                required: true,
                start: record.ends_at && !again ? format.field(record.ends_at) : '',
              },
              ...(again
                ? [{ is: 'text' as const, name: 'reason', label: t`Why is it planned again?`, required: true }]
                : []),
            ],
            submit: (v) =>
              submit({
                to,
                starts_at: v.starts_at ? format.instant(v.starts_at) : undefined,
                ends_at: v.ends_at ? format.instant(v.ends_at) : undefined,
                ...(v.reason ? { reason: v.reason } : {}),
              }),
          }
        }
        case 'implemented':
        case 'failed':
          return {
            title: to === 'failed' ? t`The change failed` : t`The change is done`,
            button: to === 'failed' ? t`Record the failure` : t`Record as implemented`,
            fields: [
              {
                is: 'text',
                name: 'outcome',
                label: to === 'failed' ? t`What happened, and how was it backed out?` : t`What came of it?`,
                help: t`The requester reads this.`,
                rows: 4,
                required: true,
              },
            ],
            submit: (v) => submit({ to, outcome: v.outcome }),
          }
        case 'cancelled':
          return {
            title: t`Cancel the change`,
            fields: [
              {
                is: 'choice',
                name: 'reason',
                label: t`Why is it cancelled?`,
                start: 'not_needed',
                options: cancelReasons.change.map((r) => ({ value: r, name: words.cancel(r) })),
              },
            ],
            submit: (v) => submit({ to, reason: v.reason }),
          }
        default:
          return undefined
      }
    },
    [t, words, format],
  )
}

function useMoveNames(): (from: State, to: State) => string {
  const { t } = useLingui()
  return useCallback(
    (from, to) => {
      switch (to) {
        case 'assessed':
          return t`Assess…`
        case 'planned':
          return from === 'failed' ? t`Plan again…` : t`Plan…`
        case 'implemented':
          return t`Implemented…`
        case 'failed':
          return t`Failed…`
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

export function useChangeMoves(props: { record: ChangeRequest; verbs: Verbs; ask: (asked: Asking) => void }): Action[] {
  const { t } = useLingui()
  const words = useWords()
  const format = useFormat()
  const moveName = useMoveNames()
  const asks = useChangeAsks()
  const { record, verbs, ask } = props
  const ref = record.reference
  return useMemo(() => {
    const go = (to: State) => {
      const asked = asks(record, to, (m) => verbs.attempt((version) => move(ref, { ...m, version })))
      if (asked) return ask(asked)
      void verbs.edit((version) => move(ref, { to, version }), words.state(to))
    }
    const list: Action[] = record.moves.map((to) => ({
      id: `move-${to}`,
      name: moveName(record.state, to),
      icon: stateIcons[to],
      group: ref,
      when: true,
      words: words.state(to),
      run: () => go(to),
    }))
    if (!record.actions.includes('decide')) return list
    // The authority's yes and no come first.
    const say = (authorised: boolean): Asking => ({
      title: authorised ? t`Authorise the change` : t`Refuse the change`,
      about: record.assessment && (
        <div className={c.about}>
          <strong>{french(format.pair(words.field('risk'), words.risk(record.risk)))}</strong>
          <p>{record.assessment}</p>
        </div>
      ),
      button: authorised ? t({ message: 'Authorise', context: 'move' }) : t({ message: 'Refuse', context: 'move' }),
      fields: [
        authorised
          ? { is: 'text', name: 'reason', label: t`Conditions, remarks (optional)` }
          : {
              is: 'text',
              name: 'reason',
              label: t`Why is it refused?`,
              help: t`The requester reads these words. A refused change is over.`,
              required: true,
            },
      ],
      submit: (v) =>
        verbs.attempt((version) => decide(ref, { version, authorised, ...(v.reason ? { reason: v.reason } : {}) })),
    })
    return [
      {
        id: 'move-authorised',
        name: t`Authorise…`,
        icon: IconGavel,
        group: ref,
        when: true,
        words: words.state('authorised'),
        run: () => ask(say(true)),
      },
      {
        id: 'move-refused',
        name: t`Refuse…`,
        icon: stateIcons.refused,
        group: ref,
        when: true,
        words: words.state('refused'),
        run: () => ask(say(false)),
      },
      ...list,
    ]
  }, [record, ref, verbs, ask, asks, words, format, moveName, t])
}
