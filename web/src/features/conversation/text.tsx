// Plain text from outside, shown as it is, with its addresses made links.
import type { ReactNode } from 'react'

const address = /https?:\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)\]}']/g

export function Prose({ text }: { text: string }): ReactNode {
  const parts: ReactNode[] = []
  let at = 0
  for (const match of text.matchAll(address)) {
    if (match.index > at) parts.push(text.slice(at, match.index))
    parts.push(
      <a key={match.index} href={match[0]} target="_blank" rel="noopener noreferrer nofollow">
        {match[0]}
      </a>,
    )
    at = match.index + match[0].length
  }
  parts.push(text.slice(at))
  return parts
}
