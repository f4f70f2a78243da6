// What a person types to narrow a list: the same text is the address. Keys and
// values are understood in both languages, whatever the one of the screen.
import type { Kind, State, Team } from '~/api/types'
import { fold } from '~/ui/format'
import { kinds, openStates, statesOf } from './kinds'

export type Key =
  | 'type'
  | 'state'
  | 'team'
  | 'assignee'
  | 'priority'
  | 'requester'
  | 'category'
  | 'organisation'
  | 'site'
  | 'channel'
  | 'hold'
  | 'last'
  | 'created'
  | 'updated'
  | 'first'
  | 'archived'
/** A field that an administrator added, as a filter knows it. */
export type Own = {
  id: `field.${string}`
  fr: string
  en: string
  /** what it may be, where that is a list */
  values: { fr: string; en: string }[]
  /** it is compared, not named */
  compared: boolean
}

export type Token = { key: Key | Own['id']; op: string; value: string; text: string; known: boolean }
export type Parsed = {
  tokens: Token[]
  words: string /** the kinds it leaves, as the counts are asked for */
  kind: string
}

// The server reads the same words: internal/view/text.go.
export const keyWords: Record<Key, { fr: string; en: string; also: string[] }> = {
  type: { fr: 'type', en: 'type', also: ['kind', 'nature', 'genre'] },
  state: { fr: 'état', en: 'state', also: ['etat', 'status'] },
  team: { fr: 'équipe', en: 'team', also: ['equipe'] },
  assignee: { fr: 'à', en: 'to', also: ['a', 'affecte', 'assignee', 'assigned', 'person', 'personne'] },
  priority: { fr: 'priorité', en: 'priority', also: ['priorite', 'p', 'prio'] },
  requester: { fr: 'demandeur', en: 'requester', also: ['from', 'de'] },
  organisation: { fr: 'organisation', en: 'organisation', also: ['org', 'organization'] },
  site: { fr: 'site', en: 'site', also: [] },
  channel: { fr: 'canal', en: 'channel', also: [] },
  hold: { fr: 'attente', en: 'waiting', also: ['hold'] },
  last: { fr: 'dernier', en: 'last', also: [] },
  created: { fr: 'créé', en: 'created', also: [] },
  updated: { fr: 'maj', en: 'updated', also: ['modifie'] },
  first: { fr: 'premier_contact', en: 'first_contact', also: [] },
  archived: { fr: 'archivé', en: 'archived', also: ['archives'] },
  category: { fr: 'catégorie', en: 'category', also: ['categorie', 'cat'] },
}

/** Keys whose values are moments: compared, not named. */
const moments: Key[] = ['created', 'updated']

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

export const channelWords = [
  { fr: 'portail', en: 'portal' },
  { fr: 'courriel', en: 'e_mail' },
  { fr: 'téléphone', en: 'phone' },
  { fr: 'comptoir', en: 'walk_in' },
]
export const holdWords = [
  { fr: 'utilisateur', en: 'user' },
  { fr: 'fournisseur', en: 'supplier' },
  { fr: 'changement', en: 'change' },
  { fr: 'problème', en: 'problem' },
  { fr: 'rendez_vous', en: 'appointment' },
]
const archivedWords = [
  { fr: 'oui', en: 'yes' },
  { fr: 'tous', en: 'all' },
  { fr: 'non', en: 'no' },
]
export const lastWords = [
  { fr: 'utilisateur', en: 'user' },
  { fr: 'centre', en: 'desk' },
]
const yesWords = [
  { fr: 'oui', en: 'yes' },
  { fr: 'non', en: 'no' },
]
const mineWords = { fr: 'les_miennes', en: 'mine' }
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

/** A name as it stands in a filter. */
export const filterName = (name: string) => name.toLowerCase().replace(/[\s'’]+/g, '_')

const emptyWords = { fr: 'vide', en: 'empty' }

/** Where a piece is cut into key, sign and value. */
function cut(piece: string, own: Own[] = []): { key: Key | Own['id']; op: string; value: string } | undefined {
  const found = /^([^:<>]+)(:|[<>]=?)(.*)$/.exec(piece)
  const word = found?.[1]
  const key =
    word && (keyOf(word) ?? own.find((f) => same(f.fr, word) || same(f.en, word) || f.id === `field.${word}`)?.id)
  if (!found || !key) return undefined
  return { key, op: found[2] ?? ':', value: (found[3] ?? '').replaceAll('"', '') }
}

const age = /^\d{1,4}(min|mn|m|h|j|d|sem|w|mois|mo)$/i
const day = /^(\d{4}-\d{2}-\d{2}|\d{2}\/\d{2}\/\d{4}|today|yesterday|aujourd.?hui|hier)$/i

/**
 * Cuts the text into what stands as tokens and the words that are searched for.
 * What it means is the server's to say; here is only seen what cannot be.
 */
export function parse(text: string, teams: Team[], own: Own[] = []): Parsed {
  const tokens: Token[] = []
  const words: string[] = []
  const people = teams.flatMap((t) => t.members)
  let among = kinds
  for (const piece of pieces(text)) {
    const part = cut(piece, own)
    if (!part || part.value === '') {
      words.push(piece.replaceAll('"', ''))
      continue
    }
    if (part.key === 'type') among = part.value.split(',').flatMap((v) => kindOf(v) ?? [])
    tokens.push({ ...part, text: piece, known: true })
  }
  for (const token of tokens) {
    const values = token.value.split(',').filter(Boolean)
    const is = (list: { fr: string; en: string }[]) =>
      values.every((v) => list.some((w) => same(w.fr, v) || same(w.en, v)))
    const field = own.find((f) => f.id === token.key)
    if (field?.values.length) token.known = is([...field.values, emptyWords, { fr: 'aucun', en: 'none' }])
    switch (token.key) {
      case 'type':
        token.known = values.every(kindOf)
        break
      case 'state':
        token.known = values.every((s) => stateOf(s, among.length > 0 ? among : kinds))
        break
      case 'team':
        token.known =
          same(token.value, mineWords.fr) ||
          same(token.value, mineWords.en) ||
          [[token.value], values].some((all) => all.every((v) => teams.some((t) => same(t.name, v))))
        break
      case 'assignee':
        // Somebody in no team is for the server to know.
        token.known = people.length > 0 || is([meWords, noneWords])
        break
      case 'priority':
        token.known = values.every((v) => /^p?[1-5]$/i.test(v))
        break
      case 'channel':
        token.known = is(channelWords)
        break
      case 'hold':
        token.known = is(holdWords)
        break
      case 'last':
        token.known = is([...lastWords, { fr: 'demandeur', en: 'requester' }, { fr: 'agent', en: 'agent' }])
        break
      case 'first':
        token.known = is(yesWords)
        break
      case 'archived':
        token.known = is(archivedWords)
        break
      case 'created':
      case 'updated':
        token.known = age.test(token.value) || day.test(fold(token.value))
    }
  }
  const typed = tokens.some((x) => x.key === 'type')
  return { tokens, words: words.join(' ').trim(), kind: typed ? [...new Set(among)].join(',') : '' }
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
export function withToken(text: string, added: string, own: Own[] = []): string {
  const of = cut(added, own)
  const bounds = (key: Key | Own['id']) => moments.includes(key as Key) || !!own.find((f) => f.id === key)?.compared
  const kept = pieces(text).filter((p) => {
    const other = cut(p, own)
    // Two bounds of a moment stand side by side.
    return !(of && other?.key === of.key && (!bounds(of.key) || other.op[0] === of.op[0]))
  })
  return [...kept, added].join(' ')
}

export type Suggestion = { text: string; name: string; detail?: string; done: boolean }

/** What may follow what is being typed, found in both languages. */
export function suggest(typed: string, teams: Team[], locale: 'fr' | 'en', own: Own[] = []): Suggestion[] {
  const starts = (candidates: string[], part: string) => candidates.some((w) => fold(w).startsWith(fold(part)))
  const begun = cut(typed, own)
  if (!begun) {
    if (typed === '') return []
    const fields = own
      .filter((f) => starts([f.fr, f.en, filterName(f.fr), filterName(f.en)], typed))
      .map((f) => {
        const text = filterName(f[locale] || f.fr || f.en) + (f.compared ? '>' : ':')
        return { text, name: text, done: false }
      })
    const keys = (Object.keys(keyWords) as Key[])
      .filter((k) => starts([keyWords[k].fr, keyWords[k].en], typed))
      .map((k) => {
        const text = keyWords[k][locale] + (moments.includes(k) ? '>' : ':')
        return { text, name: text, done: false }
      })
    return [...keys, ...fields].slice(0, 12)
  }
  const { key, value: part } = begun
  const field = own.find((f) => f.id === key)
  if (field) {
    const name = filterName(field[locale] || field.fr || field.en)
    return [...field.values, emptyWords]
      .filter((w) => starts([w.fr, w.en], part))
      .map((w) => {
        const value = (w[locale] || w.fr || w.en).replaceAll(' ', '_')
        return { text: `${name}:${value}`, name: `${name}:${value}`, done: true }
      })
  }
  const give = (key: Key, value: string): Suggestion => {
    const text = token(key, value, locale)
    return { text, name: text, done: true }
  }
  const pick = (key: Key, list: { fr: string; en: string }[]) =>
    list.filter((w) => starts([w.fr, w.en], part)).map((w) => give(key, w[locale]))
  switch (key) {
    case 'type':
      return Object.values(kindWords)
        .filter((w) => starts([w.fr, w.en], part))
        .map((w) => give('type', w[locale]))
    case 'state':
      return Object.values(stateWords)
        .filter((w) => starts([w.fr, w.en], part))
        .map((w) => give('state', w[locale]))
    case 'channel':
      return pick('channel', channelWords)
    case 'hold':
      return pick('hold', holdWords)
    case 'last':
      return pick('last', lastWords)
    case 'first':
      return pick('first', yesWords)
    case 'archived':
      return pick('archived', archivedWords)
    case 'created':
    case 'updated': {
      const name = keyWords[key][locale]
      const op = begun.op === ':' ? '>' : begun.op
      const today = new Date()
      const ago = (days: number) => new Date(today.getTime() - days * 86_400_000).toLocaleDateString('sv-SE')
      const ages = locale === 'fr' ? ['2h', '1j', '7j', '1mois'] : ['2h', '1d', '7d', '1mo']
      // Less than an age ago, or since a day.
      const values = op.startsWith('<') ? ages : [ago(0), ago(7), ago(30), ...ages]
      return values
        .filter((v) => v.startsWith(part))
        .map((v) => ({ text: `${name}${op}${v}`, name: `${name}${op}${v}`, done: true }))
    }
    case 'team':
      return [
        ...pick('team', [mineWords]),
        ...teams.filter((t) => starts([t.name, ...t.name.split(/\s+/)], part)).map((t) => give('team', t.name)),
      ].slice(0, 12)
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
