// Which moves of an incident need words.
import type { Move, State } from '~/api/types'

export type MoveKind = 'hold' | 'resolve' | 'cancel' | 'reopen' | 'close'
export type Asked = {
  kind: MoveKind
  /** words that the dialog starts with */
  text?: string
  /** what its button says, where it does more than the move */
  sending?: boolean
  /** the category that the record has, offered as the one it ends with */
  category?: string
  submit: (move: Move) => Promise<unknown>
}

/** The kind of dialog a move needs; none when it needs no words. */
export function kindOf(from: State, to: State): MoveKind | undefined {
  if (to === 'on_hold') return 'hold'
  if (to === 'resolved') return 'resolve'
  if (to === 'cancelled') return 'cancel'
  if (to === 'in_progress' && (from === 'resolved' || from === 'closed')) return 'reopen'
  return undefined
}
