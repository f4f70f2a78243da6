// One change to all records that were chosen in a list: what it would do is shown
// before, how far it is while it runs, and its way back after.
import { Plural, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import {
  type Icon,
  IconBan,
  IconFlag,
  IconForms,
  IconMessageReply,
  IconNote,
  IconTransfer,
  IconUsers,
  IconX,
} from '@tabler/icons-react'
import { type ReactNode, useMemo, useRef, useState } from 'react'
import type { BulkChange, Kind, Row, State, Team } from '~/api/types'
import { type Action, useActions } from '~/ui/actions'
import { KeyOf } from '~/ui/parts'
import { AskDialog, type AskField, type Asking, type Values } from './Ask'
import c from './Bulk.module.css'
import { type Looked, Preview } from './BulkPreview'
import { look } from './bulk'
import { cancelReasons, holdReasons, resolutionCodes, statesOf } from './kinds'
import { levels, useWords } from './vocabulary'

/** The states that many records may be taken to at once: a change asks for more. */
const within: Record<Kind, State[]> = {
  incident: ['in_progress', 'on_hold', 'resolved', 'closed'],
  request: ['in_fulfilment', 'on_hold', 'fulfilled', 'closed', 'refused'],
  change: ['closed'],
}

function shared<T>(kinds: Kind[], of: (kind: Kind) => T[]): T[] {
  const [first = [], ...others] = kinds.map(of)
  return first.filter((x) => others.every((o) => o.includes(x)))
}

type Doing = { id: string; name: string; icon: Icon; key?: string; run: () => void }

/** A field that an administrator added, as it is set on many records. */
export type OwnField = {
  id: string
  name: string
  kinds: Kind[]
  input: (value: string, set: (value: string) => void, error?: string) => ReactNode
  wire: (value: string) => unknown
}

type ClosingField = (value: string, set: (id: string) => void, label: string, error?: string) => ReactNode

export function BulkBar(props: {
  rows: Row[]
  teams: Team[]
  clear: () => void
  /** the field of the category that incidents end with; nothing where the desk has none */
  closing: ClosingField | undefined
  own: OwnField[]
}) {
  const { rows, teams, clear, closing } = props
  const { t } = useLingui()
  const words = useWords()
  const [asked, setAsked] = useState<Asking>()
  const [looked, setLooked] = useState<Looked>()
  const kinds = useMemo(() => [...new Set(rows.map((r) => r.kind))], [rows])

  // Those that each of the chosen records may have.
  const own = props.own.filter((f) => kinds.every((k) => f.kinds.includes(k)))

  const ask = (title: string, fields: AskField[], change: (v: Values) => BulkChange) =>
    setAsked({
      title,
      button: t`See what it does`,
      about: (
        <p>
          <Plural value={rows.length} one="One record is chosen." other="# records are chosen." />
        </p>
      ),
      fields,
      submit: async (v) => {
        const wanted = change(v)
        setLooked({ title, change: wanted, rows, effects: await look(rows, wanted) })
      },
    })

  const keep = '='
  const doings: Doing[] = [
    {
      id: 'assign',
      key: 'a',
      name: t`Assign…`,
      icon: IconUsers,
      run: () =>
        ask(
          t`Assign the chosen records`,
          [
            {
              is: 'pick',
              name: 'team',
              label: t`Team`,
              start: teams[0]?.id ?? '',
              options: teams.map((x) => ({ value: x.id, name: x.name })),
            },
            ...teams.map<AskField>((x) => ({
              is: 'pick',
              name: `of-${x.id}`,
              label: t`Person`,
              when: (v) => v.team === x.id,
              options: [
                { value: '', name: t`Nobody in particular` },
                ...x.members.map((m) => ({ value: m.id, name: m.name })),
              ],
            })),
            { is: 'line', name: 'reason', label: t`Reason (optional)` },
          ],
          (v) => ({
            assign: {
              team_id: v.team ?? '',
              person_id: v[`of-${v.team}`] ?? '',
              ...(v.reason ? { reason: v.reason } : {}),
            },
          }),
        ),
    },
    {
      id: 'priority',
      key: 'p',
      name: t`Priority…`,
      icon: IconFlag,
      run: () =>
        ask(
          t`Set the priority of the chosen records`,
          [
            {
              is: 'pick',
              name: 'impact',
              label: t`Impact`,
              start: keep,
              options: [
                { value: keep, name: t`As it is` },
                ...levels.map((l) => ({ value: String(l), name: words.impact(l) })),
              ],
            },
            {
              is: 'pick',
              name: 'urgency',
              label: t`Urgency`,
              start: keep,
              options: [
                { value: keep, name: t({ message: 'As it is', context: 'urgency' }) },
                ...levels.map((l) => ({ value: String(l), name: words.urgency(l) })),
              ],
            },
            { is: 'line', name: 'reason', label: t`Reason`, required: true },
          ],
          (v) => ({
            priority: {
              ...(v.impact && v.impact !== keep ? { impact: Number(v.impact) } : {}),
              ...(v.urgency && v.urgency !== keep ? { urgency: Number(v.urgency) } : {}),
              reason: v.reason ?? '',
            },
          }),
        ),
    },
    {
      id: 'state',
      key: 's',
      name: t`State…`,
      icon: IconTransfer,
      run: () => {
        const to = shared(kinds, (k) => statesOf[k].filter((s) => within[k].includes(s)))
        ask(
          t`Change the state of the chosen records`,
          [
            {
              is: 'pick',
              name: 'to',
              label: t`State`,
              start: to[0] ?? '',
              options: to.map((s) => ({
                value: s,
                name: words.state(s, '', kinds.length === 1 ? kinds[0] : undefined),
              })),
            },
            {
              is: 'pick',
              name: 'hold',
              label: t`What is awaited?`,
              start: 'user',
              when: (v) => v.to === 'on_hold',
              options: shared(kinds, (k) => holdReasons[k] ?? []).map((h) => ({ value: h, name: words.hold(h) })),
            },
            {
              is: 'text',
              name: 'outcome',
              label: t`What was done`,
              help: t`Each requester reads it.`,
              required: true,
              when: (v) => v.to === 'resolved' || v.to === 'fulfilled',
            },
            {
              is: 'pick',
              name: 'code',
              label: t`Code`,
              start: 'solved',
              when: (v) => v.to === 'resolved',
              options: resolutionCodes.map((x) => ({ value: x, name: words.code(x) })),
            },
            {
              is: 'pick',
              name: 'resolution',
              label: t`Kind of resolution`,
              start: 'fix',
              when: (v) => v.to === 'resolved',
              options: ['fix', 'workaround'].map((x) => ({ value: x, name: words.resolution(x) })),
            },
            ...(closing && kinds.includes('incident')
              ? [
                  {
                    is: 'own' as const,
                    name: 'closing_category_id',
                    label: t`Closing category`,
                    field: closing,
                    required: (v: Values) => v.to === 'resolved',
                    when: (v: Values) => v.to === 'resolved' || v.to === 'closed',
                  },
                ]
              : []),
            {
              is: 'text',
              name: 'reason',
              label: t`Reason`,
              help: t`Each requester reads it.`,
              required: true,
              when: (v) => v.to === 'refused',
            },
          ],
          (v) => ({
            state: {
              to: v.to ?? '',
              ...(v.hold ? { hold_reason: v.hold } : {}),
              ...(v.outcome ? { outcome: v.outcome } : {}),
              ...(v.code ? { code: v.code } : {}),
              ...(v.resolution ? { kind: v.resolution } : {}),
              ...(v.closing_category_id ? { closing_category_id: v.closing_category_id } : {}),
              ...(v.reason ? { reason: v.reason } : {}),
            },
          }),
        )
      },
    },
    ...(own.length > 0
      ? [
          {
            id: 'field',
            name: t`Field…`,
            icon: IconForms,
            run: () =>
              ask(
                t`Fill in a field of the chosen records`,
                [
                  {
                    is: 'pick',
                    name: 'field',
                    label: t`Field`,
                    start: own[0]?.id ?? '',
                    options: own.map((f) => ({ value: f.id, name: f.name })),
                  },
                  ...own.map<AskField>((f) => ({
                    is: 'own',
                    name: `fields.${f.id}`,
                    label: f.name,
                    field: (value, set, _label, error) => f.input(value, set, error),
                    when: (v) => v.field === f.id,
                  })),
                ],
                (v) => {
                  const of = own.find((f) => f.id === v.field)
                  return { fields: of ? { [of.id]: of.wire(v[`fields.${of.id}`] ?? '') } : {} }
                },
              ),
          },
        ]
      : []),
    {
      id: 'cancel',
      name: t`Cancel…`,
      icon: IconBan,
      run: () => {
        const why = shared(kinds, (k) => cancelReasons[k])
        ask(
          t`Cancel the chosen records`,
          [
            {
              is: 'choice',
              name: 'reason',
              label: t`Why are they cancelled?`,
              start: why[0] ?? '',
              options: why.map((r) => ({ value: r, name: words.cancel(r) })),
            },
          ],
          (v) => ({ state: { to: 'cancelled', reason: v.reason ?? '' } }),
        )
      },
    },
    {
      id: 'note',
      key: 'i',
      name: t`Note…`,
      icon: IconNote,
      run: () =>
        ask(
          t`Write an internal note on the chosen records`,
          [{ is: 'text', name: 'text', label: t`Internal note`, rows: 5, required: true }],
          (v) => ({ note: v.text ?? '' }),
        ),
    },
    {
      id: 'reply',
      key: 'r',
      name: t`Reply…`,
      icon: IconMessageReply,
      run: () =>
        ask(
          t`Reply to the requesters of the chosen records`,
          [
            {
              is: 'text',
              name: 'text',
              label: t`Reply`,
              rows: 6,
              required: true,
              help: t`Each requester reads it on the portal and by e-mail, at once. It cannot be taken back.`,
            },
          ],
          (v) => ({ reply: v.text ?? '' }),
        ),
    },
  ]
  const count = rows.length

  // The same keys as on one record, and in the palette, for as long as some are chosen.
  const latest = useRef(doings)
  latest.current = doings
  const offered = useMemo<Action[]>(
    () =>
      [
        ...latest.current.map(({ id, name, icon, key }) => ({ id, name, icon, key, runs: id })),
        // To a team leads another key on one record: here one form asks for both.
        { id: 'team', name: t`Assign to a team…`, icon: IconUsers, key: 't', runs: 'assign' },
      ].map(({ id, name, icon, key, runs }) => ({
        id,
        name,
        icon,
        ...(key ? { key } : {}),
        group: t`Chosen records`,
        when: true,
        run: () => latest.current.find((d) => d.id === runs)?.run(),
      })),
    [t],
  )
  useActions(offered)

  return (
    <>
      <section className={c.bar} aria-label={t`Chosen records`}>
        <span className={c.count} aria-live="polite">
          <Plural value={count} one="# chosen" other="# chosen" />
        </span>
        <div className={c.doings}>
          {doings.map((d) => (
            <Button
              key={d.id}
              size="compact-md"
              leftSection={<d.icon size={16} />}
              rightSection={d.key && <KeyOf id={d.id} own={d.key} />}
              onClick={d.run}
            >
              {d.name}
            </Button>
          ))}
        </div>
        <button type="button" className={c.drop} onClick={clear} aria-label={t`Choose none`} title={t`Choose none`}>
          <IconX size={18} />
        </button>
      </section>
      <AskDialog asked={asked} close={() => setAsked(undefined)} />
      <Preview looked={looked} close={() => setLooked(undefined)} done={clear} />
    </>
  )
}
