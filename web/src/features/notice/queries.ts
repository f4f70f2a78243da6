// What concerns the reader, told by the server as it happens.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { components } from '~/api/schema'
import type { Given } from '~/api/types'

export type Notice = Omit<Given<components['schemas']['Notice']>, 'record'> & {
  record: components['schemas']['Record']
}
export type Reason = Notice['reason']

export const noticeKeys = { all: ['notices'] as const }

export const noticesQuery = infiniteQueryOptions({
  queryKey: [...noticeKeys.all, 'list'],
  queryFn: async ({ pageParam, signal }) => {
    const query = { limit: 30, ...(pageParam ? { cursor: pageParam } : {}) }
    const { items, next } = await answer(client.GET('/api/notices', { params: { query }, signal }))
    return { items: items as Notice[], next }
  },
  initialPageParam: '',
  getNextPageParam: (last) => last.next || undefined,
})

export const unreadQuery = queryOptions({
  queryKey: [...noticeKeys.all, 'count'],
  queryFn: ({ signal }) => answer(client.GET('/api/notices/counts', { signal })),
})

/** Changes that wait for the reader's yes or no. */
export const decisionsQuery = (limit: number, enabled: boolean) =>
  queryOptions({
    // A decision of anybody is a change of the lists.
    queryKey: ['tickets', 'decisions', limit],
    queryFn: ({ signal }) => answer(client.GET('/api/decisions', { params: { query: { limit } }, signal })),
    enabled,
  })

export const readNotices = (body: components['schemas']['Reading']) =>
  answer(client.POST('/api/notices/read', { body }))
