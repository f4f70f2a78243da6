// The conversation as the person who asked sees it, and their way to answer.
import { Trans, useLingui } from '@lingui/react/macro'
import { UnstyledButton } from '@mantine/core'
import { IconCamera, IconSend2 } from '@tabler/icons-react'
import { type ReactNode, useCallback, useLayoutEffect, useRef } from 'react'
import type { Attachment, Entry, Kind } from '~/api/types'
import { useFormat, useNow } from '~/ui/context'
import { useDraft } from '~/ui/draft'
import { FileButton, FileChips, FileLinks, useFiles } from '~/ui/files'
import { Failure } from '~/ui/parts'
import { useSay } from './queries'
import c from './Thread.module.css'
import { languageOf, Prose } from './text'

export function Thread(props: {
  entries: Entry[]
  me: string
  desk: string
  channel: (code: string) => string
  opening?: ReactNode
  /** the link to another record of mine */
  open: (reference: string) => ReactNode
}) {
  const { t } = useLingui()
  const format = useFormat()
  const now = useNow()
  const shown = props.entries.filter(
    (e) => e.kind === 'message' || (/^(un)?split\//.test(e.code) && e.links.length > 0),
  )
  return (
    <div className={c.thread} role="log" aria-label={t`Conversation`}>
      {props.opening}
      {shown.map((e) => {
        if (e.kind !== 'message') return <Left key={e.id} entry={e} open={props.open} />
        const author = e.message?.author.name ? e.message.author : e.actor
        const mine = author ? author.id === props.me : e.message?.direction === 'in'
        const by = e.message?.channel
        const channel = by ? props.channel(by).toLowerCase() : ''
        const today = format.dayKey(e.at) === format.dayKey(now)
        return (
          <article key={e.id} className={c.message}>
            <p className={c.who}>
              {mine ? (
                by === 'portal' ? (
                  <Trans>You, through the portal</Trans>
                ) : by === 'walk_in' ? (
                  <Trans>You, at the counter</Trans>
                ) : channel ? (
                  <Trans>You, by {channel}</Trans>
                ) : (
                  <Trans>You</Trans>
                )
              ) : (
                <span>
                  <strong>{author?.name ?? props.desk}</strong>
                  {/* Who asked, and who follows with them, speak for themselves. */}
                  {author && e.message?.direction === 'out' && `, ${props.desk}`}
                </span>
              )}
              <time dateTime={e.at} title={format.full(e.at)} className="num nowrap">
                {today ? '' : `${format.date(e.at, now)} `}
                {format.time(e.at)}
              </time>
            </p>
            <div className={c.bubble} data-mine={mine || undefined}>
              <div className={c.text} lang={languageOf(e.message?.text ?? '')}>
                <Prose text={e.message?.text ?? ''} />
              </div>
              {e.message?.mail?.proof === 'none' && !e.message.automatic && (
                <p className={c.unverified}>
                  <Trans>unverified sender</Trans>
                </p>
              )}
              {e.message && <FileLinks files={e.message.attachments} pictures />}
            </div>
          </article>
        )
      })}
    </div>
  )
}

/** What left this record for one of its own, or came back. */
function Left({ entry, open }: { entry: Entry; open: (reference: string) => ReactNode }) {
  const other = open(entry.links[0]?.reference ?? '')
  return (
    <p className={c.left}>
      {entry.code.startsWith('un') ? (
        <Trans>What had become {other} is here again.</Trans>
      ) : (
        <Trans>Part of this is now a matter of its own: {other}.</Trans>
      )}
    </p>
  )
}

type Draft = { text: string; files: Attachment[] }
const empty: Draft = { text: '', files: [] }

/** One field at the bottom: write, add a picture, send. */
export function ReplyBar(props: {
  record: string
  of: Kind
  to: string
  sent: () => void
  /** what sending does, where it does more than send */
  note?: ReactNode
}) {
  const { t } = useLingui()
  const draft = useDraft(`${props.record}.mine`, empty)
  const set = draft.set
  const keep = useCallback((files: Attachment[]) => set((d) => ({ ...d, files })), [set])
  const files = useFiles(draft.value.files, keep)
  const answer = useSay(props.of, props.record, props.sent)
  const area = useRef<HTMLTextAreaElement>(null)
  const text = draft.value.text
  const ready = (text.trim() !== '' || files.ids.length > 0) && !files.busy && !answer.isPending
  // biome-ignore lint/correctness/useExhaustiveDependencies: the field grows with its text
  useLayoutEffect(() => {
    const field = area.current
    if (!field || CSS.supports('field-sizing', 'content')) return
    field.style.height = 'auto'
    field.style.height = `${field.scrollHeight + 2}px`
  }, [text])
  const send = () => {
    if (!ready) return
    answer.mutate(
      { kind: 'reply', text: text.trim(), files: files.ids },
      {
        onSuccess: () => {
          draft.clear()
          files.clear()
        },
      },
    )
  }
  const label = props.to ? t`Reply to ${props.to}` : t`Add something`
  return (
    <div className={c.reply}>
      {answer.error && <Failure of={answer.error} kept={<Trans>What you typed is kept.</Trans>} />}
      {props.note && <p className={c.note}>{props.note}</p>}
      <FileChips files={files} />
      <form
        className={c.bar}
        onSubmit={(e) => {
          e.preventDefault()
          send()
        }}
      >
        <FileButton files={files}>
          {(open) => (
            <UnstyledButton className={c.camera} onClick={open} aria-label={t`Add a picture or a file`}>
              <IconCamera size={24} />
            </UnstyledButton>
          )}
        </FileButton>
        <textarea
          ref={area}
          className={c.field}
          rows={1}
          aria-label={label}
          placeholder={label}
          value={text}
          onChange={(e) => {
            const value = e.target.value
            set((d) => ({ ...d, text: value }))
          }}
          onKeyDown={(e) => {
            if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey)) return
            e.preventDefault()
            send()
          }}
          {...files.field}
        />
        <button type="submit" className={c.send} aria-label={t`Send`} disabled={!ready}>
          <IconSend2 size={22} />
        </button>
      </form>
    </div>
  )
}
