// What else a record may lead to: another one raised from it, or itself as one
// of another kind.
import { Trans, useLingui } from '@lingui/react/macro'
import { IconArrowsExchange, IconPlayerTrackNext, IconVersions } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { timelineKey } from '~/api/keys'
import type { AnyRecord, Entry, Kind, Me, RequestType } from '~/api/types'
import type { Action } from '~/ui/actions'
import { say } from '~/ui/toast'
import type { AskField, Asking } from './Ask'
import { kinds, requestTypes } from './kinds'
import { convert, create, keepRecord, ticketKeys } from './queries'
import type { Verbs } from './verbs'
import { useWords } from './vocabulary'

/** Raising from the record on screen, and converting it. */
export function useBecome(props: {
  record: AnyRecord
  me: Me
  verbs: Verbs
  ask: (asked: Asking) => void
  show: (record: AnyRecord) => void
}): Action[] {
  const { t } = useLingui()
  const words = useWords()
  const cache = useQueryClient()
  const { record, me, verbs, ask, show } = props
  const ref = record.reference
  return useMemo(() => {
    const may = (kind: Kind) => me.permissions.includes(`${kind}.handle`) && me.permissions.includes(`${kind}.log`)
    const type: AskField = {
      is: 'pick',
      name: 'type',
      label: t`Of which nature?`,
      start: 'information',
      options: requestTypes.map((x) => ({ value: x, name: words.type(x) })),
      when: (v) => v.kind === 'request',
    }
    const choice = (among: Kind[], label: string): AskField => ({
      is: 'choice',
      name: 'kind',
      label,
      start: among[0],
      options: among.map((k) => ({ value: k, name: words.kind(k) })),
    })
    const who = record.requester.name
    // Nothing that was said is typed again.
    const said = () =>
      cache.getQueryData<Entry[]>(timelineKey(ref))?.find((e) => e.kind === 'message')?.message?.text ?? ''
    const mine = kinds.filter(may)
    const others = mine.filter((k) => k !== record.kind)
    // What an incident mostly leads to is a request, and the other way round.
    const raisable = [...mine.filter((k) => k !== record.kind), ...mine.filter((k) => k === record.kind)]
    const raise = (): Asking => ({
      title: t`Raise from ${ref}`,
      button: t({ message: 'Raise', context: 'move' }),
      about: (
        <p>
          <Trans>A new record for {who}, linked with this one. It has its own number and its own conversation.</Trans>
        </p>
      ),
      fields: [
        choice(raisable, t`What is it?`),
        type,
        { is: 'line', name: 'title', label: t`Title`, required: true, start: record.title },
        { is: 'text', name: 'description', label: t`Description`, required: true, rows: 4, start: said() },
      ],
      submit: async (v) => {
        const next = await create(v.kind as Kind, {
          title: v.title ?? '',
          description: v.description ?? '',
          impact: record.impact,
          urgency: record.urgency,
          channel: record.channel === 'mail' || record.channel === 'portal' ? record.channel : 'phone',
          from: record.id,
          ...(v.kind === 'request' ? { type: v.type as RequestType } : {}),
        })
        keepRecord(cache, next)
        say(t`${next.reference} is raised and linked with ${ref}`)
        show(next)
      },
    })
    const become = (): Asking => ({
      title: t`Convert ${ref}`,
      button: t({ message: 'Convert', context: 'move' }),
      about: (
        <p>
          <Trans>
            Messages, files and history stay. The record gets a new number; the old one leads to it for ever, and {who}{' '}
            is told. It counts as one more triage.
          </Trans>
        </p>
      ),
      fields: [
        choice(others, t`What is it really?`),
        type,
        { is: 'text', name: 'reason', label: t`Why? (optional)`, rows: 2 },
      ],
      submit: async (v) => {
        const next = await verbs.attempt((version) =>
          convert(record, {
            version,
            to: v.kind as Kind,
            ...(v.kind === 'request' ? { type: v.type } : {}),
            ...(v.reason ? { reason: v.reason } : {}),
          }),
        )
        if (!next) return
        cache.removeQueries({ queryKey: ticketKeys.record(ref), exact: true })
        say(t`${ref} is now ${next.reference}`)
        show(next)
      },
    })
    const goOn = (): Asking => ({
      title: t`Continue ${ref} in a new record`,
      button: t({ message: 'Continue', context: 'move' }),
      about: (
        <p>
          <Trans>
            {ref} can no longer be reopened. A new record for {who} continues it; the two are linked.
          </Trans>
        </p>
      ),
      fields: [
        { is: 'line', name: 'title', label: t`Title`, required: true, start: record.title },
        {
          is: 'text',
          name: 'description',
          label: t`Description`,
          help: t`What happens now, in the words of the person.`,
          required: true,
          rows: 4,
        },
      ],
      submit: async (v) => {
        const next = await create(record.kind, {
          title: v.title ?? '',
          description: v.description ?? '',
          impact: record.impact,
          urgency: record.urgency,
          channel: 'phone',
          follows: record.id,
          ...(record.team ? { team_id: record.team.id } : {}),
          ...(record.category ? { category_id: record.category.id } : {}),
          ...(record.kind === 'request' ? { type: record.type } : {}),
        })
        keepRecord(cache, next)
        say(t`${next.reference} continues ${ref}`)
        show(next)
      },
    })
    const list: Action[] = []
    if (may(record.kind))
      list.push({
        id: 'follow',
        name: {
          incident: t`New linked incident…`,
          request: t`New linked request…`,
          change: t`New linked change…`,
        }[record.kind],
        icon: IconPlayerTrackNext,
        group: ref,
        when: record.actions.includes('follow'),
        words: 'suite rouvrir continuer nouveau lié reopen continue follow up',
        run: () => ask(goOn()),
      })
    if (mine.length > 0)
      list.push({
        id: 'raise',
        name: t`Raise from this record…`,
        icon: IconVersions,
        key: 'Shift+C',
        group: ref,
        when: true,
        words: 'ouvrir lier demande incident changement request change open',
        run: () => ask(raise()),
      })
    if (others.length > 0)
      list.push({
        id: 'convert',
        name: t`Convert into another kind…`,
        icon: IconArrowsExchange,
        key: 'Shift+T',
        group: ref,
        when: record.actions.includes('convert') || t`Too far along to be converted`,
        words: 'convertir transformer requalifier tri triage incident demande changement request change',
        run: () => ask(become()),
      })
    return list
  }, [record, me.permissions, verbs, ask, show, cache, ref, t, words])
}
