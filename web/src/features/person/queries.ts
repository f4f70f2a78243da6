import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, client } from '~/api/client'

export const personKeys = {
  all: ['people'] as const,
  search: (q: string) => ['people', 'search', q] as const,
  places: ['people', 'places'] as const,
  resembling: (mail: string, phone: string) => ['people', 'resembling', mail, phone] as const,
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

/** Where the reader may add somebody. */
export const placesQuery = queryOptions({
  queryKey: personKeys.places,
  queryFn: ({ signal }) => answer(client.GET('/api/people/places', { signal })),
  staleTime: 5 * 60_000,
})

/** Who has this address or this number already. */
export const resemblingQuery = (mail: string, phone: string) =>
  queryOptions({
    queryKey: personKeys.resembling(mail, phone),
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/people/resembling', { params: { query: { mail, phone } }, signal }))).items,
    enabled: mail.includes('@') || phone.length > 3,
  })
