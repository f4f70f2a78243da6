import { queryOptions } from '@tanstack/react-query'
import { answer, client } from '~/api/client'

export const teamKeys = { all: ['teams'] as const }

export const teamsQuery = queryOptions({
  queryKey: teamKeys.all,
  queryFn: async () => (await answer(client.GET('/api/teams'))).items,
  staleTime: 5 * 60_000,
})
