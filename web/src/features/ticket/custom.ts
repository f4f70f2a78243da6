// Fields that an administrator added, as the forms are handed them: what asks for
// them is another feature's.
import type { ReactNode } from 'react'
import type { Kind } from '~/api/types'

type Values = Record<string, unknown>

export type Custom = {
  form: (
    kind: Kind,
    category: string,
    values: Values,
    set: (id: string, value: unknown) => void,
    wrong: (name: string) => string | undefined,
  ) => ReactNode
  /** what was filled in, read again */
  summary: (kind: Kind, values: Values) => ReactNode
  /** what the server is given of it */
  given: (kind: Kind, category: string, values: Values) => { fields?: Values }
}
