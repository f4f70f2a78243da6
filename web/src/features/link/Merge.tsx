// A duplicate goes on in another record; its way back is there while nothing was
// said since.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { answer, client } from '~/api/client'
import type { AnyRecord, Link } from '~/api/types'
import { Alert, useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './link.module.css'

export type Other = Link['record']

export const at = (ref: string) => ({ params: { path: { ref } } })

export const mergeQuery = (ref: string) =>
  queryOptions({
    queryKey: ['links', ref, 'merge'],
    queryFn: ({ signal }) => answer(client.GET('/api/tickets/{ref}/merge', { ...at(ref), signal })),
  })

/** Takes a merge back, and says so. */
export function useParting(ref: string) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const failure = useFailure()
  return async () => {
    try {
      const back = await answer(client.POST('/api/tickets/{ref}/merge/undo', at(ref)))
      say(t`${back.reference} goes on by itself again`)
    } catch (error) {
      say(failure(error), { bad: true })
    } finally {
      for (const key of ['ticket', 'tickets', 'timeline', 'links']) void cache.invalidateQueries({ queryKey: [key] })
    }
  }
}

/** Above a record that goes on in another. */
export function Merged(props: { record: AnyRecord; open: (record: Other) => ReactNode }) {
  const { record } = props
  const duplicate = record.state === 'cancelled' && record.cancel_reason === 'duplicate'
  const state = useQuery({ ...mergeQuery(record.reference), enabled: duplicate }).data
  const part = useParting(record.reference)
  if (!duplicate || !state?.into) return null
  return (
    <div className={c.merged}>
      <Alert
        tools={
          state.undo && (
            <Button size="compact-md" onClick={() => void part()}>
              <Trans>Undo the merge</Trans>
            </Button>
          )
        }
      >
        <Trans>This record goes on in {props.open(state.into as Other)}: answer there.</Trans>{' '}
        {!state.undo && <Trans>Something was said since: the merge cannot be undone any more.</Trans>}
      </Alert>
    </div>
  )
}
