// The head of a record: what it is, its title, state, priority and owner.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Menu, Popover, Textarea, TextInput, UnstyledButton } from '@mantine/core'
import { IconCheck, IconChevronDown, IconCopy, IconDots, IconUser, IconUsers } from '@tabler/icons-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { AnyRecord, Me, Named, Team } from '~/api/types'
import type { Action } from '~/ui/actions'
import { fold } from '~/ui/format'
import { useListbox } from '~/ui/listbox'
import { Failure, form, Keys, Pick } from '~/ui/parts'
import { owner, type Panel } from './actions'
import { usePriority } from './priority'
import { assign, patch } from './queries'
import c from './RecordHeader.module.css'
import type { Verbs } from './verbs'
import { KindMark, levels, PriorityMark, StateMark, useWords } from './vocabulary'

export function RecordHeader(props: {
  record: AnyRecord
  me: Me
  teams: Team[]
  verbs: Verbs
  actions: Action[]
  panel: Panel
  open: (panel: Panel) => void
  start?: ReactNode
  /** who else is here */
  others?: ReactNode
  end?: ReactNode
}) {
  const { t } = useLingui()
  const { record, verbs, actions, panel, open } = props
  const by = (id: string) => actions.find((a) => a.id === id)
  const set = (p: Panel) => (on: boolean) => open(on ? p : undefined)
  const moves = actions.filter((a) => a.id.startsWith('move-'))

  return (
    <div className={c.head}>
      <div className={c.top}>
        {props.start}
        <KindMark kind={record.kind} chip />
        <UnstyledButton className={c.copy} onClick={by('copy-ref')?.run} title={t`Copy the reference`}>
          {record.reference}
          <IconCopy size={14} aria-hidden="true" />
          <span className="sr">
            <Trans>Copy the reference</Trans>
          </span>
        </UnstyledButton>
        <span className={c.grow} />
        {props.others}
        <Menu position="bottom-end">
          <Menu.Target>
            <UnstyledButton className={c.icon} aria-label={t`More actions`}>
              <IconDots size={18} />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {actions
              .filter((a) => a.when !== false && !a.id.startsWith('move-'))
              .map((a) => (
                <ActionItem key={a.id} action={a} />
              ))}
          </Menu.Dropdown>
        </Menu>
        {props.end}
      </div>
      <Title key={record.reference} record={record} verbs={verbs} />
      <div className={c.fields}>
        <Menu opened={panel === 'state'} onChange={set('state')} position="bottom-start">
          <Menu.Target>
            <Button
              className={c.stateButton}
              data-state={record.state}
              rightSection={moves.length > 0 && <IconChevronDown size={14} />}
              disabled={moves.length === 0}
              title={t`State`}
            >
              <StateMark state={record.state} hold={record.hold_reason} kind={record.kind} archived={record.archived} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {moves.map((a) => (
              <ActionItem key={a.id} action={a} />
            ))}
          </Menu.Dropdown>
        </Menu>
        <PriorityButton {...props} />
        <OwnerButton
          open={panel === 'team'}
          onOpen={set('team')}
          icon={<IconUsers size={16} aria-hidden="true" />}
          value={record.team}
          none={t`No team`}
          label={t`Team`}
          disabled={by('team')?.when !== true}
          groups={[{ id: '', name: '', items: props.teams }]}
          pick={(team) => {
            const back = owner(record)
            void verbs.edit(
              (version) => assign(record, { version, team_id: team.id }),
              t`Assigned to ${team.name}`,
              (version) => assign(record, { version, ...back }),
            )
          }}
        />
        <OwnerButton
          within={record.team?.id}
          open={panel === 'person'}
          onOpen={set('person')}
          icon={<IconUser size={16} aria-hidden="true" />}
          value={record.assignee}
          me={props.me.id}
          none={t`Nobody`}
          label={t`Person`}
          disabled={by('assign')?.when !== true}
          groups={people(props.teams, record.team?.id, props.me.id)}
          pick={(person, team) => {
            const back = owner(record)
            void verbs.edit(
              (version) => assign(record, { version, person_id: person.id, team_id: team }),
              t`Assigned to ${person.name}`,
              (version) => assign(record, { version, ...back }),
            )
          }}
        />
      </div>
    </div>
  )
}

type Group = { id: string; name: string; items: Named[] }

/** The members of the record's team first, then those of the others. */
/** The team that has it first, and whoever looks first in each of theirs. */
function people(teams: Team[], first: string | undefined, me: string): Group[] {
  const ahead = <T extends { id: string }>(all: readonly T[], id: string | undefined) =>
    [...all].sort((a, b) => Number(b.id === id) - Number(a.id === id))
  return ahead(teams, first)
    .filter((t) => t.members.length > 0)
    .map((t) => ({ id: t.id, name: t.name, items: ahead(t.members, me) }))
}

export function ActionItem({ action }: { action: Action }) {
  const off = action.when !== true
  return (
    <Menu.Item
      leftSection={<action.icon size={16} />}
      rightSection={action.key && <Keys of={action.key} />}
      disabled={off}
      title={typeof action.when === 'string' ? action.when : undefined}
      onClick={action.run}
    >
      {action.name}
    </Menu.Item>
  )
}

function Title({ record, verbs }: { record: AnyRecord; verbs: Verbs }) {
  const { t } = useLingui()
  const [typed, setTyped] = useState<string>()
  const [seen, setSeen] = useState(record.version)
  const save = async () => {
    const next = (typed ?? '').trim()
    const before = record.title
    if (!next || next === before) return setTyped(undefined)
    const kept = await verbs.edit(
      (version) => patch(record, { version, title: next }),
      t`Title changed`,
      (version) => patch(record, { version, title: before }),
      seen,
    )
    if (kept) setTyped(undefined)
  }
  if (!record.actions.includes('change')) return <h1 className={c.title}>{record.title}</h1>
  if (typed === undefined)
    return (
      <h1 className={c.title}>
        <button
          type="button"
          onClick={() => {
            setSeen(record.version)
            setTyped(record.title)
          }}
          title={t`Change the title`}
        >
          {record.title}
        </button>
      </h1>
    )
  return (
    <form
      className={c.titleForm}
      onSubmit={(e) => {
        e.preventDefault()
        void save()
      }}
    >
      <TextInput
        aria-label={t`Title`}
        autoFocus
        value={typed}
        onChange={(e) => setTyped(e.currentTarget.value)}
        onKeyDown={(e) => {
          if (e.key === 'Escape') setTyped(undefined)
        }}
      />
      <Button type="submit" leftSection={<IconCheck size={16} />}>
        <Trans>Save</Trans>
      </Button>
      <Button onClick={() => setTyped(undefined)}>
        <Trans>Go back</Trans>
      </Button>
    </form>
  )
}

function PriorityButton(props: {
  record: AnyRecord
  verbs: Verbs
  panel: Panel
  open: (panel: Panel) => void
  actions: Action[]
}) {
  const { t } = useLingui()
  const { record } = props
  const disabled = props.actions.find((a) => a.id === 'priority')?.when !== true
  return (
    <Popover
      opened={props.panel === 'priority'}
      onChange={(on) => props.open(on ? 'priority' : undefined)}
      position="bottom-start"
      width="min(320px, calc(100vw - 32px))"
      trapFocus
    >
      <Popover.Target>
        <Button
          rightSection={!disabled && <IconChevronDown size={14} />}
          disabled={disabled}
          title={t`Priority`}
          onClick={() => props.open(props.panel === 'priority' ? undefined : 'priority')}
        >
          <PriorityMark priority={record.priority} long />
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Priority`}>
        <PriorityForm record={record} verbs={props.verbs} close={() => props.open(undefined)} />
      </Popover.Dropdown>
    </Popover>
  )
}

function PriorityForm({ record, verbs, close }: { record: AnyRecord; verbs: Verbs; close: () => void }) {
  const { t } = useLingui()
  const words = useWords()
  const [impact, setImpact] = useState(record.impact)
  const [urgency, setUrgency] = useState(record.urgency)
  const [reason, setReason] = useState('')
  const [seen] = useState(record.version)
  const [error, setError] = useState<unknown>()
  const changes = impact !== record.impact || urgency !== record.urgency
  const next = usePriority()(impact, urgency) ?? record.priority
  // A record made by an older matrix keeps its priority until one of the two is changed.
  const needed = changes && next !== record.priority
  const impacts = levels.map((l) => ({ value: String(l), name: words.impact(l) }))
  const urgencies = levels.map((l) => ({ value: String(l), name: words.urgency(l) }))
  const save = async (e: FormEvent) => {
    e.preventDefault()
    setError(undefined)
    try {
      await verbs.attempt(
        (version) => patch(record, { version, impact, urgency, ...(reason.trim() ? { reason: reason.trim() } : {}) }),
        seen,
      )
      close()
    } catch (refused) {
      setError(refused)
    }
  }
  return (
    <form className={form.grid} onSubmit={save}>
      {error !== undefined && <Failure of={error} />}
      <div className={form.row}>
        <Pick label={t`Impact`} value={String(impact)} onChange={(l) => setImpact(Number(l))} options={impacts} />
        <Pick label={t`Urgency`} value={String(urgency)} onChange={(l) => setUrgency(Number(l))} options={urgencies} />
      </div>
      <p className={c.result}>
        <PriorityMark priority={record.priority} long />
        {needed && (
          <>
            <span aria-hidden="true">→</span>
            <span className="sr">
              <Trans>becomes</Trans>
            </span>
            <PriorityMark priority={next} long />
          </>
        )}
      </p>
      {changes && (
        <Textarea
          label={t`Why?`}
          rows={2}
          required={needed}
          withAsterisk={false}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
        />
      )}
      <div className={form.tools}>
        <Button type="submit" variant="filled" loading={verbs.busy} disabled={!changes || (needed && !reason.trim())}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </form>
  )
}

type OwnerProps = {
  open: boolean
  onOpen: (open: boolean) => void
  icon: ReactNode
  label: string
  none: string
  value: Named | null
  /** the group in which the present value stands */
  within?: string
  me?: string
  disabled: boolean
  groups: Group[]
  pick: (item: Named, group: string) => void
}

function OwnerButton(props: OwnerProps) {
  const { t } = useLingui()
  const isMe = !!props.me && props.value?.id === props.me
  return (
    <Popover opened={props.open} onChange={props.onOpen} position="bottom-start" width={272} trapFocus returnFocus>
      <Popover.Target>
        <Button
          className={c.owner}
          leftSection={props.icon}
          rightSection={!props.disabled && <IconChevronDown size={14} />}
          disabled={props.disabled}
          title={props.label}
          onClick={() => props.onOpen(!props.open)}
        >
          <span className="sr">{props.label} </span>
          {isMe ? t`Me` : (props.value?.name ?? props.none)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={c.choices} aria-label={props.label}>
        <OwnerList {...props} />
      </Popover.Dropdown>
    </Popover>
  )
}

function OwnerList(props: OwnerProps) {
  const { t } = useLingui()
  const [typed, setTyped] = useState('')
  const items = props.groups.flatMap((g) =>
    g.items
      .filter((i) => fold(`${i.name} ${i.id === props.me ? t`me` : ''}`).includes(fold(typed.trim())))
      .map((item) => ({ item, group: g })),
  )
  const box = useListbox({
    items,
    open: true,
    close: () => props.onOpen(false),
    pick: ({ item, group }) => {
      props.onOpen(false)
      props.pick(item, group.id)
    },
  })
  let group = ''
  return (
    <>
      <TextInput
        {...box.input}
        data-autofocus
        aria-label={props.label}
        placeholder={t`Search`}
        value={typed}
        onChange={(e) => {
          setTyped(e.currentTarget.value)
          box.reset()
        }}
        onKeyDown={box.key}
      />
      <ul {...box.list} className={c.options} aria-label={props.label}>
        {items.map(({ item, group: g }, i) => {
          const first = g.name !== '' && g.id !== group
          group = g.id
          const chosen = item.id === props.value?.id && (!props.within || g.id === '' || g.id === props.within)
          return (
            <li key={`${g.id} ${item.id}`} role="presentation">
              {first && (
                <div className={c.group} role="presentation">
                  {g.name}
                </div>
              )}
              <div {...box.option(i)} className={c.option}>
                <span>
                  {item.name}
                  {item.id === props.me && (
                    <span className={c.aside}>
                      {' '}
                      <Trans>(me)</Trans>
                    </span>
                  )}
                </span>
                {chosen && <IconCheck size={16} aria-hidden="true" />}
              </div>
            </li>
          )
        })}
      </ul>
      {items.length === 0 && (
        <p className={c.group}>
          <Trans>Nobody by this name</Trans>
        </p>
      )}
    </>
  )
}
