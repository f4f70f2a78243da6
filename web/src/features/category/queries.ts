// The tree by which records are sorted. It is small and read whole.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { components } from '~/api/schema'

type S = components['schemas']
export type Category = S['CategoryBody']
export type NewCategory = S['NewCategory']
export type CategoryChange = Omit<S['CategoryPatch'], 'version'>
export type Kind = 'incident' | 'request' | 'change'

export const categoryKeys = { all: ['categories'] as const }

export const categoriesQuery = queryOptions({
  queryKey: categoryKeys.all,
  queryFn: async () => (await answer(client.GET('/api/categories'))).items,
  staleTime: 5 * 60_000,
})

/** A category with all above it. */
export function lineOf(all: Category[], id: string | undefined): string[] {
  const line: string[] = []
  for (let at = id; at; at = all.find((x) => x.id === at)?.parent_id) line.push(at)
  return line
}

export const categoryQuery = (id: string) =>
  queryOptions({
    queryKey: [...categoryKeys.all, id],
    queryFn: () => answer(client.GET('/api/categories/{id}', { params: { path: { id } } })),
  })

const create = (body: NewCategory) => answer(client.POST('/api/categories', { body }))
const change = (of: Category, body: CategoryChange) =>
  answer(
    client.PATCH('/api/categories/{id}', { params: { path: { id: of.id } }, body: { ...body, version: of.version } }),
  )

/** Adds a category, or changes one; the tree and the histories are read again. */
export function useSaveCategory() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (given: { of?: Category; body: CategoryChange }) =>
      given.of ? change(given.of, given.body) : create({ kinds: [], ...given.body }),
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: categoryKeys.all }),
        cache.invalidateQueries({ queryKey: ['administration', 'history', 'category'] }),
      ]),
  })
}
