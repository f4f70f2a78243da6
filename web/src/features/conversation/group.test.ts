import { expect, test } from 'vitest'
import type { Change, Entry } from '~/api/types'
import { grouped } from './group'

const change = (field: string, old: unknown, now: unknown): Change => ({
  field,
  old,
  new: now,
  old_label: '',
  new_label: '',
})
const entry = (id: string, at: string, changes: Change[], more: Partial<Entry> = {}): Entry => ({
  id,
  kind: 'activity',
  code: 'changed/1',
  version: 5,
  at,
  recorded_at: at,
  actor: { id: 'karim', name: 'Karim', team: null, claims: false },
  via: 'desk',
  reason: '',
  from: '',
  changes,
  message: null,
  activity: null,
  erased: false,
  links: [],
  leaves_at: null,
  ...more,
})

test('what one person changes in one go is one line', () => {
  const all = grouped([
    entry('a', '2026-03-02T08:00:00Z', [change('priority', 3, 2)]),
    entry('b', '2026-03-02T08:04:00Z', [change('priority', 2, 1), change('team', 'x', 'y')]),
  ])
  expect(all).toHaveLength(1)
  expect(all[0]?.id).toBe('b')
  expect(all[0]?.changes).toEqual([change('priority', 3, 1), change('team', 'x', 'y')])
})

test('another person, a reason or a while begin another line', () => {
  const one = entry('a', '2026-03-02T08:00:00Z', [change('priority', 3, 2)])
  for (const other of [
    entry('b', '2026-03-02T08:01:00Z', [change('team', 'x', 'y')], {
      actor: { id: 'claire', name: 'Claire', team: null, claims: false },
    }),
    entry('b', '2026-03-02T08:01:00Z', [change('team', 'x', 'y')], { reason: 'Vu avec le site' }),
    entry('b', '2026-03-02T08:30:00Z', [change('team', 'x', 'y')]),
    entry('b', '2026-03-02T08:01:00Z', [change('priority', 2, 3)]),
  ])
    expect(grouped([one, other])).toHaveLength(2)
})
