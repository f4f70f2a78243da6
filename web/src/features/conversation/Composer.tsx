// Where a reply or an internal note is written, docked under the timeline.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Menu, UnstyledButton } from '@mantine/core'
import {
  type Icon,
  IconChevronDown,
  IconCloudCheck,
  IconMessageReply,
  IconNote,
  IconPaperclip,
  IconPhoto,
} from '@tabler/icons-react'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import type { Attachment, Entry, Move } from '~/api/types'
import { useFormat } from '~/ui/context'
import { useDraft } from '~/ui/draft'
import { FileButton, FileChips, useFiles } from '~/ui/files'
import { Failure, Keys, Tabs } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './Composer.module.css'
import { useSay } from './queries'

type Draft = { text: string; files: Attachment[] }
const empty: Draft = { text: '', files: [] }

export type Kind = 'reply' | 'note'
/** A move that may be made with the message; `ask` leads to the words it needs. */
export type SendMove = {
  id: string
  name: string
  icon: Icon
  key?: string
  start: (text: string, send: (move: Move) => Promise<void>) => void
}

export function Composer(props: {
  record: string
  me: string
  /** what sending does, in words */
  consequence: ReactNode
  entries: Entry[] | undefined
  moves: SendMove[]
  kind: Kind
  onKind: (kind: Kind) => void
  focus: (take: () => void) => void
  sent: () => void
  closed?: ReactNode
}) {
  const { t } = useLingui()
  const format = useFormat()
  const { kind } = props
  const draft = useDraft(`${props.record}.${kind}`, empty)
  const set = draft.set
  const keepFiles = useCallback((files: Attachment[]) => set((d) => ({ ...d, files })), [set])
  const files = useFiles(draft.value.files, keepFiles)
  const say_ = useSay(props.record, props.sent)
  const area = useRef<HTMLTextAreaElement>(null)
  const text = draft.value.text
  const { focus } = props
  useEffect(() => focus(() => area.current?.focus()), [focus])

  // Somebody spoke while this was being written: read it before sending.
  const newest = props.entries?.findLast((e) => e.kind !== 'activity')
  const [since, setSince] = useState<string>()
  const missed = text && since && newest && newest.id !== since && newest.actor?.id !== props.me ? newest : undefined

  const ready = (text.trim() !== '' || files.ids.length > 0) && !files.busy
  const send = async (move?: Move) => {
    await say_.mutateAsync({ kind, text: text.trim(), files: files.ids, ...(move ? { move } : {}) })
    draft.clear()
    files.clear()
    setSince(undefined)
    say(kind === 'note' ? t`Note added` : t`Reply sent`)
  }
  const plain = () => {
    if (ready && !say_.isPending) void send().catch(() => {})
  }
  const resolve = props.moves.find((m) => m.id === 'resolved')
  const note = kind === 'note'
  const shut = !note && props.closed

  return (
    <section className={c.composer} data-note={note || undefined} aria-label={note ? t`Internal note` : t`Reply`}>
      {missed && (
        <div className={c.missed} role="status">
          <IconMessageReply size={16} aria-hidden="true" />
          <strong>
            <Trans>New message while you were writing</Trans>
          </strong>
          <span className={c.missedText}>
            {missed.actor?.name} {format.time(missed.at)} · {missed.message?.text}
          </span>
          <button
            type="button"
            onClick={() => {
              setSince(missed.id)
              document.getElementById(`e-${missed.id}`)?.scrollIntoView({ block: 'center' })
            }}
          >
            <Trans>Read before sending</Trans>
          </button>
        </div>
      )}
      <div className={c.top}>
        <Tabs
          label={t`What to write`}
          value={kind}
          onChange={(k) => props.onKind(k as Kind)}
          items={[
            { value: 'reply', name: t`Reply`, icon: IconMessageReply, end: <Keys of="r" /> },
            { value: 'note', name: t`Note`, icon: IconNote, end: <Keys of="i" /> },
          ]}
        />
        {draft.at && text && (
          <span className={c.saved}>
            <IconCloudCheck size={16} aria-hidden="true" />
            <Trans>Draft kept in this browser</Trans>
          </span>
        )}
      </div>
      {shut ? (
        <p className={c.consequence}>{props.closed}</p>
      ) : (
        <>
          <p className={c.consequence}>
            {note ? <Trans>Seen by agents only. Never sent, never shown on the portal.</Trans> : props.consequence}
          </p>
          {say_.error && (
            <div className={c.error}>
              <Failure of={say_.error} kept={<Trans>What you typed is kept.</Trans>} />
            </div>
          )}
          <textarea
            ref={area}
            className={c.area}
            aria-label={note ? t`Internal note` : t`Reply`}
            rows={3}
            value={text}
            onChange={(e) => {
              const value = e.target.value
              if (!since && newest) setSince(newest.id)
              set((d) => ({ ...d, text: value }))
            }}
            onKeyDown={(e) => {
              if (e.key === 'Escape') area.current?.blur()
              if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey)) return
              e.preventDefault()
              if (e.shiftKey && resolve && !note) resolve.start(text.trim(), send)
              else plain()
            }}
            {...files.field}
          />
          <FileChips files={files} />
          <div className={c.tools}>
            <FileButton files={files}>
              {(open) => (
                <UnstyledButton
                  className={c.tool}
                  onClick={open}
                  aria-label={t`Attach a file`}
                  title={t`Attach a file`}
                >
                  <IconPaperclip size={18} />
                </UnstyledButton>
              )}
            </FileButton>
            <span className={c.hint}>
              <IconPhoto size={16} aria-hidden="true" />
              <Trans>A screenshot can be pasted here</Trans>
            </span>
            <span className={c.grow} />
            <Button.Group>
              <Button
                variant="filled"
                disabled={!ready}
                loading={say_.isPending}
                onClick={plain}
                rightSection={<Keys of="Mod+Enter" />}
                className={c.send}
              >
                {note ? <Trans>Add the note</Trans> : <Trans>Send</Trans>}
              </Button>
              {!note && props.moves.length > 0 && (
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
                    {props.moves.map((m) => (
                      <Menu.Item
                        key={m.id}
                        leftSection={<m.icon size={16} />}
                        rightSection={m.key && <Keys of={m.key} />}
                        onClick={() => m.start(text.trim(), send)}
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
      )}
    </section>
  )
}
