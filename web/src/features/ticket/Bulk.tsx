// One change to all records that were chosen in a list: what it would do is shown
// before, how far it is while it runs, and its way back after.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal } from '@mantine/core'
import {
  type Icon,
  IconArrowRight,
  IconBan,
  IconFlag,
  IconMessageReply,
  IconNote,
  IconTransfer,
  IconUsers,
  IconX,
} from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react'
import type { BulkChange, Effect, Kind, Row, State, Team } from '~/api/types'
import { type Action, useActions } from '~/ui/actions'
import { Alert, Failure, form, KeyOf, useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import { AskDialog, type AskField, type Asking, type Values } from './Ask'
import c from './Bulk.module.css'
import { having, look, make, takeBack } from './bulk'
import { statesOf } from './kinds'
import { ticketKeys } from './queries'
import { levels, useWords } from './vocabulary'

/** What one change would do to each record, not made yet. */
type Looked = { title: string; change: BulkChange; rows: Row[]; effects: Effect[] }

const codes = ['solved', 'solved_remotely', 'replaced', 'configured', 'explained', 'not_reproduced', 'no_fault']

/** The states that many records may be taken to at once: a change asks for more. */
const within: Record<Kind, State[]> = {
  incident: ['in_progress', 'on_hold', 'resolved', 'closed'],
  request: ['in_fulfilment', 'on_hold', 'fulfilled', 'closed', 'refused'],
  change: ['closed'],
}

const cancels: Record<Kind, string[]> = {
  incident: ['duplicate', 'mistake', 'not_incident'],
  request: ['duplicate', 'mistake', 'not_needed'],
  change: ['duplicate', 'mistake', 'not_needed'],
}

const holds: Partial<Record<Kind, string[]>> = {
  incident: ['user', 'supplier', 'change', 'problem', 'appointment'],
  request: ['user', 'supplier', 'change', 'appointment'],
}

function shared<T>(kinds: Kind[], of: (kind: Kind) => T[]): T[] {
  const [first = [], ...others] = kinds.map(of)
  return first.filter((x) => others.every((o) => o.includes(x)))
}

type Doing = { id: string; name: string; icon: Icon; key?: string; run: () => void }

type ClosingField = (value: string, set: (id: string) => void, label: string, error?: string) => ReactNode

export function BulkBar(props: {
  rows: Row[]
  teams: Team[]
  clear: () => void
  /** the field of the category that incidents end with; nothing where the desk has none */
  closing: ClosingField | undefined
}) {
  const { rows, teams, clear, closing } = props
  const { t } = useLingui()
  const words = useWords()
  const [asked, setAsked] = useState<Asking>()
  const [looked, setLooked] = useState<Looked>()
  const kinds = useMemo(() => [...new Set(rows.map((r) => r.kind))], [rows])

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
                { value: keep, name: t`As it is` },
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
              options: shared(kinds, (k) => holds[k] ?? []).map((h) => ({ value: h, name: words.hold(h) })),
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
              options: codes.map((x) => ({ value: x, name: words.code(x) })),
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
    {
      id: 'cancel',
      name: t`Cancel…`,
      icon: IconBan,
      run: () => {
        const why = shared(kinds, (k) => cancels[k])
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
      latest.current.map(({ id, name, icon, key }) => ({
        id,
        name,
        icon,
        ...(key ? { key } : {}),
        group: t`Chosen records`,
        when: true,
        run: () => latest.current.find((d) => d.id === id)?.run(),
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

function Preview(props: { looked: Looked | undefined; close: () => void; done: () => void }) {
  const { t } = useLingui()
  const { looked } = props
  const [busy, setBusy] = useState(false)
  return (
    <Modal
      opened={!!looked}
      onClose={busy ? () => {} : props.close}
      withCloseButton={!busy}
      title={looked?.title}
      size="lg"
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {looked && <Effects {...props} looked={looked} busy={busy} setBusy={setBusy} />}
    </Modal>
  )
}

const shownMost = 50

function Effects(props: {
  looked: Looked
  close: () => void
  done: () => void
  busy: boolean
  setBusy: (busy: boolean) => void
}) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const failure = useFailure()
  const { looked, busy, setBusy } = props
  const [part, setPart] = useState(0)
  const [error, setError] = useState<unknown>()
  const changed = having(looked.effects, 'changed')
  const same = having(looked.effects, 'same')
  const refused = having(looked.effects, 'refused')

  const settle = useCallback(() => {
    void cache.invalidateQueries({ queryKey: ticketKeys.lists })
    void cache.invalidateQueries({ queryKey: ticketKeys.records })
    void cache.invalidateQueries({ queryKey: ['timeline'] })
  }, [cache])
  const back = async (acts: string[]) => {
    try {
      const effects = await takeBack(acts)
      const kept = having(effects, 'refused').length
      const restored = having(effects, 'changed').length
      say(kept === 0 ? t`Taken back: ${restored}` : t`Taken back: ${restored}; changed since and left: ${kept}`)
    } catch (failed) {
      say(failure(failed), { bad: true })
    } finally {
      settle()
    }
  }
  const apply = async () => {
    setBusy(true)
    setError(undefined)
    try {
      // Those that refuse it now are asked again: what stands in the way may be gone.
      const { acts, effects } = await make(looked.rows, looked.change, setPart)
      const done = having(effects, 'changed').length
      const no = having(effects, 'refused').length
      const words = no === 0 ? t`Changed: ${done}` : t`Changed: ${done}; refused: ${no}`
      say(words, acts.length > 0 ? { undo: () => void back(acts) } : undefined)
      props.close()
      props.done()
    } catch (failed) {
      setError(failed)
    } finally {
      setBusy(false)
      settle()
    }
  }
  const percent = Math.round(part * 100)
  return (
    <div className={form.grid}>
      {error !== undefined && <Failure of={error} kept={<Trans>What was changed before stays changed.</Trans>} />}
      {changed.length > 0 ? (
        <Group of={changed} title={<Plural value={changed.length} one="# record changes" other="# records change" />} />
      ) : (
        <Alert tone="amber">
          <Trans>This changes none of the chosen records.</Trans>
        </Alert>
      )}
      {refused.length > 0 && (
        <Group
          of={refused}
          title={<Plural value={refused.length} one="# record refuses it" other="# records refuse it" />}
        />
      )}
      {same.length > 0 && (
        <p className={c.same}>
          <Plural value={same.length} one="# record is so already." other="# records are so already." />
        </p>
      )}
      {busy && (
        <div className={c.progress}>
          <progress max={100} value={percent} aria-label={t`Progress`} /> <span className="num">{percent} %</span>
        </div>
      )}
      <div className={form.tools}>
        <Button onClick={props.close} disabled={busy}>
          <Trans>Go back</Trans>
        </Button>
        <Button
          variant="filled"
          loading={busy}
          disabled={changed.length === 0}
          onClick={() => void apply()}
          data-autofocus
        >
          <Plural value={changed.length} one="Change # record" other="Change # records" />
        </Button>
      </div>
    </div>
  )
}

function Group({ of, title }: { of: Effect[]; title: React.ReactNode }) {
  const words = useWords()
  const { t } = useLingui()
  const more = of.length - shownMost
  return (
    <section className={c.group}>
      <h3>{title}</h3>
      <ul tabIndex={0} aria-label={t`Records`}>
        {of.slice(0, shownMost).map((e) => (
          <li key={e.id}>
            <span className={c.ref}>{e.record?.reference ?? '–'}</span>
            <span className={c.title}>{e.record?.title ?? ''}</span>
            <span className={c.what}>
              {e.outcome === 'refused'
                ? e.message
                : e.changes.map((ch) => {
                    const told = words.change(ch, e.record?.kind)
                    return (
                      <span key={ch.field} className={c.change}>
                        {told.name} {told.old || '–'} <IconArrowRight size={12} aria-label={t`becomes`} />{' '}
                        {told.new || '–'}
                      </span>
                    )
                  })}
            </span>
          </li>
        ))}
        {more > 0 && (
          <li>
            <Plural value={more} one="and # more" other="and # more" />
          </li>
        )}
      </ul>
    </section>
  )
}
