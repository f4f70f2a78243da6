import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, client } from '~/api/client'

export const personKeys = {
  all: ['people'] as const,
  search: (q: string) => ['people', 'search', q] as const,
  card: (id: string) => ['people', 'card', id] as const,
}

export const peopleQuery = (q: string) =>
  queryOptions({
    queryKey: personKeys.search(q),
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/people', { params: { query: { q } }, signal }))).items,
    enabled: q.trim().length > 0,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: personKeys.card(id),
    queryFn: () => answer(client.GET('/api/people/{id}', { params: { path: { id } } })),
    enabled: id !== '',
    staleTime: 60_000,
  })
