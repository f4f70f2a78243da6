// What belongs together with a record, on the server.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { Kind, Link, Relation, State } from '~/api/types'

export const linkKeys = {
  of: (ref: string) => ['links', ref] as const,
  words: (language: string) => ['vocabulary', 'relations', language] as const,
}

const at = (ref: string) => ({ params: { path: { ref } } })

export const linksQuery = (ref: string) =>
  queryOptions({
    queryKey: linkKeys.of(ref),
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/tickets/{ref}/links', { ...at(ref), signal }))).items as Link[],
  })

/** What people call each relation, in their language. */
export const relationsQuery = (language: string) =>
  queryOptions({
    queryKey: linkKeys.words(language),
    queryFn: async ({ signal }) => {
      const { relations } = await answer(client.GET('/api/vocabulary', { signal }))
      return Object.fromEntries(relations.map((w) => [w.code, w.label])) as Record<Relation, string>
    },
    staleTime: Number.POSITIVE_INFINITY,
  })

export type Found = { id: string; kind: Kind; reference: string; title: string; state: State; requester: string }

/** Records that hold the words, but for the one that is to be linked. */
export const foundQuery = (q: string, but: string) =>
  queryOptions({
    queryKey: ['search', 'link', q, but],
    queryFn: async ({ signal }) =>
      (
        (await answer(client.GET('/api/search', { params: { query: { q, limit: 9 } }, signal }))).items as Found[]
      ).filter((hit) => hit.id !== but),
    enabled: q.trim().length > 1,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })

export const connect = (ref: string, kind: Relation, to: string) =>
  answer(client.POST('/api/tickets/{ref}/links', { ...at(ref), body: { kind, to } }))

export const disconnect = (ref: string, kind: Relation, other: string) =>
  answer(client.DELETE('/api/tickets/{ref}/links/{kind}/{other}', { params: { path: { ref, kind, other } } }))

/** The relations that people make, as each is told from the record on screen. */
export const offered: Relation[] = [
  'relates_to',
  'duplicate_of',
  'has_duplicate',
  'child_of',
  'parent_of',
  'caused_by',
  'causes',
  'blocked_by',
  'blocks',
]
