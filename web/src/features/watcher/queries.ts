// Who follows a record besides its requester.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import { timelineKey } from '~/api/keys'
import type { components } from '~/api/schema'

export type Watcher = components['schemas']['WatcherBody']
export type NewWatcher = components['schemas']['NewWatcher']

const key = (ref: string) => ['watchers', ref] as const
const at = (ref: string) => ({ params: { path: { ref } } })

export const watchersQuery = (ref: string) =>
  queryOptions({
    queryKey: key(ref),
    queryFn: async () => (await answer(client.GET('/api/tickets/{ref}/watchers', at(ref)))).items,
    staleTime: 15_000,
  })

/** A change of who follows; the answer is who does then. */
export function useWatch(ref: string) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (given: { add?: NewWatcher; take?: string }) =>
      given.add
        ? answer(client.POST('/api/tickets/{ref}/watchers', { ...at(ref), body: given.add }))
        : answer(
            client.DELETE('/api/tickets/{ref}/watchers', {
              params: { path: { ref }, query: given.take ? { person_id: given.take } : {} },
            }),
          ),
    onSuccess: ({ items }) => {
      cache.setQueryData(key(ref), items)
      void cache.invalidateQueries({ queryKey: timelineKey(ref) })
    },
  })
}
