import { describe, expect, it } from 'vitest'
import { parse, pieces, suggest, token, without, withToken } from './filter'

const teams = [
  { id: 't1', name: 'Réseau N2', members: [{ id: 'kb', name: 'Karim Benali' }] },
  { id: 't2', name: 'Messagerie', members: [{ id: 'cd', name: 'Claire Dumont' }] },
]

describe('parse', () => {
  it('understands both languages, whatever the one of the screen', () => {
    const french = parse('état:ouvert équipe:"Réseau N2" à:moi priorité:1,2 vpn certificat', teams).query
    const english = parse('state:open team:"reseau n2" to:me priority:p1,p2 vpn certificat', teams).query
    expect(french).toEqual(english)
    expect(french).toEqual({
      state: 'new,assigned,in_progress,on_hold,submitted,in_fulfilment,registered,assessed,authorised,planned',
      team: 't1',
      assignee: 'me',
      priority: '1,2',
      q: 'vpn certificat',
    })
  })
  it('knows the kinds of record, and which states each has', () => {
    expect(parse('type:demande état:ouvert', teams).query).toEqual({
      kind: 'request',
      state: 'submitted,in_fulfilment,on_hold',
    })
    expect(parse('kind:incidents,changement', teams).query.kind).toBe('incident,change')
    expect(parse('état:exécutée', teams).query.state).toBe('fulfilled')
  })
  it('finds nothing for a state that the kind does not have', () => {
    const { tokens, query } = parse('type:changement état:nouveau', teams)
    expect(tokens.map((x) => x.known)).toEqual([true, false])
    expect(query).toEqual({ kind: 'change', team: 'unknown' })
    expect(parse('type:problème', teams).query).toEqual({ team: 'unknown' })
  })
  it('finds people by name and knows nobody', () => {
    expect(parse('à:"claire dumont"', teams).query.assignee).toBe('cd')
    expect(parse('à:personne', teams).query.assignee).toBe('none')
  })
  it('marks a value that nothing has, and never drops it silently', () => {
    const { tokens, query } = parse('équipe:Inconnue', teams)
    expect(tokens).toEqual([{ key: 'team', value: 'Inconnue', text: 'équipe:Inconnue', known: false }])
    expect(query.team).toBe('unknown')
  })
  it('searches for what it does not understand', () => {
    expect(parse('erreur:691 "deux mots"', teams).query).toEqual({ q: 'erreur:691 deux mots' })
  })
  it('keeps the requester for the page to find', () => {
    expect(parse('demandeur:"Sophie Lacroix"', teams).requester).toBe('Sophie Lacroix')
  })
})

it('holds quoted words together', () => {
  expect(pieces('a équipe:"Réseau N2" b "c d')).toEqual(['a', 'équipe:"Réseau N2"', 'b', '"c d'])
})

it('writes one filter of a kind and takes it out again', () => {
  expect(token('team', 'Réseau N2', 'fr')).toBe('équipe:"Réseau N2"')
  expect(withToken('état:ouvert vpn', 'state:new')).toBe('vpn state:new')
  expect(without('état:ouvert équipe:"Réseau N2" vpn', 'équipe:"Réseau N2"')).toBe('état:ouvert vpn')
})

describe('suggest', () => {
  it('proposes keys, then values, found in both languages', () => {
    expect(suggest('tea', teams, 'fr').map((s) => s.text)).toEqual(['équipe:'])
    expect(suggest('type:dem', teams, 'en').map((s) => s.text)).toEqual(['type:request'])
    expect(suggest('state:resol', teams, 'fr').map((s) => s.text)).toEqual(['état:résolu'])
    expect(suggest('équipe:n2', teams, 'fr').map((s) => s.text)).toEqual(['équipe:"Réseau N2"'])
    expect(suggest('to:', teams, 'en').map((s) => s.text)).toEqual([
      'to:me',
      'to:nobody',
      'to:"Karim Benali"',
      'to:"Claire Dumont"',
    ])
  })
  it('says nothing for a word', () => {
    expect(suggest('', teams, 'fr')).toEqual([])
    expect(suggest('xyz', teams, 'fr')).toEqual([])
  })
})
