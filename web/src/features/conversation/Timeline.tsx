// The history of a record for who works on it: messages, notes, activity.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { IconArrowBarToDown, IconClock, IconHistory, IconLock, IconRobot, IconUserQuestion } from '@tabler/icons-react'
import { Fragment, lazy, type ReactNode, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Change, Entry } from '~/api/types'
import { useFormat, useNow } from '~/ui/context'
import { FileLinks } from '~/ui/files'
import { Avatar, Chip, Failure, Tabs } from '~/ui/parts'
import { Clock } from '~/ui/Time'
import { grouped } from './group'
import c from './Timeline.module.css'
import { languageOf, Prose, type Refer } from './text'

const Deliveries = lazy(() => import('./Deliveries').then((m) => ({ default: m.Deliveries })))
const Folded = lazy(() => import('./Folded').then((m) => ({ default: m.Folded })))
const ActivityLine = lazy(() => import('./Activity').then((m) => ({ default: m.ActivityLine })))

type Words = { name: string; old: string; new: string; minor: boolean }
export type Describe = {
  change: (change: Change) => Words
  channel: (code: string) => string
  channelMark: (code: string) => ReactNode
  reason: (code: string) => string
  /** what may be done about the line that says whose letter was forwarded */
  forwarded?: ReactNode
}
export type Show = 'all' | 'public' | 'internal' | 'activity'

const belongs: Record<Show, (e: Entry) => boolean> = {
  all: () => true,
  public: (e) => e.kind === 'message',
  internal: (e) => e.kind === 'note',
  activity: (e) => e.kind === 'activity' || moved(e),
}

/** What was said and changed the record too is told by both. */
function moved(e: Entry) {
  return e.changes.some((x) => x.field === 'state')
}

export function Timeline(props: {
  record: string
  entries: Entry[] | undefined
  error: unknown
  retry: () => void
  describe: Describe
  requester: string
  /** takes back an answer that has not left */
  takeBack: (id: string) => void
  me: string
  refer?: Refer
}) {
  const { t } = useLingui()
  const { entries } = props
  const [show, setShow] = useState<Show>('all')
  const scroll = useRef<HTMLDivElement>(null)
  const inner = useRef<HTMLDivElement>(null)
  const stuck = useRef(true)
  const seen = useRef({ height: 0, content: 0, last: '' })
  const shown = useMemo(() => {
    const some = entries?.filter(belongs[show]) ?? []
    if (show === 'activity') return some.map((e) => ({ ...e, kind: 'activity' as const }))
    return show === 'all' ? grouped(some) : some
  }, [entries, show])
  const count = (s: Show) => (entries ? String(entries.filter(belongs[s]).length) : undefined)

  // The end stays in sight unless the reader went up.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another record or other entries move the end
  useLayoutEffect(() => {
    const box = scroll.current
    const last = shown[shown.length - 1]
    // One's own words are seen where they came to stand.
    if (last && seen.current.last && last.id !== seen.current.last && last.actor?.id === props.me) stuck.current = true
    if (last) seen.current.last = last.id
    if (box && stuck.current) box.scrollTop = box.scrollHeight
  }, [shown, props.record])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another record starts at its end
  useEffect(() => {
    stuck.current = true
    seen.current.last = ''
  }, [props.record])
  useEffect(() => {
    const box = scroll.current
    if (!box) return
    const watch = new ResizeObserver(() => {
      if (stuck.current) box.scrollTop = box.scrollHeight
      seen.current.height = box.clientHeight
      seen.current.content = box.scrollHeight
    })
    watch.observe(box)
    // Pictures arrive later than the words around them.
    if (inner.current) watch.observe(inner.current)
    return () => watch.disconnect()
  }, [])

  const lastPublic = shown.findLast((e) => e.kind === 'message')
  return (
    <section className={c.timeline} aria-label={t`Timeline`}>
      <div className={c.bar}>
        <Tabs
          label={t`Show`}
          value={show}
          onChange={(s) => {
            stuck.current = true
            setShow(s as Show)
          }}
          items={[
            { value: 'all', name: t({ message: 'All', context: 'timeline' }), count: count('all') },
            { value: 'public', name: t`Public`, count: count('public') },
            { value: 'internal', name: t`Internal`, count: count('internal') },
            { value: 'activity', name: t`Activity`, count: count('activity') },
          ]}
        />
        {lastPublic && (
          <button
            type="button"
            className={c.jump}
            onClick={() => document.getElementById(`e-${lastPublic.id}`)?.scrollIntoView({ block: 'center' })}
          >
            <IconArrowBarToDown size={16} aria-hidden="true" />
            <Trans>Last public message</Trans>
          </button>
        )}
      </div>
      <div
        className={c.scroll}
        ref={scroll}
        tabIndex={0}
        role="log"
        aria-label={t`Timeline`}
        onScroll={(e) => {
          const box = e.currentTarget
          // What grew or shrank meanwhile moved it, not the reader.
          if (box.clientHeight !== seen.current.height || box.scrollHeight !== seen.current.content) return
          stuck.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40
        }}
      >
        <div ref={inner}>
          {props.error != null && !entries && <Failure of={props.error} retry={props.retry} />}
          {!entries && !props.error && <Waiting />}
          {entries && <Days {...props} entries={shown} />}
          {entries && shown.length === 0 && (
            <p className={c.none}>
              <Trans>Nothing of this kind yet.</Trans>
            </p>
          )}
        </div>
      </div>
    </section>
  )
}

type Given = {
  record: string
  describe: Describe
  requester: string
  takeBack: (id: string) => void
  me: string
  refer?: Refer | undefined
}

function Days(props: Given & { entries: Entry[] }) {
  const { t } = useLingui()
  const format = useFormat()
  const now = useNow()
  let day = ''
  return props.entries.map((entry) => {
    const key = format.dayKey(entry.at)
    const first = key !== day
    day = key
    const name = format.day(entry.at, now)
    const words = key === format.dayKey(now) ? t`Today, ${name}` : name.charAt(0).toUpperCase() + name.slice(1)
    return (
      <Fragment key={entry.id}>
        {first && (
          <div className={c.day}>
            <span>{words}</span>
          </div>
        )}
        {entry.kind === 'activity' ? (
          <Line entry={entry} describe={props.describe} />
        ) : (
          <>
            <Card {...props} entry={entry} />
            {moved(entry) && <Line entry={entry} describe={props.describe} />}
          </>
        )}
      </Fragment>
    )
  })
}

function Card(props: Given & { entry: Entry }) {
  const { entry, describe } = props
  const { t } = useLingui()
  const note = entry.kind === 'note'
  const message = entry.message
  const author =
    message?.author.name || entry.actor?.name || (message?.direction === 'in' ? props.requester : t`Guichet`)
  const channel = message?.channel || entry.via
  return (
    <article
      id={`e-${entry.id}`}
      className={c.item}
      aria-label={note ? t`Internal note by ${author}` : t`Message from ${author}`}
    >
      <Avatar name={author} />
      <div
        className={c.card}
        data-kind={note ? 'note' : message?.direction || 'out'}
        data-leaving={entry.leaves_at ? true : undefined}
      >
        <header className={c.cardHead}>
          <strong>{author}</strong>
          {note ? (
            <span className={c.noteMark}>
              <IconLock size={14} stroke={2} aria-hidden="true" />
              <Trans>Internal note</Trans>
            </span>
          ) : (
            <span className={c.meta}>
              {channel !== 'desk' && describe.channelMark(channel)}
              {entry.from && <span className="nowrap">{entry.from}</span>}
              {message?.direction === 'in' &&
                (channel === 'phone' || channel === 'walk_in') &&
                entry.actor?.name &&
                entry.actor.name !== author && <TakenDown by={entry.actor.name} />}
              {entry.actor?.team && message?.direction !== 'in' && (
                <span>
                  {channel !== 'desk' && '· '}
                  {entry.actor.team.name}
                </span>
              )}
            </span>
          )}
          {message?.mail?.proof === 'none' && !message.automatic && <Unverified />}
          {message?.automatic && (
            <Chip icon={IconRobot}>
              <Trans>automatic</Trans>
            </Chip>
          )}
          <span className={c.grow} />
          {message && message.deliveries.length > 0 && (
            <Suspense>
              <Deliveries of={message.deliveries} record={props.record} />
            </Suspense>
          )}
          {entry.leaves_at && (
            <Leaving
              at={entry.leaves_at}
              undo={entry.actor?.id === props.me ? () => props.takeBack(entry.id) : undefined}
            />
          )}
          <Clock at={entry.at} className={c.meta} />
        </header>
        {message?.copies && message.copies.length > 0 && (
          <p className={c.copies}>
            <Trans>In copy: {message.copies.join(', ')}</Trans>
          </p>
        )}
        {entry.activity && (
          <Suspense>
            <ActivityLine of={entry.activity} recorded={entry.recorded_at} />
          </Suspense>
        )}
        <div className={c.text} lang={languageOf(message?.text ?? '')}>
          <Prose text={message?.text ?? ''} named={message?.mentions} refer={props.refer} />
        </div>
        {message && message.attachments.length > 0 && (
          <FileLinks files={message.attachments} pictures={!entry.leaves_at || entry.actor?.id === props.me} />
        )}
        {message?.mail?.suggests && (
          <p className={c.suggests}>
            <Trans>
              Its subject names {props.refer?.(message.mail.suggests) ?? message.mail.suggests}. Is it about that?
            </Trans>
          </p>
        )}
        {message && (message.quoted || message.html || message.mail) && (
          <Suspense>
            <Folded
              quoted={message.quoted}
              html={message.html}
              mail={message.mail}
              id={message.id}
              files={message.attachments}
            />
          </Suspense>
        )}
      </div>
    </article>
  )
}

/** Who wrote down what somebody said. */
function TakenDown({ by }: { by: string }) {
  return <Trans>taken down by {by}</Trans>
}

/** How long an answer can still be taken back. */
function Leaving(props: { at: string; undo: (() => void) | undefined }) {
  const { t } = useLingui()
  const leaves = new Date(props.at).getTime()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 250)
    return () => window.clearInterval(timer)
  }, [])
  const left = Math.max(0, Math.ceil((leaves - now) / 1000))
  return (
    <span className={c.leaving}>
      <IconClock size={14} aria-hidden="true" />
      <span className="num">{left > 0 ? t`leaves in ${left} s` : t`leaving`}</span>
      {props.undo && left > 0 && (
        <button type="button" className={c.link} onClick={props.undo}>
          <Trans>Take back</Trans>
        </button>
      )}
    </span>
  )
}

/** Who wrote says who they are, and nothing vouches for it. */
function Unverified() {
  const { t } = useLingui()
  return (
    <Chip
      tone="amber"
      icon={IconUserQuestion}
      title={t`A From line proves nothing: this mail closes nothing and adds nobody.`}
    >
      <Trans>unverified sender</Trans>
    </Chip>
  )
}

function Line({ entry, describe }: { entry: Entry; describe: Describe }) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const who = entry.actor?.name ?? ''
  const changes = entry.changes.map(describe.change).filter((x) => x.old || x.new)
  const summary = useSummary(entry, changes, describe)
  const Glyph = entry.actor ? IconHistory : IconRobot
  return (
    <div className={c.lineItem}>
      <Glyph size={16} aria-hidden="true" />
      <div className={c.lineText}>
        {who && <span>{who} · </span>}
        {entry.actor?.claims && (
          <>
            <Unverified />{' '}
          </>
        )}
        {summary}
        {entry.reason && <span> · {describe.reason(entry.reason)}</span>}{' '}
        {changes.length > 0 && (
          <button type="button" className={c.link} aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t`fold` : t`details`}
          </button>
        )}
        {entry.code.startsWith('forwarded') && describe.forwarded}
        {open && <Diff changes={changes} />}
      </div>
      <Clock at={entry.at} className={c.meta} />
    </div>
  )
}

function useSummary(entry: Entry, changes: Words[], describe: Describe): ReactNode {
  const { t } = useLingui()
  const format = useFormat()
  if (entry.erased) return t`Erased for a person's right`
  if (entry.code.startsWith('created')) return entry.from ? t`Split off from ${entry.from}` : t`Created`
  if (entry.code.startsWith('unwatched')) return t`No longer followed by ${changes[0]?.old ?? ''}`
  if (entry.code.startsWith('watched')) return t`Followed by ${changes[0]?.new ?? ''}`
  if (entry.code.startsWith('archived')) return t`Archived: closed for long`
  if (entry.code.startsWith('unarchived')) return t`Brought back from the archive`
  if (entry.code.startsWith('lapsed')) return t`Closed by itself: nobody answered`
  if (entry.code.startsWith('undelivered')) return t`A message came back: it was not delivered`
  if (entry.code.startsWith('resent')) return t`A message is sent again`
  if (entry.code.startsWith('handed')) return t`Put in the name of ${changes[0]?.new ?? ''}`
  if (entry.code.startsWith('forwarded')) return t`Forwarded mail, written first, it seems, by`
  if (entry.code.startsWith('delayed')) return t`A message is delayed: its server is still trying`
  if (entry.code.startsWith('complained')) return t`A message was reported as unwanted by its reader`
  if (entry.code.startsWith('taken_back')) return t`A reply was taken back before it left`
  if (entry.code.startsWith('returned')) return t`A reply could not leave and went back to its author`
  if (entry.code.startsWith('assigned')) {
    const to = ['assignee', 'team'].flatMap((field) => {
      const change = entry.changes.find((x) => x.field === field)
      return (change && describe.change(change).new) || []
    })
    if (to.length > 0) return t`Assigned to ${to.join(', ')}`
  }
  const other = entry.links.find((l) => l.kind === 'about')?.reference
  if (other && entry.code.startsWith('merged')) return t`Merged into ${other}`
  if (other && entry.code.startsWith('absorbed')) return t`${other} was merged into this record`
  const left = Number(entry.changes.find((x) => x.field === 'messages')?.new ?? 0)
  if (other && entry.code.startsWith('split'))
    return <Plural value={left} one={`A message left for ${other}`} other={`# messages left for ${other}`} />
  if (other && entry.code.startsWith('unsplit'))
    return (
      <Plural value={left} one={`A message came back from ${other}`} other={`# messages came back from ${other}`} />
    )
  if (other && entry.code.startsWith('rejoined')) return t`The split from ${other} was undone`
  if (other && entry.code.startsWith('parted')) return t`The merge of ${other} was undone`
  const told = changes.some((x) => !x.minor) ? changes.filter((x) => !x.minor) : changes
  const [one] = told
  if (!one) return entry.code
  const text = told
    .filter((x) => x.new)
    .slice(0, 3)
    .map((x) => format.pair(x.name, brief(x.new)))
    .join(', ')
  if (told.length === 1) return format.pair(one.name, one.new || '–')
  return (
    <>
      <Plural value={told.length} one="# change" other="# changes" />
      {text && ` (${text})`}
    </>
  )
}

/** A long value is read under the details. */
const brief = (text: string) => (text.length > 80 ? `${text.slice(0, 72).trimEnd()}…` : text)

export function Diff({ changes }: { changes: Words[] }) {
  return (
    <dl className={c.diff}>
      {changes.map((x) => (
        <div key={x.name}>
          <dt>{x.name}</dt>
          <dd>
            {x.old && <del>{x.old}</del>} {x.new ? <ins>{x.new}</ins> : <span aria-hidden="true">–</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Every change of the record, the newest first, old and new side by side. */
export function History({ entries, describe }: { entries: Entry[] | undefined; describe: Describe }) {
  const { t } = useLingui()
  const format = useFormat()
  const now = useNow()
  const changed = entries?.filter((e) => e.changes.length > 0).toReversed() ?? []
  if (entries && changed.length === 0)
    return (
      <p className={c.none}>
        <Trans>Nothing has changed since it was created.</Trans>
      </p>
    )
  return (
    <ol className={c.history}>
      {changed.map((e) => (
        <li key={e.id}>
          <p>
            <strong>{e.actor?.name ?? t`Automatic`}</strong> {e.actor?.claims && <Unverified />}
            <time dateTime={e.at} title={format.full(e.at)} className="num">
              {format.date(e.at, now)} {format.time(e.at)}
            </time>
          </p>
          {e.reason && <p className={c.meta}>{describe.reason(e.reason)}</p>}
          <Diff changes={e.changes.map(describe.change).filter((x) => x.old || x.new)} />
        </li>
      ))}
    </ol>
  )
}

function Waiting() {
  const { t } = useLingui()
  return (
    <div role="status" aria-label={t`Loading`} className={c.waiting}>
      {[3, 2, 4].map((lines, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: cards that stand for nothing yet
        <div key={i} className={c.item}>
          <Skeleton circle height={28} />
          <div className={c.card}>
            <Skeleton height={12} width="30%" />
            {Array.from({ length: lines }, (_, j) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines that stand for nothing yet
              <Skeleton key={j} height={12} mt={8} width={`${95 - ((j * 23) % 40)}%`} />
            ))}
          </div>
        </div>
      ))}
    </div>
  )
}
