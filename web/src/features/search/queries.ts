import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { Kind } from '~/api/types'

export const searchKeys = { of: (q: string, limit: number) => ['search', q, limit] as const }

/** Records of all kinds that hold the words, the best first. */
export const searchQuery = (q: string, limit: number) =>
  queryOptions({
    queryKey: searchKeys.of(q, limit),
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/search', { params: { query: { q, limit } }, signal }))).items.map((hit) => ({
        ...hit,
        kind: hit.kind as Kind,
      })),
    enabled: q.length > 1,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })

/** Records whose title is like that of one. */
export const similarQuery = (ref: string) =>
  queryOptions({
    queryKey: ['search', 'similar', ref],
    queryFn: async ({ signal }) => {
      const page = await answer(client.GET('/api/tickets/{ref}/similar', { params: { path: { ref } }, signal }))
      return page.items
    },
    staleTime: 60_000,
  })
