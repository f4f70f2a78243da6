// Who is signed in, and what is theirs alone.
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { Me } from '~/api/types'
import { forget } from '~/ui/draft'
import { useProven } from '~/ui/proof'

export const authKeys = {
  me: ['me'] as const,
  desk: ['desk'] as const,
  tokens: ['tokens'] as const,
  sessions: ['sessions'] as const,
  account: ['account'] as const,
  factor: ['second-factor'] as const,
}

export const meQuery = queryOptions({
  queryKey: authKeys.me,
  queryFn: () => answer(client.GET('/api/me')),
  staleTime: 5 * 60_000,
})

/** The person signed in; the routes see to it that there is one. */
export function useMe(): Me {
  const { data } = useQuery(meQuery)
  if (!data) throw new Error('nobody is signed in')
  return data
}

export const deskQuery = queryOptions({
  queryKey: authKeys.desk,
  queryFn: () => answer(client.GET('/api/desk')),
  staleTime: Number.POSITIVE_INFINITY,
})

export function useSignIn() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: { login: string; password: string; code?: string }) =>
      answer(client.POST('/api/session', { body })),
    onSuccess: (me) => cache.setQueryData(authKeys.me, me),
  })
}

export function useSignOut() {
  return useMutation({ mutationFn: () => answer(client.DELETE('/api/session')), onSettled: forget })
}

export function useChangeMe() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (body: Partial<Pick<Me, 'language' | 'zone' | 'theme'>>) => answer(client.PATCH('/api/me', { body })),
    onMutate: (change) => cache.setQueryData<Me>(authKeys.me, (me) => (me ? { ...me, ...change } : me)),
    onSuccess: (me) => cache.setQueryData(authKeys.me, me),
    onError: () => cache.invalidateQueries({ queryKey: authKeys.me }),
  })
}

export const sessionsQuery = queryOptions({
  queryKey: authKeys.sessions,
  queryFn: () => answer(client.GET('/api/sessions')),
})

export const accountQuery = queryOptions({
  queryKey: authKeys.account,
  queryFn: () => answer(client.GET('/api/me/account')),
})

export const factorQuery = queryOptions({
  queryKey: authKeys.factor,
  queryFn: () => answer(client.GET('/api/me/second-factor')),
})

export const tokensQuery = queryOptions({
  queryKey: authKeys.tokens,
  queryFn: () => answer(client.GET('/api/tokens')),
})

export function useCreateToken(done: () => void) {
  const cache = useQueryClient()
  return useProven(
    (name: string) => answer(client.POST('/api/tokens', { body: { name } })),
    () => {
      done()
      return cache.invalidateQueries({ queryKey: authKeys.tokens })
    },
  )
}

export function useRevokeToken() {
  const cache = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => answer(client.DELETE('/api/tokens/{id}', { params: { path: { id } } })),
    onSettled: () => cache.invalidateQueries({ queryKey: authKeys.tokens }),
  })
}
