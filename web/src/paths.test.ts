import { expect, it } from 'vitest'
import { landing, safe } from './paths'

it('follows only addresses of this site after a sign-in', () => {
  expect(safe('/records/INC-000001')).toBe('/records/INC-000001')
  for (const bad of [
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'javascript:alert(1)',
    '/api/me',
    undefined,
  ])
    expect(safe(bad)).toBeUndefined()
})

it('lands everybody where they work', () => {
  expect(landing(['incident.read'])).toBe('/')
  expect(landing(['incident.read', 'incident.handle', 'incident.inside'])).toBe('/desk')
  expect(landing(['change.authorise', 'change.inside'])).toBe('/desk')
  expect(landing(['request.inside'])).toBe('/desk')
  expect(landing(['person.manage'])).toBe('/desk/administration')
})
