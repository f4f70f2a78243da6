// Each practice's record in the frame that all share.
import { lazy, type ReactNode, Suspense } from 'react'
import type { AnyRecord, ChangeRequest, Incident, ServiceRequest, Team } from '~/api/types'
import { type Doings, useChange, useIncident, useRequest } from './doings'
import { Following } from './Following'
import { RecordFrame } from './RecordFrame'
import { Sorting } from './Sorting'

// What stands on a tab is loaded when the tab is opened.
const IncidentDetails = lazy(() => import('~/features/incident/Details').then((m) => ({ default: m.Details })))
const RequestDetails = lazy(() => import('~/features/request/Details').then((m) => ({ default: m.Details })))
const ChangeDetails = lazy(() => import('~/features/change/Details').then((m) => ({ default: m.Details })))
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
            {props.details}
          </Suspense>
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
