// One record, of whichever kind: what it is decides which practice shows it.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Kind, Team } from '~/api/types'
import { useMe } from '~/features/auth/queries'
import { teamsQuery } from '~/features/team/queries'
import { recordQuery, ticketKeys } from '~/features/ticket/queries'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import { ErrorPage } from '~/ui/ErrorPage'
import { Bar } from '~/ui/parts'
import { ChangeRecord, IncidentRecord, RequestRecord } from './practices'
import { remember } from './recent'
import type { QueueSearch } from './search'

export function Record({ kind }: { kind?: Kind }) {
  const { ref = '' } = useParams({ strict: false }) as { ref?: string }
  const record = useQuery(recordQuery(ref, kind))
  const teams = useQuery(teamsQuery).data ?? none
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as QueueSearch
  const cache = useQueryClient()
  const found = record.data
  const me = useMe().id
  useEffect(() => {
    if (found) remember(me, found)
  }, [me, found])
  useTitle(found ? `${found.reference} ${found.title}` : ref)
  // An id, a reference that it had before, the address of another kind: all lead
  // to the record's own address.
  useEffect(() => {
    if (!found || (found.reference === ref && found.kind === kind)) return
    cache.setQueryData(ticketKeys.record(found.reference), found)
    void navigate({ to: paths.desk.record(found.kind, found.reference), search, replace: true })
  }, [found, ref, kind, navigate, search, cache])
  if (record.error && !found)
    return <ErrorPage of={record.error} home={paths.desk.home} retry={() => void record.refetch()} />
  if (!found) return <Bar on />
  switch (found.kind) {
    case 'request':
      return <RequestRecord key={found.reference} record={found} teams={teams} />
    case 'change':
      return <ChangeRecord key={found.reference} record={found} teams={teams} />
    default:
      return <IncidentRecord key={found.reference} record={found} teams={teams} />
  }
}

const none: Team[] = []
