// What was said and what happened on a record, in order.
import { useLingui } from '@lingui/react/macro'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { answer, client, Refusal } from '~/api/client'
import { timelineKey } from '~/api/keys'
import { of } from '~/api/kinds'
import type { AnyMove, Kind, Mentionable, Move } from '~/api/types'
import { useFailure } from '~/ui/parts'
import { forgetUndo, say } from '~/ui/toast'
import { giveBack } from './drafts'

export const timelineQuery = (ref: string, kind: Kind) =>
  queryOptions({
    queryKey: timelineKey(ref),
    queryFn: async ({ signal }) => {
      const page = await answer(
        client.GET(of(kind, '/api/incidents/{ref}/timeline'), { params: { path: { ref } }, signal }),
      )
      return page.items
    },
    staleTime: 15_000,
  })

/** Takes an answer back before it leaves: its words are a draft again. */
export function useTakeBack(me: string, ref: string, back: (ref: string) => void) {
  const cache = useQueryClient()
  const { t } = useLingui()
  const failure = useFailure()
  return useCallback(
    (id: string) => {
      forgetUndo()
      const taken = answer(client.POST('/api/tickets/{ref}/replies/{id}/undo', { params: { path: { ref, id } } }))
      void taken
        .then((draft) => {
          giveBack(me, ref, draft)
          back(ref)
          say(t`Taken back: your reply is a draft again`)
        })
        .catch((error: unknown) => {
          const left = error instanceof Refusal && error.status === 404
          say(left ? t`It is too late: the reply has left` : failure(error), { bad: true })
        })
        .finally(() => void cache.invalidateQueries({ queryKey: timelineKey(ref) }))
    },
    [me, ref, back, cache, t, failure],
  )
}

/** Has a letter sent again that failed. */
export function useResend(ref: string) {
  const cache = useQueryClient()
  const { t } = useLingui()
  const failure = useFailure()
  return useMutation({
    mutationFn: (id: string) => answer(client.POST('/api/letters/{id}/resend', { params: { path: { id } } })),
    onSuccess: () => say(t`It is sent again`),
    onError: (error) => say(failure(error), { bad: true }),
    onSettled: () => cache.invalidateQueries({ queryKey: timelineKey(ref) }),
  })
}

export type Said = {
  kind: 'reply' | 'note'
  /** the requester's own words, taken down, and by which way they came */
  heard?: 'phone' | 'walk_in'
  text: string
  files: string[]
  named?: Mentionable[]
  /** addresses that get a copy */
  copies?: string[]
  move?: AnyMove
  action?: NoteAction
}
/** What a note writes down beside its words. */
export type NoteAction = { activity?: string; outcome?: string; started_at?: string; ended_at?: string }

export function useSay(kind: Kind, ref: string, after: () => void) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: ({ kind: what, text, files, named = [], move, action, heard, copies = [] }: Said) => {
      const at = { params: { path: { ref } } }
      const body = { text, ...(files.length > 0 ? { attachment_ids: files } : {}) }
      return what === 'note'
        ? answer(
            client.POST(of(kind, '/api/incidents/{ref}/notes'), {
              ...at,
              body: {
                ...body,
                ...action,
                ...(named.length > 0 ? { mentions: named.map(({ kind, id }) => ({ kind, id })) } : {}),
              },
            }),
          )
        : answer(
            client.POST(of(kind, '/api/incidents/{ref}/replies'), {
              ...at,
              // Each kind takes the moves of its own.
              body: {
                ...body,
                ...(heard ? { heard } : {}),
                ...(copies.length > 0 ? { copies } : {}),
                ...(move ? { state: move as Move } : {}),
              },
            }),
          )
    },
    onSuccess: async () => {
      after()
      await cache.invalidateQueries({ queryKey: timelineKey(ref) })
    },
  })
}
