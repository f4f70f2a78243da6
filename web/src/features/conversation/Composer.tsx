// Where a reply or an internal note is written, docked under the timeline.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Menu, TextInput, UnstyledButton } from '@mantine/core'
import {
  type Icon,
  IconChevronDown,
  IconCloudCheck,
  IconCopyPlus,
  IconDeviceFloppy,
  IconMessageReply,
  IconNote,
  IconPaperclip,
  IconPhoneIncoming,
  IconSend,
} from '@tabler/icons-react'
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { Refusal } from '~/api/client'
import type { AnyMove, Entry, Kind as RecordKind } from '~/api/types'
import { type Action, normal, stroke, useActions, useKeyOf } from '~/ui/actions'
import { useFormat, useNow } from '~/ui/context'
import { FileButton, FileChips, useFiles } from '~/ui/files'
import { Failure, KeyOf, Keys, Segments, Tabs } from '~/ui/parts'
import { say } from '~/ui/toast'
import { noAction, toldAction } from './action'
import c from './Composer.module.css'
import { type Mode, type State, useKeptDraft } from './drafts'
import { type Presence, Writers } from './presence'
import { useSay, useTakeBack } from './queries'
import { useSuggest } from './suggest'
import type { Sign } from './typed'

export type { Sign }

// Only a note has them.
const ActivityFields = lazy(() => import('./Activity').then((m) => ({ default: m.ActivityFields })))

export type Kind = Mode
/** A move that may be made with the message; `ask` leads to the words it needs. */
export type SendMove = {
  id: string
  name: string
  icon: Icon
  key?: string
  start: (text: string, send: (move: AnyMove) => Promise<void>) => void
}

type Props = {
  record: string
  of: RecordKind
  me: string
  /** what sending does, in words */
  consequence: ReactNode
  entries: Entry[] | undefined
  moves: SendMove[]
  kind: Kind
  onKind: (kind: Kind) => void
  /** hands out what takes the keyboard, and begins with a sign as if it were typed */
  focus: (take: (sign?: Sign) => void) => void
  /** the reader writes internal notes on it */
  notes: boolean
  sent: () => void
  /** a reply of this record is a draft again: where it was written takes the keyboard */
  back: (record: string) => void
  closed?: ReactNode
  /** what taking down the requester's own words does; nothing where nobody may */
  heard?: ReactNode
  presence: Presence
  /** where canned replies are kept */
  manage?: ReactNode
}

const inReply: readonly Sign[] = ['/', '#']
const inNote: readonly Sign[] = ['/', '@', '#']

export function Composer(props: Props) {
  const { t } = useLingui()
  const { kind } = props
  const draft = useKeptDraft(props.me, props.record, kind)
  const note = kind === 'note'
  const names: Record<Kind, string> = { reply: t`Reply`, note: t`Internal note`, call: t`What they say` }
  const shut = !note && props.closed
  return (
    <section
      className={c.composer}
      data-note={note || undefined}
      data-empty={(!draft.state.text && draft.state.files.length === 0) || undefined}
      data-call={kind === 'call' || undefined}
      aria-label={names[kind]}
    >
      {/* The focus stays where it is until the press is a click: what opens and shuts
          with it would move the tab from under the finger. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: nothing is done by it */}
      <div className={c.top} onMouseDown={(e) => e.preventDefault()}>
        <Tabs
          label={t`What to write`}
          value={kind}
          onChange={(k) => props.onKind(k as Kind)}
          items={[
            { value: 'reply', name: t`Reply`, icon: IconMessageReply, end: <KeyOf id="reply" own="r" /> },
            ...(props.notes
              ? [{ value: 'note', name: t`Note`, icon: IconNote, end: <KeyOf id="note" own="i" /> }]
              : []),
            ...(props.heard
              ? [{ value: 'call', name: t({ message: 'Call', context: 'composer' }), icon: IconPhoneIncoming }]
              : []),
          ]}
        />
        <Writers of={props.presence.others} />
        <Saved state={draft.state} />
      </div>
      {shut ? (
        <p className={c.consequence}>{props.closed}</p>
      ) : (
        <Writer key={`${kind}.${draft.state.turn}`} {...props} draft={draft} />
      )}
    </section>
  )
}

/** Where the draft is, and since when. */
function Saved({ state }: { state: State }) {
  const format = useFormat()
  const now = useNow()
  if (!state.saved || (!state.text && state.files.length === 0)) return null
  const ago = format.ago(state.saved.at, now)
  const here = state.saved.where === 'browser'
  return (
    <span className={c.saved} title={format.full(state.saved.at)}>
      {here ? <IconDeviceFloppy size={16} aria-hidden="true" /> : <IconCloudCheck size={16} aria-hidden="true" />}
      <span className={c.savedText}>
        {here ? <Trans>Draft kept in this browser</Trans> : <Trans>Draft saved {ago}</Trans>}
      </span>
    </span>
  )
}

// The keys that send, as their user has them: two of the one list of actions.
const sends = { id: 'send', own: 'Mod+Enter' }
const sendEnds = { id: 'send-resolve', own: 'Mod+Shift+Enter' }

function useSendKeys(ends: string | undefined, run: { send: () => void; ends: () => void }) {
  const { t } = useLingui()
  const latest = useRef(run)
  latest.current = run
  const actions = useMemo<Action[]>(() => {
    const field = { group: t`While writing`, field: true, when: true, icon: IconSend }
    return [
      { ...field, id: sends.id, key: sends.own, name: t`Send`, run: () => latest.current.send() },
      ...(ends ? [{ ...field, id: sendEnds.id, key: sendEnds.own, name: ends, run: () => latest.current.ends() }] : []),
    ]
  }, [ends, t])
  useActions(actions)
}

function Writer(props: Props & { draft: ReturnType<typeof useKeptDraft> }) {
  const { t } = useLingui()
  const { kind, draft } = props
  const { state, box } = draft
  const { text } = state
  const note = kind === 'note'
  const files = useFiles(state.files, draft.keepFiles)
  const format = useFormat()
  const call = kind === 'call'
  const { copies } = state
  const setCopies = (typed: string | undefined) => box.set((d) => ({ ...d, copies: typed }))
  const copying = kind === 'reply' && copies !== undefined
  const [action, setAction] = useState(noAction)
  const [by, setBy] = useState<'phone' | 'walk_in'>('phone')
  const speak = useSay(props.of, props.record, props.sent)
  const takeBack = useTakeBack(props.me, props.record, props.back)
  const area = useRef<HTMLTextAreaElement>(null)
  const { focus } = props

  // Somebody spoke while this was being written: it is read before sending.
  const newest = props.entries?.findLast((e) => e.kind !== 'activity' && !e.leaves_at)
  const [since, setSince] = useState<string>()
  const [held, setHeld] = useState<(() => void) | undefined>()
  const missed = text && since && newest && newest.id !== since && newest.actor?.id !== props.me ? newest : undefined

  const suggest = useSuggest({
    record: props.record,
    text,
    signs: note ? inNote : inReply,
    area,
    put: (next, _, choice) => {
      if (choice.named) box.pick(choice.named)
      box.set((d) => ({ ...d, text: next }))
    },
    manage: props.manage,
  })

  const begin = useRef(suggest.begin)
  begin.current = suggest.begin
  useEffect(
    () =>
      focus((sign) => {
        const field = area.current
        // What a draft holds goes on where it ended.
        if (field && document.activeElement !== field) {
          field.focus()
          field.setSelectionRange(field.value.length, field.value.length)
        }
        if (sign) begin.current(sign)
      }),
    [focus],
  )

  const ready = (text.trim() !== '' || files.ids.length > 0) && !files.busy
  const send = async (move?: AnyMove) => {
    await box.ending()
    try {
      const named = note ? box.named(text) : []
      const said = await speak.mutateAsync({
        kind: note ? 'note' : 'reply',
        ...(call ? { heard: by } : {}),
        ...(copying ? { copies: copies.split(/[\s,;]+/).filter(Boolean) } : {}),
        text: text.trim(),
        files: files.ids,
        named,
        ...(move ? { move } : {}),
        ...(note && action.activity ? { action: toldAction(action, format.instant) } : {}),
      })
      box.clear()
      setAction(noAction)
      props.presence.stopped()
      if (note) say(t`Note added`)
      else if (call) say(t`Taken down`)
      else if (said.leaves_at)
        say(t`Reply on its way`, {
          undo: () => takeBack(said.id),
        })
      else say(t`Reply sent`)
    } catch (error) {
      box.goOn()
      throw error
    }
  }
  const careful = (go: () => void) => {
    if (!ready || speak.isPending) return
    if (missed && !note && !call) return setHeld(() => go)
    setHeld(undefined)
    go()
  }
  const plain = () => careful(() => void send().catch(() => {}))
  const withMove = (m: SendMove) => careful(() => m.start(text.trim(), send))
  const moves = call ? [] : props.moves
  const words = note ? t`Internal note` : call ? t`What they say` : t`Reply`
  const resolve = moves.find((m) => m.key === sendEnds.own)
  const keys = [useKeyOf(sends.id, sends.own), useKeyOf(sendEnds.id, sendEnds.own)]
  useSendKeys(resolve && !note ? resolve.name : undefined, {
    send: plain,
    ends: () => resolve && withMove(resolve),
  })
  const read = (entry: Entry) => {
    setSince(entry.id)
    setHeld(undefined)
    document.getElementById(`e-${entry.id}`)?.scrollIntoView({ block: 'center' })
  }

  return (
    <>
      {missed && (
        <Missed
          entry={missed}
          held={
            held && {
              go: () => {
                setSince(missed.id)
                setHeld(undefined)
                held()
              },
            }
          }
          read={() => read(missed)}
        />
      )}
      {state.other && <Other draft={draft} />}
      <p className={c.consequence}>
        {note ? (
          <Trans>Seen by agents only. Never sent, never shown on the portal.</Trans>
        ) : call ? (
          props.heard
        ) : (
          props.consequence
        )}
      </p>
      {call && (
        <div className={c.by}>
          <Segments
            label={t`How do they say it?`}
            value={by}
            onChange={setBy}
            options={[
              { value: 'phone', name: t`By phone` },
              { value: 'walk_in', name: t`At the counter` },
            ]}
          />
        </div>
      )}
      {speak.error && (
        <div className={c.error}>
          <Failure of={speak.error} kept={<Trans>What you typed is kept.</Trans>} />
        </div>
      )}
      {copying && (
        <TextInput
          className={c.copies}
          label={t`Copy to`}
          description={t`Addresses, separated by spaces or commas. They get these words and the files, and no access to the record.`}
          value={copies}
          onChange={(e) => setCopies(e.currentTarget.value)}
          error={speak.error instanceof Refusal ? speak.error.field('copies') : undefined}
          autoComplete="off"
          inputMode="email"
        />
      )}
      <textarea
        ref={area}
        className={c.area}
        aria-label={words}
        placeholder={note ? t`Write for the desk` : call ? t`In their words` : t`Write a reply`}
        rows={3}
        value={text}
        onChange={(e) => {
          const value = e.target.value
          if (!since && newest) setSince(newest.id)
          box.set((d) => ({ ...d, text: value }))
          suggest.look()
          props.presence.wrote()
        }}
        onSelect={suggest.look}
        onBlur={() => {
          box.flush()
          suggest.leave()
        }}
        onKeyDown={(e) => {
          if (suggest.key(e)) return
          if (e.key === 'Escape') area.current?.blur()
          const pressed = stroke(e.nativeEvent)
          const at = e.nativeEvent.isComposing ? -1 : keys.findIndex((k) => k && normal(k) === pressed)
          // Under a thumb, Enter begins a line whatever was chosen at a keyboard.
          if (at < 0 || (pressed === 'Enter' && window.matchMedia('(pointer: coarse)').matches)) return
          e.preventDefault()
          if (at === 1 && resolve && !note) withMove(resolve)
          else plain()
        }}
        {...suggest.field}
        {...files.field}
      />
      {suggest.list}
      {note && (
        <Suspense>
          <ActivityFields
            value={action}
            onChange={setAction}
            wrong={(f) => (speak.error instanceof Refusal ? speak.error.field(f) : undefined)}
          />
        </Suspense>
      )}
      <FileChips files={files} />
      <div className={c.tools}>
        <FileButton files={files}>
          {(open) => (
            <UnstyledButton className={c.tool} onClick={open} aria-label={t`Attach a file`} title={t`Attach a file`}>
              <IconPaperclip size={18} />
            </UnstyledButton>
          )}
        </FileButton>
        {kind === 'reply' && (
          <UnstyledButton
            className={c.tool}
            aria-pressed={copying}
            onClick={() => setCopies(copying ? undefined : '')}
            aria-label={t`Copy to others`}
            title={t`Copy to others`}
          >
            <IconCopyPlus size={18} />
          </UnstyledButton>
        )}
        <button type="button" className={c.sign} onClick={() => suggest.begin('/')}>
          <Keys of="/" /> <Trans>canned reply</Trans>
        </button>
        {note && (
          <button type="button" className={c.sign} onClick={() => suggest.begin('@')}>
            <Keys of="@" /> <Trans context="mention">person</Trans>
          </button>
        )}
        <button type="button" className={c.sign} onClick={() => suggest.begin('#')}>
          <Keys of="#" /> <Trans context="mention">record</Trans>
        </button>
        <span className={c.grow} />
        <Button.Group>
          <Button
            variant="filled"
            disabled={!ready}
            loading={speak.isPending}
            onClick={plain}
            rightSection={<KeyOf {...sends} />}
            className={c.send}
          >
            {note ? <Trans>Add the note</Trans> : call ? <Trans>Take down</Trans> : <Trans>Send</Trans>}
          </Button>
          {!note && moves.length > 0 && (
            <Menu position="top-end">
              <Menu.Target>
                <Button
                  variant="filled"
                  disabled={!ready}
                  className={c.split}
                  aria-label={t`Send and change the state`}
                >
                  <IconChevronDown size={16} />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {moves.map((m) => (
                  <Menu.Item
                    key={m.id}
                    leftSection={<m.icon size={16} />}
                    rightSection={m.key && <KeyOf id={sendEnds.id} own={m.key} />}
                    onClick={() => withMove(m)}
                  >
                    {m.name}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
        </Button.Group>
      </div>
    </>
  )
}

/** What came in while this was written; before sending, in full. */
function Missed(props: { entry: Entry; held: { go: () => void } | undefined; read: () => void }) {
  const format = useFormat()
  const { entry, held } = props
  const who = entry.actor?.name || entry.message?.author.name
  return (
    <div className={c.missed} role={held ? 'alert' : 'status'} data-held={held ? true : undefined}>
      <IconMessageReply size={16} aria-hidden="true" />
      <strong>
        <Trans>New message while you were writing</Trans>
      </strong>
      <span className={c.missedText}>
        {who} {format.time(entry.at)} · {entry.message?.text}
      </span>
      <button type="button" onClick={props.read}>
        <Trans>Read before sending</Trans>
      </button>
      {held && (
        <button type="button" onClick={held.go}>
          <Trans>Send all the same</Trans>
        </button>
      )}
    </div>
  )
}

/** The same draft was changed on another screen of the same person. */
function Other({ draft }: { draft: ReturnType<typeof useKeptDraft> }) {
  const { other } = draft.state
  return (
    <div className={c.missed} role="alert" data-held>
      <IconDeviceFloppy size={16} aria-hidden="true" />
      <strong>
        <Trans>This draft was changed on another screen</Trans>
      </strong>
      <span className={c.missedText}>{other?.text}</span>
      <button type="button" onClick={draft.box.takeOther}>
        <Trans>Take the other</Trans>
      </button>
      <button type="button" onClick={draft.box.keepMine}>
        <Trans>Keep this one</Trans>
      </button>
    </div>
  )
}
