// How a person likes their screens, kept on the server: it follows them to any
// machine.
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { answer, client } from '~/api/client'

export const preferenceKeys = { all: ['preferences'] as const, save: ['preferences', 'save'] as const }

export type PreferenceName = 'queue' | 'views' | 'keys' | 'home' | 'notices' | 'context'
type Values = Partial<Record<PreferenceName, Record<string, unknown>>>

export const preferencesQuery = queryOptions({
  queryKey: preferenceKeys.all,
  queryFn: async ({ signal }) => (await answer(client.GET('/api/me/preferences', { signal }))).values as Values,
  staleTime: 60_000,
})

/** One preference, with what holds where nothing was chosen. `initial` is the same object at every call. */
export function usePreference<T extends object>(name: PreferenceName, initial: T) {
  const cache = useQueryClient()
  const stored = useQuery(preferencesQuery)
  // One after the other: an answer that came late would undo what was chosen since.
  const { mutateAsync } = useMutation({
    mutationKey: preferenceKeys.save,
    scope: { id: 'preferences' },
    mutationFn: (value: Record<string, unknown>) =>
      answer(client.PATCH('/api/me/preferences', { body: { name, value } })),
    onSuccess: ({ values }) => {
      if (cache.isMutating({ mutationKey: preferenceKeys.save }) === 1)
        cache.setQueryData(preferenceKeys.all, values as Values)
    },
    onError: () => cache.invalidateQueries({ queryKey: preferenceKeys.all }),
  })
  const value = useMemo(() => ({ ...initial, ...stored.data?.[name] }) as T, [initial, stored.data, name])
  const set = useCallback(
    (next: Partial<T>) => {
      const before = cache.getQueryData<Values>(preferenceKeys.all) ?? {}
      const whole = { ...initial, ...before[name], ...next } as Record<string, unknown>
      cache.setQueryData<Values>(preferenceKeys.all, { ...before, [name]: whole })
      return mutateAsync(whole)
    },
    [cache, name, initial, mutateAsync],
  )
  return { value, set, ready: stored.isFetched }
}

// What holds where nothing was chosen.
export const noKeys = { off: false, keys: {} as Record<string, string> }
export const noContext = { pinned: '' }
export const noHome = { start: 'queue' as 'queue' | 'home' }
