// The addresses the desk reads and writes from.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { Mailbox, MailboxChange } from '~/api/types'

export const mailboxKeys = { all: ['mailboxes'] as const }

export const mailboxesQuery = queryOptions({
  queryKey: mailboxKeys.all,
  queryFn: async () => (await answer(client.GET('/api/mailboxes'))).items,
})

export function useSaveMailbox(box: Mailbox | undefined) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (change: MailboxChange) =>
      box
        ? answer(
            client.PATCH('/api/mailboxes/{id}', {
              params: { path: { id: box.id } },
              body: { ...change, version: box.version },
            }),
          )
        : answer(client.POST('/api/mailboxes', { body: change })),
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: mailboxKeys.all }),
        cache.invalidateQueries({ queryKey: ['administration', 'history', 'mailbox'] }),
      ]),
  })
}
