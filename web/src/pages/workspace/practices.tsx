// Each practice's record in the frame that all share.
import { lazy, type ReactNode, Suspense } from 'react'
import type { AnyRecord, ChangeRequest, Incident, ServiceRequest, Team } from '~/api/types'
import { Details as ChangeDetails } from '~/features/change/Details'
import { Details as IncidentDetails } from '~/features/incident/Details'
import { Details as RequestDetails } from '~/features/request/Details'
import { type Doings, useChange, useIncident, useRequest } from './doings'
import { Following } from './Following'
import { RecordFrame } from './RecordFrame'
import { Sorting } from './Sorting'

const Custom = lazy(() => import('./Custom').then((m) => ({ default: m.Custom })))

function Framed(props: { record: AnyRecord; teams: Team[]; doings: Doings; details: ReactNode }) {
  const { record, doings } = props
  return (
    <RecordFrame
      record={record}
      teams={props.teams}
      {...doings}
      details={
        <>
          <Sorting record={record} verbs={doings.verbs} />
          <Following record={record} />
          <Suspense>
            <Custom record={record} verbs={doings.verbs} />
          </Suspense>
          {props.details}
        </>
      }
    />
  )
}

export function IncidentRecord({ record, teams }: { record: Incident; teams: Team[] }) {
  const doings = useIncident(record)
  const details = <IncidentDetails record={record} verbs={doings.verbs} />
  return <Framed record={record} teams={teams} doings={doings} details={details} />
}

export function RequestRecord({ record, teams }: { record: ServiceRequest; teams: Team[] }) {
  const doings = useRequest(record)
  const details = <RequestDetails record={record} verbs={doings.verbs} />
  return <Framed record={record} teams={teams} doings={doings} details={details} />
}

export function ChangeRecord({ record, teams }: { record: ChangeRequest; teams: Team[] }) {
  const doings = useChange(record)
  const details = <ChangeDetails record={record} verbs={doings.verbs} />
  return <Framed record={record} teams={teams} doings={doings} details={details} />
}
