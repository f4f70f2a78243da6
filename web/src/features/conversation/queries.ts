// What was said and what happened on a record, in order.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import { timelineKey } from '~/api/keys'
import type { Move } from '~/api/types'

export const timelineQuery = (ref: string) =>
  queryOptions({
    queryKey: timelineKey(ref),
    queryFn: async ({ signal }) => {
      const page = await answer(client.GET('/api/incidents/{ref}/timeline', { params: { path: { ref } }, signal }))
      return page.items
    },
    staleTime: 15_000,
  })

export type Said = { kind: 'reply' | 'note'; text: string; files: string[]; move?: Move }

export function useSay(ref: string, after: () => void) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ kind, text, files, move }: Said) => {
      const at = { params: { path: { ref } } }
      const body = { text, ...(files.length > 0 ? { attachment_ids: files } : {}) }
      return kind === 'note'
        ? answer(client.POST('/api/incidents/{ref}/notes', { ...at, body }))
        : answer(
            client.POST('/api/incidents/{ref}/replies', { ...at, body: { ...body, ...(move ? { state: move } : {}) } }),
          )
    },
    onSuccess: async () => {
      after()
      await cache.invalidateQueries({ queryKey: timelineKey(ref) })
    },
  })
}
