// The board beside the list: it takes the filter of the queue, and every move is the
// practice's own, with its window.
import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { AnyRecord, ChangeRequest, Incident, Kind, ListQuery, Row, ServiceRequest, State } from '~/api/types'
import { Board as Columns } from '~/features/ticket/Board'
import { ConflictDialog } from '~/features/ticket/Conflict'
import { recordQuery } from '~/features/ticket/queries'
import { useWords } from '~/features/ticket/vocabulary'
import { About } from '~/ui/about'
import { useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import { type Doings, useChange, useIncident, useRequest } from './doings'

export function Board(props: { kind: Kind; query: ListQuery; search: Record<string, unknown> }) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const words = useWords()
  const failure = useFailure()
  const [moving, setMoving] = useState<{ record: AnyRecord; to: State; turn: number }>()
  const turn = useRef(0)
  const read = useCallback(
    (row: Row) => cache.fetchQuery({ ...recordQuery(row.reference, row.kind), staleTime: 0 }),
    [cache],
  )
  const move = async (row: Row, to: State) => {
    try {
      const record = await read(row)
      if (reachable(record).includes(to)) return setMoving({ record, to, turn: ++turn.current })
      const from = words.state(record.state, '', record.kind)
      const next = words.state(to, '', record.kind)
      say(t`${record.reference}: “${from}” cannot become “${next}”`, { bad: true })
    } catch (error) {
      say(failure(error), { bad: true })
    }
  }
  return (
    <>
      <Columns
        key={props.kind}
        {...props}
        moves={async (row) => reachable(await read(row))}
        move={(row, to) => void move(row, to)}
      />
      {moving && (
        <About.Provider value={`${moving.record.reference}, ${moving.record.title}`}>
          <Mover key={moving.turn} record={moving.record} to={moving.to} />
        </About.Provider>
      )}
    </>
  )
}

const reachable = (record: AnyRecord): State[] => [
  ...(record.actions.includes('decide') ? (['authorised', 'refused'] as State[]) : []),
  ...record.moves,
]

/** Makes one move, as the record's own page does. */
function Mover({ record, to }: { record: AnyRecord; to: State }) {
  switch (record.kind) {
    case 'request':
      return <OfRequest record={record} to={to} />
    case 'change':
      return <OfChange record={record} to={to} />
    default:
      return <OfIncident record={record} to={to} />
  }
}

const OfIncident = ({ record, to }: { record: Incident; to: State }) => <Once of={useIncident(record)} to={to} />
const OfRequest = ({ record, to }: { record: ServiceRequest; to: State }) => <Once of={useRequest(record)} to={to} />
const OfChange = ({ record, to }: { record: ChangeRequest; to: State }) => <Once of={useChange(record)} to={to} />

function Once({ of, to }: { of: Doings; to: State }) {
  const begun = useRef(false)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    of.moves.find((a) => a.id === `move-${to}`)?.run()
  })
  return (
    <>
      {of.dialogs}
      <ConflictDialog conflict={of.verbs.conflict} />
    </>
  )
}
