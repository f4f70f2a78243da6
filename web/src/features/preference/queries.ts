// How a person likes their screens, kept on the server: it follows them to any
// machine.
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { answer, client } from '~/api/client'

export const preferenceKeys = { all: ['preferences'] as const }

export type PreferenceName = 'queue' | 'views' | 'keys' | 'home' | 'notices'
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
  const value = useMemo(() => ({ ...initial, ...stored.data?.[name] }) as T, [initial, stored.data, name])
  const set = useCallback(
    async (next: Partial<T>) => {
      const before = cache.getQueryData<Values>(preferenceKeys.all) ?? {}
      const whole = { ...initial, ...before[name], ...next } as Record<string, unknown>
      cache.setQueryData<Values>(preferenceKeys.all, { ...before, [name]: whole })
      try {
        const { values } = await answer(client.PATCH('/api/me/preferences', { body: { name, value: whole } }))
        cache.setQueryData(preferenceKeys.all, values as Values)
      } catch (error) {
        cache.setQueryData(preferenceKeys.all, before)
        throw error
      }
    },
    [cache, name, initial],
  )
  return { value, set, ready: stored.isFetched }
}

// What holds where nothing was chosen.
export const noKeys = { off: false, keys: {} as Record<string, string> }
export const noHome = { start: 'queue' as 'queue' | 'home' }
