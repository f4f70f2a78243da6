import { expect, test } from 'vitest'
import { typedAt } from './typed'

const signs = ['/', '@', '#'] as const

test('a sign opens at the beginning of a word', () => {
  expect(typedAt('/', 1, signs)).toEqual({ sign: '/', from: 0, to: 1, words: '' })
  expect(typedAt('Bonjour @cla', 12, signs)).toEqual({ sign: '@', from: 8, to: 12, words: 'cla' })
  expect(typedAt('voir #VPN ref', 13, signs)).toEqual({ sign: '#', from: 5, to: 13, words: 'VPN ref' })
})

test('what only looks like it does not', () => {
  for (const text of ['et/ou', 'sophie@solane.example', 'a / b', '/un deux trois quatre', 'fin @\nligne'])
    expect(typedAt(text, text.length, signs)).toBeUndefined()
  expect(typedAt('@claire', 7, ['/', '#'])).toBeUndefined()
})
