// What an agent is writing: kept on the server, on whatever screen they open;
// and in the browser, for when the server cannot be reached.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { answer, client, Offline, Refusal } from '~/api/client'
import type { Attachment, Kept, Mentionable } from '~/api/types'
import { readDraft, writeDraft } from '~/ui/draft'

export type Mode = 'reply' | 'note' | 'call'

/** After the last key. */
const pause = 800
/** What was asked for before this screen last wrote says nothing: no answer takes longer. */
const settled = 6000

export const draftKey = (ref: string) => ['drafts', ref] as const

export const draftsQuery = (ref: string) =>
  queryOptions({
    queryKey: draftKey(ref),
    queryFn: async ({ signal }) => {
      const page = await answer(client.GET('/api/tickets/{ref}/drafts', { params: { path: { ref } }, signal }))
      return page.items
    },
    staleTime: 0,
  })

/** What is typed: the words, what goes with them, and who is to get a copy. */
type Typed = { text: string; files: Attachment[]; copies?: string | undefined }
type Local = Typed & { version?: number; ahead?: boolean; people?: Mentionable[] }
const nothing: Local = { text: '', files: [] }

export type State = Typed & {
  /** moves on when what is shown was not typed here: the field begins anew */
  turn: number
  saved: { at: Date; where: 'server' | 'browser' } | undefined
  /** what another screen of the same person has written meanwhile */
  other: Kept | undefined
}

class Box {
  state: State
  private version: number
  private ahead: boolean
  private timer: number | undefined
  private busy: Promise<void> | undefined
  private ended = false
  private touched = 0
  private people: Mentionable[]
  private watching = new Set<() => void>()

  constructor(
    private ref: string,
    private mode: Mode,
  ) {
    const kept = readDraft<Local>(this.name) ?? nothing
    this.version = kept.version ?? 0
    this.ahead = kept.ahead ?? Boolean(kept.text)
    this.people = kept.people ?? []
    this.state = {
      text: kept.text,
      files: kept.files ?? [],
      copies: kept.copies,
      turn: 0,
      saved: undefined,
      other: undefined,
    }
  }

  private get name() {
    return `${this.ref}.${this.mode}`
  }

  watch = (w: () => void) => {
    this.watching.add(w)
    return () => this.watching.delete(w)
  }
  get = () => this.state

  private put(next: Partial<State>) {
    this.state = { ...this.state, ...next }
    for (const w of this.watching) w()
  }

  private keep() {
    const { text, files, copies } = this.state
    const empty = !text && files.length === 0 && !copies && this.version === 0
    writeDraft(
      this.name,
      empty ? undefined : { text, files, copies, version: this.version, ahead: this.ahead, people: this.people },
    )
  }

  set = (next: (before: Typed) => Typed) => {
    const { text, files, copies } = next(this.state)
    this.ahead = true
    this.ended = false
    this.touched = Date.now()
    this.put({ text, files, copies })
    this.keep()
    this.plan()
  }

  /** Somebody was picked, to be named by id. */
  pick = (who: Mentionable) => {
    this.people = [...this.people.filter((p) => p.id !== who.id), who]
  }
  /** Those who were picked and still stand in the text. */
  named = (text: string) => this.people.filter((p) => text.includes(`@${p.name}`))

  private plan() {
    window.clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.save(), pause)
  }

  /** Saves at once what is not saved yet. */
  flush = () => {
    if (!this.ahead || this.state.other) return
    window.clearTimeout(this.timer)
    void this.save()
  }

  private save(): Promise<void> {
    if (this.busy || this.state.other || this.ended) return this.busy ?? Promise.resolve()
    const { text, files, copies } = this.state
    const given = { text, attachment_ids: files.map((f) => f.id), version: this.version, copies: copies ?? '' }
    if (!text && files.length === 0 && !copies && this.version === 0) {
      this.ahead = false
      this.keep()
      return Promise.resolve()
    }
    this.busy = answer(
      client.PUT('/api/tickets/{ref}/drafts/{mode}', {
        params: { path: { ref: this.ref, mode: this.mode } },
        body: given,
      }),
    )
      .then((kept) => {
        this.version = kept.version
        this.touched = Date.now()
        this.ahead = this.state.text !== text || this.state.files !== files || this.state.copies !== copies
        this.put({ saved: text || files.length > 0 ? { at: new Date(), where: 'server' } : undefined })
        this.keep()
      })
      .catch(async (error: unknown) => {
        if (error instanceof Refusal && error.status === 409 && !this.ended) return this.look()
        if (error instanceof Offline || (error instanceof Refusal && error.status >= 500))
          this.put({ saved: { at: new Date(), where: 'browser' } })
      })
      .finally(() => {
        this.busy = undefined
        if (this.ahead && this.state.saved?.where === 'server' && !this.state.other) this.plan()
      })
    return this.busy
  }

  /** Reads what the server has, after it refused what this screen knew. */
  private async look() {
    const page = await answer(client.GET('/api/tickets/{ref}/drafts', { params: { path: { ref: this.ref } } })).catch(
      () => undefined,
    )
    if (page) this.meet(page.items)
    else this.put({ saved: { at: new Date(), where: 'browser' } })
  }

  /** Takes what the server has; nothing typed here is ever lost by it. */
  meet = (all: Kept[], fetched = Number.POSITIVE_INFINITY) => {
    if (this.ended || (fetched !== Number.POSITIVE_INFINITY && (this.busy || fetched < this.touched + settled))) return
    const theirs = all.find((d) => d.mode === this.mode)
    const same = (theirs?.version ?? 0) === this.version
    if (same) {
      if (this.ahead) this.plan()
      return
    }
    const { text, files, copies } = this.state
    if (!this.ahead || (theirs && theirs.text === text && theirs.copies === (copies ?? ''))) return this.adopt(theirs)
    if (!text && files.length === 0 && !copies) return this.adopt(theirs)
    if (!theirs) {
      // It was sent or emptied elsewhere; what is typed here begins a new one.
      this.version = 0
      return this.plan()
    }
    this.put({ other: theirs })
  }

  adopt = (theirs: Kept | undefined) => {
    this.version = theirs?.version ?? 0
    this.ahead = false
    this.ended = false
    this.touched = Date.now()
    window.clearTimeout(this.timer)
    const { text, turn } = this.state
    this.put({
      text: theirs?.text ?? '',
      files: theirs?.files ?? [],
      copies: theirs?.copies || undefined,
      other: undefined,
      saved: theirs?.saved_at ? { at: new Date(theirs.saved_at), where: 'server' } : undefined,
      turn: text === (theirs?.text ?? '') && theirs?.files.length === this.state.files.length ? turn : turn + 1,
    })
    this.keep()
  }

  /** Two screens have written: theirs takes the place of mine, or mine of theirs. */
  takeOther = () => this.adopt(this.state.other)
  keepMine = () => {
    this.version = this.state.other?.version ?? 0
    this.ahead = true
    this.put({ other: undefined })
    void this.save()
  }

  /** Waits for a save that is under way: what is sent ends the draft. */
  ending = async () => {
    window.clearTimeout(this.timer)
    this.ended = true
    await this.busy
  }

  /** It was not sent after all. */
  goOn = () => {
    this.ended = false
    this.plan()
  }

  clear = () => {
    this.version = 0
    this.people = []
    this.ahead = false
    this.ended = false
    this.touched = Date.now()
    this.put({ text: '', files: [], copies: undefined, saved: undefined, other: undefined, turn: this.state.turn + 1 })
    this.keep()
  }
}

let boxes = new Map<string, Box>()
let owner: string | undefined

function box(me: string, ref: string, mode: Mode): Box {
  // Another person may have signed in on this page.
  if (owner !== me) {
    boxes = new Map()
    owner = me
  }
  const name = `${ref}.${mode}`
  const known = boxes.get(name) ?? new Box(ref, mode)
  boxes.set(name, known)
  return known
}

/** What the server gave back, as after an undo. */
export function giveBack(me: string, ref: string, draft: Kept) {
  box(me, ref, draft.mode).adopt(draft)
}

export function useKeptDraft(me: string, ref: string, mode: Mode) {
  const mine = box(me, ref, mode)
  const state = useSyncExternalStore(mine.watch, mine.get)
  const { data: there, dataUpdatedAt } = useQuery(draftsQuery(ref))
  useEffect(() => {
    if (there) mine.meet(there, dataUpdatedAt)
  }, [there, dataUpdatedAt, mine])
  useEffect(() => {
    const back = () => mine.flush()
    const hide = () => document.visibilityState === 'hidden' && mine.flush()
    window.addEventListener('online', back)
    document.addEventListener('visibilitychange', hide)
    return () => {
      window.removeEventListener('online', back)
      document.removeEventListener('visibilitychange', hide)
      mine.flush()
    }
  }, [mine])
  const keepFiles = useCallback((files: Attachment[]) => mine.set((d) => ({ ...d, files })), [mine])
  return { state, box: mine, keepFiles }
}
