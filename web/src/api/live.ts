// The one event stream. A hint says that something changed, never what; the
// query cache then fetches it. The tabs of one browser share one connection:
// whichever holds the lock listens for all of them and passes the hints on.
import { useEffect, useSyncExternalStore } from 'react'
import type { Hint } from './types'

export type Connection = 'connecting' | 'live' | 'away'

type Note =
  | { is: 'topics'; tab: string; topics: string[] }
  | { is: 'bye'; tab: string }
  | { is: 'who' }
  | { is: 'hint'; hint: Hint }
  | { is: 'connection'; connection: Connection; again: boolean }

const tab = crypto.randomUUID()
const wanted = new Map<string, number>()
/** since when each list is wanted: it was asked for about then */
const since = new Map<string, number>()
const hearing = new Set<(hint: Hint) => void>()
const watching = new Set<() => void>()
let connection: Connection = 'connecting'
let channel: BroadcastChannel | undefined
let leading = false
let source: EventSource | undefined
let open = ''
let retry = 1000
let timer: number | undefined
const others = new Map<string, string[]>()

function tell(note: Note) {
  channel?.postMessage(note)
}

function setConnection(next: Connection, again: boolean) {
  const same = connection === next
  connection = next
  if (!same) for (const w of watching) w()
  // After a break anything may have changed: everything shown is asked again.
  if (again) for (const h of hearing) h({ kind: '*', id: '' })
}

function pass(hint: Hint) {
  for (const h of hearing) h(hint)
  tell({ is: 'hint', hint })
}

function topics(): string[] {
  const all = new Set(wanted.keys())
  if (leading) for (const list of others.values()) for (const t of list) all.add(t)
  return [...all].sort()
}

/** How old the oldest list is that nobody listened for, with what its way there may take. */
function before(list: string, heard: string[]): number {
  const lists = list.split(',').filter((t) => !t.includes(':') && !heard.includes(t))
  if (lists.length === 0) return 0
  const now = performance.now()
  return Math.ceil(now - Math.min(...lists.map((t) => since.get(t) ?? now))) + slack
}

/** What is shown may have been asked for so much earlier; and the stream takes a moment to open. */
const slack = 10_000

function listen() {
  if (!leading) return
  const list = topics().join(',')
  if (list === open && source) return
  // The former stream stays until the next one is open, so no hint falls between.
  const former = source
  const heard = open.split(',')
  source = undefined
  open = list
  window.clearTimeout(timer)
  if (list === '') return former?.close()
  const stream = new EventSource(`/api/live?topics=${encodeURIComponent(list)}&before=${before(list, heard)}`)
  source = stream
  stream.onopen = () => {
    former?.close()
    retry = 1000
    const again = connection === 'away'
    setConnection('live', again)
    tell({ is: 'connection', connection: 'live', again })
    // What nobody listened for may have changed since it was fetched.
    for (const topic of list.split(',')) {
      const [kind, id] = topic.split(':')
      if (id && !heard.includes(topic)) pass({ kind: kind as Hint['kind'], id })
    }
  }
  stream.addEventListener('hint', (event) => {
    pass(JSON.parse((event as MessageEvent<string>).data) as Hint)
  })
  stream.onerror = () => {
    stream.close()
    former?.close()
    if (source !== stream) return
    source = undefined
    setConnection('away', false)
    tell({ is: 'connection', connection: 'away', again: false })
    timer = window.setTimeout(listen, retry)
    retry = Math.min(retry * 2, 30_000)
  }
}

let planned = false
function changed() {
  if (planned) return
  planned = true
  queueMicrotask(() => {
    planned = false
    if (leading) listen()
    else tell({ is: 'topics', tab, topics: [...wanted.keys()] })
  })
}

let started = false
function start() {
  if (started) return
  started = true
  if (!('locks' in navigator) || !('BroadcastChannel' in window)) {
    leading = true
    return
  }
  channel = new BroadcastChannel('guichet-live')
  channel.onmessage = ({ data }: MessageEvent<Note>) => {
    switch (data.is) {
      case 'topics':
        others.set(data.tab, data.topics)
        if (!leading) break
        listen()
        tell({ is: 'connection', connection, again: false })
        break
      case 'bye':
        others.delete(data.tab)
        if (leading) listen()
        break
      case 'who':
        tell({ is: 'topics', tab, topics: [...wanted.keys()] })
        break
      case 'hint':
        for (const h of hearing) h(data.hint)
        break
      case 'connection':
        setConnection(data.connection, data.again)
    }
  }
  window.addEventListener('pagehide', () => tell({ is: 'bye', tab }))
  void navigator.locks.request('guichet-live', () => {
    leading = true
    tell({ is: 'who' })
    listen()
    return new Promise<never>(() => {})
  })
}

/** Asks for the hints of some topics while a screen shows them. */
export function useTopics(...list: string[]) {
  const joined = list.filter(Boolean).join(',')
  useEffect(() => {
    if (!joined) return
    start()
    const mine = joined.split(',')
    for (const t of mine) {
      if (!wanted.has(t)) since.set(t, performance.now())
      wanted.set(t, (wanted.get(t) ?? 0) + 1)
    }
    changed()
    return () => {
      for (const t of mine) {
        const left = (wanted.get(t) ?? 1) - 1
        if (left > 0) wanted.set(t, left)
        else wanted.delete(t)
      }
      changed()
    }
  }, [joined])
}

/** Hears every hint; kind "*" means that anything may have changed. */
export function onHint(listener: (hint: Hint) => void): () => void {
  hearing.add(listener)
  return () => hearing.delete(listener)
}

export function useConnection(): Connection {
  return useSyncExternalStore(
    (w) => {
      watching.add(w)
      return () => watching.delete(w)
    },
    () => connection,
  )
}
