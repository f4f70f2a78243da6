// The addresses the desk reads and writes from.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { MailboxInput } from '~/api/types'

export const mailboxKeys = { all: ['mailboxes'] as const }

export const mailboxesQuery = queryOptions({
  queryKey: mailboxKeys.all,
  queryFn: async () => (await answer(client.GET('/api/mailboxes'))).items,
})

export function useSaveMailbox(id: string | undefined) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: MailboxInput) =>
      id
        ? answer(client.PATCH('/api/mailboxes/{id}', { params: { path: { id } }, body }))
        : answer(client.POST('/api/mailboxes', { body })),
    onSuccess: () => cache.invalidateQueries({ queryKey: mailboxKeys.all }),
  })
}
