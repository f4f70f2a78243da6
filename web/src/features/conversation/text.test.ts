import { expect, test } from 'vitest'
import { languageOf } from './text'

test('the small words of a text tell its language', () => {
  expect(languageOf('Bonjour, le VPN est coupé depuis ce matin.')).toBe('fr')
  expect(languageOf('Hello, the VPN is down since this morning.')).toBe('en')
  expect(languageOf('VPN 691')).toBeUndefined()
  expect(languageOf('the update de la mise à jour is sur le poste')).toBeUndefined()
})
