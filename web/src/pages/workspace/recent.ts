// The records that were opened in this tab, for the palette: the latest first.
import type { Kind } from '~/api/types'

export type Recent = { kind: Kind; reference: string; title: string }

const most = 6
const at = (me: string) => `guichet.recent.${me}`

export function recent(me: string): Recent[] {
  try {
    return JSON.parse(sessionStorage.getItem(at(me)) ?? '[]')
  } catch {
    return []
  }
}

export function remember(me: string, { kind, reference, title }: Recent) {
  const others = recent(me).filter((r) => r.reference !== reference)
  sessionStorage.setItem(at(me), JSON.stringify([{ kind, reference, title }, ...others].slice(0, most)))
}
