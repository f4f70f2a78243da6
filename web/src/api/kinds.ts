// What the routes of all kinds of record have alike is called once, for the kind
// at hand.
import type { Kind } from './types'

/** The same route of another kind; only for what every kind answers alike. */
export const of = <P extends `/api/incidents${string}`>(kind: Kind, path: P): P =>
  path.replace('/api/incidents', `/api/${kind}s`) as P
