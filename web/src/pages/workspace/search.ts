// What the address of the queue says: it is the whole state of the list.
export type QueueSearch = { view?: string; f?: string; sort?: string; group?: string; saved?: string; board?: string }

export function readSearch(s: Record<string, unknown>): QueueSearch {
  const text = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)
  return {
    view: text(s.view),
    f: text(s.f),
    sort: text(s.sort),
    group: text(s.group),
    saved: text(s.saved),
    board: text(s.board),
  }
}
