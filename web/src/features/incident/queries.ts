// Incidents on the server: lists, counts, one record, and what may be done.
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { Incident, ListQuery, Move, NewIncident, Patch } from '~/api/types'

export const incidentKeys = {
  lists: ['incidents'] as const,
  list: (query: ListQuery) => ['incidents', 'list', query] as const,
  few: (query: ListQuery) => ['incidents', 'few', query] as const,
  counts: ['incidents', 'counts'] as const,
  records: ['incident'] as const,
  record: (ref: string) => ['incident', ref] as const,
}

const pageSize = 100

export const listQuery = (query: ListQuery, enabled = true) =>
  infiniteQueryOptions({
    queryKey: incidentKeys.list(query),
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET('/api/incidents', {
          params: { query: { ...query, limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    placeholderData: keepPreviousData,
    enabled,
  })

/** A short list that is not scrolled. */
export const fewQuery = (query: ListQuery, enabled = true) =>
  queryOptions({
    queryKey: incidentKeys.few(query),
    queryFn: ({ signal }) => answer(client.GET('/api/incidents', { params: { query }, signal })),
    enabled,
  })

export const countsQuery = queryOptions({
  queryKey: incidentKeys.counts,
  queryFn: async () => {
    const { views } = await answer(client.GET('/api/incidents/counts'))
    return Object.fromEntries(views.map((v) => [v.view, v]))
  },
})

export const recordQuery = (ref: string) =>
  queryOptions({
    queryKey: incidentKeys.record(ref),
    queryFn: ({ signal }) => answer(client.GET('/api/incidents/{ref}', { params: { path: { ref } }, signal })),
    staleTime: 15_000,
  })

const at = (ref: string) => ({ params: { path: { ref } } })

export const create = (body: NewIncident) => answer(client.POST('/api/incidents', { body }))
export const patch = (ref: string, body: Patch) => answer(client.PATCH('/api/incidents/{ref}', { ...at(ref), body }))
export const assign = (ref: string, body: { version: number; team_id?: string; person_id?: string; reason?: string }) =>
  answer(client.POST('/api/incidents/{ref}/assignment', { ...at(ref), body }))
export const move = (ref: string, body: Move & { version: number }) =>
  answer(client.POST('/api/incidents/{ref}/state', { ...at(ref), body }))
export const confirm = (ref: string, body: { confirmed: boolean; text?: string }) =>
  answer(client.POST('/api/incidents/{ref}/confirmation', { ...at(ref), body }))

/** Puts an answer of the server in the cache, under both names of the record. */
export function keepRecord(cache: QueryClient, record: Incident) {
  cache.setQueryData(incidentKeys.record(record.reference), record)
  void cache.invalidateQueries({ queryKey: incidentKeys.lists })
}
