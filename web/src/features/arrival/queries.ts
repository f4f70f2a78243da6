// The letters that came in and are put aside.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { components } from '~/api/schema'
import type { Given } from '~/api/types'

type S = components['schemas']
export type Arrival = Given<S['ArrivalBody']>
export const states = ['quarantined', 'held', 'suspended', 'too_large', 'blocked', 'discarded'] as const
export type State = (typeof states)[number]
/** Which of them, as it stands in the address. */
export type ArrivalSearch = { state?: State; reason?: string | undefined; sender?: string | undefined }

const key = ['arrivals'] as const

export const arrivalsQuery = ({ state = 'quarantined', reason, sender }: ArrivalSearch) =>
  infiniteQueryOptions({
    queryKey: [...key, 'list', state, reason ?? '', sender ?? ''],
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET('/api/arrivals', {
          params: {
            query: {
              state,
              limit: 50,
              ...(reason ? { reason } : {}),
              ...(sender ? { sender } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  })

export const arrivalCountsQuery = queryOptions({
  queryKey: [...key, 'counts'],
  queryFn: () => answer(client.GET('/api/arrivals/counts')),
  refetchInterval: 60_000,
})

export const arrivalQuery = (id: string) =>
  queryOptions({
    queryKey: [...key, 'one', id],
    queryFn: () => answer(client.GET('/api/arrivals/{id}', { params: { path: { id } } })),
  })

export const blocksQuery = queryOptions({
  queryKey: [...key, 'blocks'],
  queryFn: async () => (await answer(client.GET('/api/mail-blocks'))).items,
})

function useArrivalAct<In>(mutationFn: (input: In) => Promise<unknown>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn,
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: key }),
        cache.invalidateQueries({ queryKey: ['administration', 'history'] }),
      ]),
  })
}

export const useRelease = () =>
  useArrivalAct((ids: string[]) => answer(client.POST('/api/arrivals/release', { body: { ids } })))

export const useDiscard = () =>
  useArrivalAct((body: { ids: string[]; block?: boolean }) => answer(client.POST('/api/arrivals/discard', { body })))

export const useUnblock = () =>
  useArrivalAct((id: string) => answer(client.DELETE('/api/mail-blocks/{id}', { params: { path: { id } } })))
