// Records of all kinds on the server: lists, counts, one record, and what may be
// done to any of them.
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query'
import { answer, client, Refusal } from '~/api/client'
import { of } from '~/api/kinds'
import type { AnyRecord, Kind, ListQuery, NewChange, NewIncident, NewRequest, Patch, Row } from '~/api/types'

export const ticketKeys = {
  lists: ['tickets'] as const,
  list: (query: ListQuery) => ['tickets', 'list', query] as const,
  few: (query: ListQuery) => ['tickets', 'few', query] as const,
  counts: (kind: string) => ['tickets', 'counts', kind] as const,
  records: ['ticket'] as const,
  record: (ref: string) => ['ticket', ref] as const,
}

// What a screen shows, so that it is there soon; then as many as one scrolls past.
const [firstPage, laterPages] = [36, 100]

export const listQuery = (query: ListQuery, enabled = true) =>
  infiniteQueryOptions({
    queryKey: ticketKeys.list(query),
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET('/api/tickets', {
          params: {
            query: { ...query, ...(pageParam ? { limit: laterPages, cursor: pageParam } : { limit: firstPage }) },
          },
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
    queryKey: ticketKeys.few(query),
    queryFn: ({ signal }) => answer(client.GET('/api/tickets', { params: { query }, signal })),
    enabled,
  })

/** How many each view holds, of some kinds or of all. */
export const countsQuery = (kind = '') =>
  queryOptions({
    queryKey: ticketKeys.counts(kind),
    queryFn: async ({ signal }) => {
      const query = kind ? { kind } : {}
      const { views } = await answer(client.GET('/api/tickets/counts', { params: { query }, signal }))
      return Object.fromEntries(views.map((v) => [v.view, v]))
    },
    placeholderData: keepPreviousData,
  })

async function whole(kind: Kind, ref: string, signal?: AbortSignal): Promise<AnyRecord> {
  const init = { params: { path: { ref } }, signal }
  switch (kind) {
    case 'request':
      return (await answer(client.GET('/api/requests/{ref}', init))) as AnyRecord
    case 'change':
      return (await answer(client.GET('/api/changes/{ref}', init))) as AnyRecord
    default:
      return (await answer(client.GET('/api/incidents/{ref}', init))) as AnyRecord
  }
}

/**
 * A record in full. Who knows its kind says so; a record that became another
 * since, and a reference that it had before, are found all the same.
 */
export async function fetchRecord(ref: string, kind?: Kind, signal?: AbortSignal): Promise<AnyRecord> {
  if (kind) {
    try {
      return await whole(kind, ref, signal)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 404) throw error
    }
  }
  const row = await answer(client.GET('/api/tickets/{ref}', { params: { path: { ref } }, signal }))
  return whole(row.kind, row.id, signal)
}

export const recordQuery = (ref: string, kind?: Kind) =>
  queryOptions({
    queryKey: ticketKeys.record(ref),
    queryFn: ({ signal }) => fetchRecord(ref, kind, signal),
    staleTime: 15_000,
  })

/** Which record an act is for. */
export type At = { kind: Kind; reference: string }

const at = (record: At) => ({ params: { path: { ref: record.reference } } })

/** What a record of any kind may begin with; each kind takes what it knows. */
export type NewTicket = NewIncident & Partial<NewRequest> & Partial<NewChange>

export const create = (kind: Kind, body: NewTicket) =>
  answer(client.POST(of(kind, '/api/incidents'), { body })) as Promise<AnyRecord>

export type Conversion = { version: number; to: Kind; type?: string; reason?: string }

/** Makes the record one of another kind; the answer is the record as it then is. */
export async function convert(record: At, body: Conversion): Promise<AnyRecord> {
  const row = await answer(client.POST('/api/tickets/{ref}/conversion', { ...at(record), body }))
  return whole(row.kind, row.id)
}

/** What may be changed of any kind alike. */
export type CommonPatch = Pick<Patch, 'version' | 'title' | 'impact' | 'urgency' | 'category_id' | 'fields' | 'reason'>

export const patch = (record: At, body: CommonPatch) =>
  answer(client.PATCH(of(record.kind, '/api/incidents/{ref}'), { ...at(record), body })) as Promise<AnyRecord>

export type AssignBody = { version: number; team_id?: string; person_id?: string; reason?: string }

export const assign = (record: At, body: AssignBody) =>
  answer(client.POST(of(record.kind, '/api/incidents/{ref}/assignment'), { ...at(record), body })) as Promise<AnyRecord>

export const confirm = (record: At, body: { confirmed: boolean; text?: string }) =>
  answer(
    client.POST(of(record.kind, '/api/incidents/{ref}/confirmation'), { ...at(record), body }),
  ) as Promise<AnyRecord>

/** The kind of a record that some list on screen has shown already. */
export const kindSeen = (cache: QueryClient, ref: string): Kind | undefined =>
  cache
    .getQueriesData<{ items?: Row[]; pages?: { items: Row[] }[] }>({ queryKey: ticketKeys.lists })
    .flatMap(([, data]) => data?.items ?? data?.pages?.flatMap((p) => p.items) ?? [])
    .find((row) => row.reference === ref)?.kind

/** Puts an answer of the server in the cache, under both names of the record. */
export function keepRecord(cache: QueryClient, record: AnyRecord) {
  cache.setQueryData(ticketKeys.record(record.reference), record)
  void cache.invalidateQueries({ queryKey: ticketKeys.lists })
}
