// Plain text from outside, shown as it is: its addresses made links, those whom
// it names and the records it speaks of told apart.
import { Fragment, type ReactNode } from 'react'
import c from './text.module.css'

const address = /https?:\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)\]}']/g
const reference = /\b[A-Z]{2,6}-\d{6,9}\b/g

type Named = { name?: string | undefined }

/** How a reference in a text leads to its record; none: it is text. */
export type Refer = (reference: string) => ReactNode

type Cut = { from: number; to: number; as: ReactNode }

export function Prose(props: { text: string; named?: Named[] | undefined; refer?: Refer | undefined }): ReactNode {
  const { text, named = [], refer } = props
  const cuts: Cut[] = []
  const free = (from: number, to: number) => !cuts.some((x) => from < x.to && to > x.from)
  for (const match of text.matchAll(address)) {
    const [href] = match
    const as = (
      <a href={href} target="_blank" rel="noopener noreferrer nofollow">
        {href}
      </a>
    )
    cuts.push({ from: match.index, to: match.index + href.length, as })
  }
  for (const { name } of named) {
    if (!name) continue
    const words = `@${name}`
    for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length))
      if (free(at, at + words.length))
        cuts.push({ from: at, to: at + words.length, as: <span className={c.named}>{words}</span> })
  }
  if (refer)
    for (const match of text.matchAll(reference))
      if (free(match.index, match.index + match[0].length))
        cuts.push({ from: match.index, to: match.index + match[0].length, as: refer(match[0]) })
  cuts.sort((a, b) => a.from - b.from)
  const parts: ReactNode[] = []
  let at = 0
  for (const cut of cuts) {
    if (cut.from > at) parts.push(text.slice(at, cut.from))
    parts.push(<Fragment key={cut.from}>{cut.as}</Fragment>)
    at = cut.to
  }
  parts.push(text.slice(at))
  return parts
}

const tells = {
  fr: /(?<!\p{L})(le|la|les|des|du|une|est|sont|nous|vous|dans|pour|avec|sur|pas|que|qui|bonjour|merci|je|mon|depuis|cette|ce)(?!\p{L})/giu,
  en: /(?<!\p{L})(the|is|are|you|we|with|this|that|have|has|and|not|for|from|my|hello|thanks|please|since|it|when|your)(?!\p{L})/giu,
}

/** The language a text is in, where its small words tell: for who hears it read. */
export function languageOf(text: string): 'fr' | 'en' | undefined {
  const head = text.slice(0, 2000)
  const fr = head.match(tells.fr)?.length ?? 0
  const en = head.match(tells.en)?.length ?? 0
  if (fr >= 2 && fr > 2 * en) return 'fr'
  if (en >= 2 && en > 2 * fr) return 'en'
  return undefined
}
