// Which priority impact and urgency give, by the matrix that the desk has chosen.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { answer, client } from '~/api/client'

const matrixQuery = queryOptions({
  queryKey: ['vocabulary', 'priorities'],
  queryFn: async ({ signal }) => (await answer(client.GET('/api/vocabulary', { signal }))).priorities,
  staleTime: 5 * 60_000,
})

/** The server decides; this says beforehand what it will be, once the matrix is here. */
export function usePriority() {
  const matrix = useQuery(matrixQuery).data
  return (impact: number, urgency: number): number | undefined => matrix?.[impact - 1]?.[urgency - 1]
}
