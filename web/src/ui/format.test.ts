import { describe, expect, it } from 'vitest'
import { fold, formatter, french, initials } from './format'

const thin = '\u202f'
const now = new Date('2026-11-22T14:07:00Z')

describe('formatter', () => {
  const fr = formatter('fr', 'Europe/Paris')
  const en = formatter('en', 'Europe/Paris')

  it('writes times of 24 hours in the zone of the person', () => {
    expect(fr.time('2026-11-22T13:58:00Z')).toBe('14:58')
    expect(formatter('fr', 'America/Montreal').time('2026-11-22T13:58:00Z')).toBe('08:58')
    expect(en.time('2026-11-22T23:58:00Z')).toBe('00:58')
  })
  it('writes the time today and the day before', () => {
    expect(fr.moment('2026-11-22T08:00:00Z', now)).toBe('09:00')
    expect(fr.moment('2026-11-17T08:00:00Z', now)).toBe('17 nov.')
    expect(fr.moment('2025-11-17T08:00:00Z', now)).toBe('17 nov. 2025')
  })
  it('tells an age in few letters', () => {
    expect(fr.age('2026-11-22T13:55:00Z', now)).toBe(`12${thin}min`)
    expect(fr.age('2026-11-22T10:00:00Z', now)).toBe(`4${thin}h`)
    expect(fr.age('2026-11-20T10:00:00Z', now)).toBe(`2${thin}j`)
    expect(en.age('2026-11-20T10:00:00Z', now)).toBe(`2${thin}d`)
    expect(fr.age('2023-11-20T10:00:00Z', now)).toBe(`3${thin}ans`)
  })
  it('tells how long ago in words', () => {
    expect(fr.ago('2026-11-22T13:55:00Z', now)).toBe('il y a 12\u00a0minutes')
    expect(en.ago('2026-11-21T13:55:00Z', now)).toBe('yesterday')
    expect(fr.ago('2026-11-22T14:06:40Z', now)).toBe('à l’instant')
  })
  it('writes sizes, counts and quotations as each language does', () => {
    expect(fr.bytes(214_000)).toBe(`214${thin}Ko`)
    expect(en.bytes(1_500_000)).toBe(`1.5${thin}MB`)
    expect(fr.count(99)).toBe('99')
    expect(fr.count(100)).toBe('99+')
    expect(fr.count(99, true)).toBe('99+')
    expect(fr.quote('Erreur 691')).toBe(`«${thin}Erreur 691${thin}»`)
    expect(fr.pair('État', 'En cours')).toBe(`État${thin}: En cours`)
    expect(en.pair('State', 'In progress')).toBe('State: In progress')
  })
  it('reads a local date in the zone of the person', () => {
    expect(fr.instant('2026-11-22T09:00')).toBe('2026-11-22T08:00:00.000Z')
    expect(fr.instant('2026-07-14T00:30')).toBe('2026-07-13T22:30:00.000Z')
    expect(formatter('en', 'America/Montreal').instant('2026-11-22T09:00')).toBe('2026-11-22T14:00:00.000Z')
    expect(fr.instant('2026-03-29T03:30')).toBe('2026-03-29T01:30:00.000Z')
  })
  it('survives a zone that does not exist', () => {
    expect(() => formatter('fr', 'Mars/Olympus').time(now)).not.toThrow()
  })
})

it('puts the narrow space where French typography wants it', () => {
  expect(french('Résolu : « oui » ?')).toBe(`Résolu${thin}: «${thin}oui${thin}»${thin}?`)
})

it('folds case and accents', () => {
  expect(fold('Réseau')).toBe('reseau')
  expect(fold('ÉTÉ’S')).toBe("ete's")
})

it('takes the initials of first and last name', () => {
  expect(initials('Sophie Lacroix')).toBe('SL')
  expect(initials('Jean-Marc Le Goff')).toBe('JG')
  expect(initials('Supervision')).toBe('S')
})
