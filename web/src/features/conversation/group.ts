// What one person changed in one go is one line of the history.
import type { Change, Entry } from '~/api/types'

const together = 10 * 60_000

const plain = /^(changed|assigned|moved)\//

const joins = (a: Entry, b: Entry) =>
  a.kind === 'activity' &&
  b.kind === 'activity' &&
  plain.test(a.code) &&
  plain.test(b.code) &&
  a.actor?.id === b.actor?.id &&
  !a.reason &&
  !b.reason &&
  !a.erased &&
  !b.erased &&
  a.version > 1 &&
  a.changes.length > 0 &&
  b.changes.length > 0 &&
  new Date(b.at).getTime() - new Date(a.at).getTime() <= together

/** One field keeps what it was first and what it is last; back again is no change. */
function merged(a: Change[], b: Change[]): Change[] {
  const all = new Map(a.map((x) => [x.field, x]))
  for (const x of b) {
    const before = all.get(x.field)
    all.set(x.field, before ? { ...x, old: before.old, old_label: before.old_label } : x)
  }
  return [...all.values()].filter((x) => x.old !== x.new)
}

export function grouped(entries: Entry[]): Entry[] {
  const out: Entry[] = []
  for (const e of entries) {
    const last = out.at(-1)
    const changes = last && joins(last, e) ? merged(last.changes, e.changes) : []
    if (last && changes.length > 0) out[out.length - 1] = { ...e, changes }
    else out.push(e)
  }
  return out
}
