// The fields that an administrator added to records. They are few and read whole.
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { components } from '~/api/schema'

type S = components['schemas']
export type CustomField = S['FieldBody']
export type FieldOption = S['FieldOption']
export type FieldType = CustomField['type']
export type NewField = S['NewField']
export type FieldChange = Omit<S['FieldPatch'], 'version'>
export type Kind = 'incident' | 'request' | 'change'
export type Values = Record<string, unknown>

export const fieldKeys = { all: ['fields'] as const }

export const fieldsQuery = queryOptions({
  queryKey: fieldKeys.all,
  queryFn: async () => (await answer(client.GET('/api/fields'))).items,
  staleTime: 5 * 60_000,
})

export const fieldQuery = (id: string) =>
  queryOptions({
    queryKey: [...fieldKeys.all, id],
    queryFn: () => answer(client.GET('/api/fields/{id}', { params: { path: { id } } })),
  })

const none: CustomField[] = []

/** The fields that the reader sees, in their order. */
export const useFields = (): CustomField[] => useQuery(fieldsQuery).data ?? none

/** Those that records of a kind have, in a category that is given with all above it. */
export const fieldsOf = (all: CustomField[], kind: Kind, line: string[]) =>
  all.filter(
    (f) =>
      f.active &&
      f.kinds.includes(kind) &&
      (f.category_ids.length === 0 || line.some((id) => f.category_ids.includes(id))),
  )

export const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

/** What goes to the server: of a person, the id. */
export const wire = (of: CustomField, value: unknown) =>
  isEmpty(value)
    ? null
    : of.type === 'person'
      ? (value as { id: string }).id
      : typeof value === 'string'
        ? value.trim()
        : value

/** What the server is given of the fields that a form asks for. */
export const given = (fields: CustomField[], values: Values): { fields?: Values } => {
  const told = fields.filter((f) => !isEmpty(values[f.id]))
  return told.length > 0 ? { fields: Object.fromEntries(told.map((f) => [f.id, wire(f, values[f.id])])) } : {}
}

export type Saving = { body: NewField } | { of: CustomField; body: FieldChange } | { of: CustomField; to: number }

async function write(given: Saving): Promise<CustomField> {
  if (!('of' in given)) return answer(client.POST('/api/fields', { body: given.body }))
  const { id, version } = given.of
  const params = { path: { id } }
  return 'to' in given
    ? answer(client.POST('/api/fields/{id}/restoration', { params, body: { version, to: given.to } }))
    : answer(client.PATCH('/api/fields/{id}', { params, body: { ...given.body, version } }))
}

/** Adds a field, changes one, or makes it what it was; all that shows fields is read again. */
export function useSaveField() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: write,
    onSettled: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: fieldKeys.all }),
        cache.invalidateQueries({ queryKey: ['administration', 'history', 'field'] }),
      ]),
  })
}
