// The cuts of the queue that people gave a name.
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { components } from '~/api/schema'
import type { Given } from '~/api/types'

export type SavedView = Given<components['schemas']['SavedView']>
export type Share = SavedView['share']

// Among the lists, so that the hint of the lists reaches the counts too.
export const viewKeys = { all: ['tickets', 'views'] as const, counts: ['tickets', 'view-counts'] as const }

export const viewsQuery = queryOptions({
  queryKey: viewKeys.all,
  queryFn: async ({ signal }) => (await answer(client.GET('/api/views', { signal }))).items as SavedView[],
})

export const viewCountsQuery = (ids: string[]) =>
  queryOptions({
    queryKey: [...viewKeys.counts, ids],
    queryFn: async ({ signal }) => {
      const { items } = await answer(client.GET('/api/views/counts', { params: { query: { ids } }, signal }))
      return Object.fromEntries(items.map((x) => [x.id, x]))
    },
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
  })

export const createView = (body: components['schemas']['NewView']) =>
  answer(client.POST('/api/views', { body })) as Promise<SavedView>
export const changeView = (id: string, body: components['schemas']['ViewPatch']) =>
  answer(client.PATCH('/api/views/{id}', { params: { path: { id } }, body })) as Promise<SavedView>
export const removeView = (id: string) => answer(client.DELETE('/api/views/{id}', { params: { path: { id } } }))
