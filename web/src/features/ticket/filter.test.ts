import { describe, expect, it } from 'vitest'
import { parse, pieces, suggest, token, without, withToken } from './filter'

const teams = [
  { id: 't1', name: 'Réseau N2', members: [{ id: 'kb', name: 'Karim Benali' }] },
  { id: 't2', name: 'Messagerie', members: [{ id: 'cd', name: 'Claire Dumont' }] },
]

describe('parse', () => {
  const known = (text: string) => parse(text, teams).tokens.map((x) => x.known)
  it('understands both languages, whatever the one of the screen', () => {
    for (const text of [
      'état:ouvert équipe:"Réseau N2" à:moi priorité:1,2 vpn certificat',
      'state:open team:"reseau n2" to:me priority:p1,p2 vpn certificat',
    ]) {
      const parsed = parse(text, teams)
      expect(parsed.tokens.map((x) => x.key)).toEqual(['state', 'team', 'assignee', 'priority'])
      expect(parsed.tokens.every((x) => x.known)).toBe(true)
      expect(parsed.words).toBe('vpn certificat')
    }
  })
  it('knows the kinds of record, and which states each has', () => {
    expect(known('type:demande état:ouvert')).toEqual([true, true])
    expect(parse('kind:incidents,changement', teams).kind).toBe('incident,change')
    expect(known('état:exécutée')).toEqual([true])
    expect(known('type:changement état:nouveau')).toEqual([true, false])
    expect(known('type:problème')).toEqual([false])
  })
  it('reads moments: ages and days, in both languages', () => {
    expect(known('créé>2026-11-01 maj<2h created<=hier updated>3j créé>bientôt')).toEqual([
      true,
      true,
      true,
      true,
      false,
    ])
    expect(parse('maj<2h', teams).tokens[0]).toMatchObject({ key: 'updated', op: '<', value: '2h' })
  })
  it('marks a value that nothing has, and never drops it silently', () => {
    expect(parse('équipe:Inconnue', teams).tokens).toEqual([
      { key: 'team', op: ':', value: 'Inconnue', text: 'équipe:Inconnue', known: false },
    ])
  })
  it('searches for what it does not understand', () => {
    expect(parse('erreur:691 "deux mots"', teams)).toEqual({ tokens: [], words: 'erreur:691 deux mots', kind: '' })
  })
})

it('holds quoted words together', () => {
  expect(pieces('a équipe:"Réseau N2" b "c d')).toEqual(['a', 'équipe:"Réseau N2"', 'b', '"c d'])
})

it('writes one filter of a kind and takes it out again', () => {
  expect(token('team', 'Réseau N2', 'fr')).toBe('équipe:"Réseau N2"')
  expect(withToken('état:ouvert vpn', 'state:new')).toBe('vpn state:new')
  expect(withToken('créé>2026-11-01 maj<2h', 'créé<2026-11-08')).toBe('créé>2026-11-01 maj<2h créé<2026-11-08')
  expect(withToken('créé>2026-11-01', 'created>2026-11-02')).toBe('created>2026-11-02')
  expect(without('état:ouvert équipe:"Réseau N2" vpn', 'équipe:"Réseau N2"')).toBe('état:ouvert vpn')
})

describe('suggest', () => {
  it('proposes keys, then values, found in both languages', () => {
    expect(suggest('tea', teams, 'fr').map((s) => s.text)).toEqual(['équipe:'])
    expect(suggest('type:dem', teams, 'en').map((s) => s.text)).toEqual(['type:request'])
    expect(suggest('state:resol', teams, 'fr').map((s) => s.text)).toEqual(['état:résolu'])
    expect(suggest('équipe:n2', teams, 'fr').map((s) => s.text)).toEqual(['équipe:"Réseau N2"'])
    expect(suggest('attente:', teams, 'en').map((s) => s.text)).toContain('waiting:supplier')
    expect(suggest('maj<', teams, 'fr').map((s) => s.text)).toContain('maj<2h')
    expect(suggest('cré', teams, 'en').map((s) => s.text)).toEqual(['created>'])
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
