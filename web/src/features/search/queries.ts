import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, client } from '~/api/client'

export const searchKeys = { of: (q: string, limit: number) => ['search', q, limit] as const }

/** Records that hold the words, the best first, of the kind that has a page. */
export const searchQuery = (q: string, limit: number) =>
  queryOptions({
    queryKey: searchKeys.of(q, limit),
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/search', { params: { query: { q, limit, kind: 'incident' } }, signal }))).items,
    enabled: q.length > 1,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
