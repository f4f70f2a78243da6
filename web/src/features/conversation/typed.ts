// At which sign one stands while writing.

export type Sign = '/' | '@' | '#'

export type Typed = { sign: Sign; from: number; to: number; words: string }

/** The sign and the words behind it at which the caret stands. */
export function typedAt(text: string, caret: number, signs: readonly Sign[]): Typed | undefined {
  const found = text.slice(0, caret).match(/(?:^|\s)([/@#])([^\n/@#]{0,40})$/u)
  const sign = found?.[1] as Sign | undefined
  if (!found || !sign || !signs.includes(sign)) return undefined
  const words = found[2] ?? ''
  // A space at once, or a third word: they write something else.
  if (words.startsWith(' ') || words.split(' ').length > 3) return undefined
  return { sign, from: caret - words.length - 1, to: caret, words }
}
