import { expect, it } from 'vitest'

const files = import.meta.glob<string>('./*.po', { query: '?raw', import: 'default', eager: true })

type Message = { id: string; text: string }

function read(language: string): Message[] {
  const po = files[`./${language}.po`] ?? ''
  const join = (lines: string) =>
    lines
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as string)
      .join('')
  return [...po.matchAll(/msgid ((?:"[^\n]*"\n)+)msgstr ((?:"[^\n]*"\n?)+)/g)]
    .map((m) => ({ id: join(m[1] ?? ''), text: join(m[2] ?? '') }))
    .filter((m) => m.id !== '')
}

it('both languages are complete', () => {
  const fr = read('fr')
  expect(fr.length).toBeGreaterThan(300)
  expect(fr.filter((m) => m.text === '')).toEqual([])
  expect(read('en').map((m) => m.id)).toEqual(fr.map((m) => m.id))
})

it('the same places are filled in both', () => {
  const places = (text: string) => [...text.matchAll(/\{(\w+)(?=[,}])|<(\d+)/g)].map((m) => m[1] ?? m[2]).sort()
  for (const m of read('fr')) expect(places(m.text), m.text).toEqual(places(m.id))
})

it('French has its narrow spaces, its apostrophes and its guillemets', () => {
  // A filter token is typed, and has no space before its colon.
  for (const { text } of read('fr')) {
    expect(text, text).not.toMatch(/[ \u00a0][;:!?»]/)
    expect(text, text).not.toMatch(/«[ \u00a0]/)
    expect(text, text).not.toMatch(/\p{L}'\p{L}/u)
    expect(text, text).not.toMatch(/\p{L}[!?;](?![:\w])/u)
  }
})

it('no word that the product does not use', () => {
  for (const { text } of read('fr')) expect(text, text).not.toMatch(/\b(usager|ticket|email|e-mail|mail|login)\b/i)
})
