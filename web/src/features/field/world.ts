import type { Kind } from './queries'

/** What of the desk a field may be about, that other features know. */
export type World = {
  states: (kind: Kind) => { value: string; name: string }[]
  categories: { value: string; name: string }[]
  roles: { value: string; name: string }[]
}
