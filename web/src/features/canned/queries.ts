// Canned replies: one's own, those of one's teams, and the desk's.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { Canned, CannedChange } from '~/api/types'

const key = ['canned'] as const

export const cannedQuery = queryOptions({
  queryKey: key,
  queryFn: async ({ signal }) => {
    const page = await answer(client.GET('/api/canned-replies', { params: { query: { all: true } }, signal }))
    return page.items
  },
})

export const cannedHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: [...key, 'history', id],
    queryFn: async ({ signal }) => {
      const page = await answer(client.GET('/api/canned-replies/{id}/history', { params: { path: { id } }, signal }))
      return page.items
    },
  })

export function useSaveCanned(reply: Canned | undefined) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (change: CannedChange) =>
      reply
        ? answer(
            client.PATCH('/api/canned-replies/{id}', {
              params: { path: { id: reply.id } },
              body: { ...change, version: reply.version },
            }),
          )
        : answer(client.POST('/api/canned-replies', { body: change })),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: ['suggest'] })
      return cache.invalidateQueries({ queryKey: key })
    },
  })
}
