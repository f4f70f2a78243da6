// What a person types to narrow a list: the same text is the address. Keys and
// values are understood in both languages, whatever the one of the screen.
import type { Kind, ListQuery, Named, State, Team } from '~/api/types'
import { fold } from '~/ui/format'
import { kinds, openStates, statesOf } from './kinds'

export type Key = 'type' | 'state' | 'team' | 'assignee' | 'priority' | 'requester'
export type Token = { key: Key; value: string; text: string; known: boolean }
export type Parsed = { tokens: Token[]; words: string; query: ListQuery; requester: string }

export const keyWords: Record<Key, { fr: string; en: string; also: string[] }> = {
  type: { fr: 'type', en: 'type', also: ['kind', 'nature', 'genre'] },
  state: { fr: 'état', en: 'state', also: ['etat', 'status'] },
  team: { fr: 'équipe', en: 'team', also: ['equipe'] },
  assignee: { fr: 'à', en: 'to', also: ['a', 'affecte', 'assignee', 'assigned', 'person', 'personne'] },
  priority: { fr: 'priorité', en: 'priority', also: ['priorite', 'p', 'prio'] },
  requester: { fr: 'demandeur', en: 'requester', also: ['from', 'de'] },
}

export const kindWords: Record<Kind, { fr: string; en: string }> = {
  incident: { fr: 'incident', en: 'incident' },
  request: { fr: 'demande', en: 'request' },
  change: { fr: 'changement', en: 'change' },
}

export const stateWords: Record<State | 'open', { fr: string; en: string }> = {
  open: { fr: 'ouvert', en: 'open' },
  new: { fr: 'nouveau', en: 'new' },
  assigned: { fr: 'affecté', en: 'assigned' },
  in_progress: { fr: 'en_cours', en: 'in_progress' },
  on_hold: { fr: 'en_attente', en: 'on_hold' },
  resolved: { fr: 'résolu', en: 'resolved' },
  closed: { fr: 'clos', en: 'closed' },
  cancelled: { fr: 'annulé', en: 'cancelled' },
  submitted: { fr: 'soumis', en: 'submitted' },
  in_fulfilment: { fr: 'en_exécution', en: 'being_fulfilled' },
  fulfilled: { fr: 'exécuté', en: 'fulfilled' },
  refused: { fr: 'refusé', en: 'refused' },
  registered: { fr: 'enregistré', en: 'registered' },
  assessed: { fr: 'évalué', en: 'assessed' },
  authorised: { fr: 'autorisé', en: 'authorised' },
  planned: { fr: 'planifié', en: 'planned' },
  implemented: { fr: 'réalisé', en: 'implemented' },
  failed: { fr: 'en_échec', en: 'failed' },
}

export const meWords = { fr: 'moi', en: 'me' }
export const noneWords = { fr: 'personne', en: 'nobody' }

function keyOf(word: string): Key | undefined {
  const wanted = fold(word)
  return (Object.keys(keyWords) as Key[]).find((k) => {
    const { fr, en, also } = keyWords[k]
    return [fr, en, ...also].some((w) => fold(w) === wanted)
  })
}

/** Cuts a text at its spaces, quotation marks holding words together. */
export function pieces(text: string): string[] {
  return text.match(/[^\s"]*"[^"]*"?|[^\s"]+/g) ?? []
}

const same = (a: string, b: string) => fold(a).replace(/[_\s]+/g, ' ') === fold(b).replace(/[_\s]+/g, ' ')

/** A request is feminine in French, and many words with it. */
const masculine = (value: string) => value.replace(/([éést])e$/i, '$1')

function stateOf(value: string, among: Kind[]): string[] | undefined {
  const found = Object.entries(stateWords).find(([code, w]) =>
    [code, w.fr, w.en].some((x) => same(x, value) || same(x, masculine(value))),
  )
  if (!found) return undefined
  const [code] = found
  const codes =
    code === 'open'
      ? among.flatMap((k) => openStates[k])
      : among.some((k) => statesOf[k].includes(code as State))
        ? [code]
        : []
  return codes.length > 0 ? codes : undefined
}

const kindOf = (value: string) =>
  kinds.find((k) => [k, kindWords[k].fr, kindWords[k].en].some((w) => same(w, value) || same(`${w}s`, value)))

/** Reads the text; what it does not understand is searched for as words. */
export function parse(text: string, teams: Team[]): Parsed {
  const tokens: Token[] = []
  const words: string[] = []
  const query: ListQuery = {}
  let requester = ''
  const people: Named[] = teams.flatMap((t) => t.members)
  let states: string[] = []
  let among = kinds

  for (const piece of pieces(text)) {
    const cut = piece.indexOf(':')
    const key = cut > 0 ? keyOf(piece.slice(0, cut)) : undefined
    const value = piece.slice(cut + 1).replaceAll('"', '')
    if (!key || value === '') {
      words.push(piece.replaceAll('"', ''))
      continue
    }
    const values = value.split(',').filter(Boolean)
    let known = true
    switch (key) {
      case 'type': {
        const found = values.map(kindOf)
        known = found.every(Boolean)
        among = found.flatMap((f) => f ?? [])
        query.kind = [...new Set(among)].join(',') || undefined
        break
      }
      case 'state':
        states = values
        break
      case 'team': {
        const team = teams.find((t) => same(t.name, value))
        known = !!team
        query.team = team?.id ?? 'unknown'
        break
      }
      case 'assignee': {
        if ([meWords.fr, meWords.en].some((w) => same(w, value))) query.assignee = 'me'
        else if ([noneWords.fr, noneWords.en, 'none', 'aucun'].some((w) => same(w, value))) query.assignee = 'none'
        else {
          const person = people.find((p) => same(p.name, value))
          known = !!person
          query.assignee = person?.id ?? 'unknown'
        }
        break
      }
      case 'priority': {
        const numbers = values.map((v) => v.replace(/^p/i, '')).filter((v) => /^[1-5]$/.test(v))
        known = numbers.length === values.length
        query.priority = numbers.join(',') || undefined
        break
      }
      case 'requester':
        requester = value
        break
    }
    tokens.push({ key, value, text: piece, known })
  }
  // Which states there are depends on the kinds that are asked for.
  if (states.length > 0) {
    const found = states.map((s) => stateOf(s, among.length > 0 ? among : kinds))
    const token = tokens.findLast((x) => x.key === 'state')
    if (token) token.known = found.every(Boolean)
    query.state = [...new Set(found.flatMap((f) => f ?? []))].join(',') || undefined
    if (!query.state) query.team = 'unknown'
  }
  if (tokens.some((x) => x.key === 'type') && !query.kind) query.team = 'unknown'
  const q = words.join(' ').trim()
  if (q) query.q = q
  return { tokens, words: q, query, requester }
}

/** One filter as text. */
export function token(key: Key, value: string, locale: 'fr' | 'en'): string {
  return `${keyWords[key][locale]}:${/[\s"]/.test(value) ? `"${value}"` : value}`
}

/** The text without one of its pieces. */
export const without = (text: string, piece: string) =>
  pieces(text)
    .filter((p) => p !== piece)
    .join(' ')

/** The text with one more piece, in place of another of the same key. */
export function withToken(text: string, added: string): string {
  const key = keyOf(added.slice(0, added.indexOf(':')))
  const kept = pieces(text).filter((p) => {
    const cut = p.indexOf(':')
    return !(key && cut > 0 && keyOf(p.slice(0, cut)) === key)
  })
  return [...kept, added].join(' ')
}

export type Suggestion = { text: string; name: string; detail?: string; done: boolean }

/** What may follow what is being typed, found in both languages. */
export function suggest(typed: string, teams: Team[], locale: 'fr' | 'en'): Suggestion[] {
  const cut = typed.indexOf(':')
  const starts = (candidates: string[], part: string) => candidates.some((w) => fold(w).startsWith(fold(part)))
  if (cut < 0) {
    if (typed === '') return []
    return (Object.keys(keyWords) as Key[])
      .filter((k) => starts([keyWords[k].fr, keyWords[k].en], typed))
      .map((k) => ({ text: `${keyWords[k][locale]}:`, name: `${keyWords[k][locale]}:`, done: false }))
  }
  const key = keyOf(typed.slice(0, cut))
  const part = typed.slice(cut + 1).replaceAll('"', '')
  const give = (key: Key, value: string): Suggestion => {
    const text = token(key, value, locale)
    return { text, name: text, done: true }
  }
  switch (key) {
    case 'type':
      return Object.values(kindWords)
        .filter((w) => starts([w.fr, w.en], part))
        .map((w) => give('type', w[locale]))
    case 'state':
      return Object.values(stateWords)
        .filter((w) => starts([w.fr, w.en], part))
        .map((w) => give('state', w[locale]))
    case 'team':
      return teams.filter((t) => starts([t.name, ...t.name.split(/\s+/)], part)).map((t) => give('team', t.name))
    case 'assignee': {
      const fixed = [meWords, noneWords]
        .filter((w) => starts([w.fr, w.en], part))
        .map((w) => give('assignee', w[locale]))
      const names = [...new Set(teams.flatMap((t) => t.members.map((m) => m.name)))]
      return [
        ...fixed,
        ...names.filter((n) => starts([n, ...n.split(/\s+/)], part)).map((n) => give('assignee', n)),
      ].slice(0, 10)
    }
    case 'priority':
      return ['1', '2', '3', '4', '5']
        .filter((n) => part === '' || n === part.replace(/^p/i, ''))
        .map((n) => give('priority', n))
    default:
      return []
  }
}
