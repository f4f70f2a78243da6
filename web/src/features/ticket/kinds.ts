// Which kinds of record there are, and which states each has.
import type { HoldReason, Kind, RequestType, State } from '~/api/types'

export const requestTypes: RequestType[] = ['information', 'advice', 'access', 'resource', 'complaint', 'compliment']
export const kinds: Kind[] = ['incident', 'request', 'change']

/** The states in which a record is still somebody's work. */
export const openStates: Record<Kind, State[]> = {
  incident: ['new', 'assigned', 'in_progress', 'on_hold'],
  request: ['submitted', 'in_fulfilment', 'on_hold'],
  change: ['registered', 'assessed', 'authorised', 'planned'],
}

/** All the states of a kind, as they follow each other. */
export const statesOf: Record<Kind, State[]> = {
  incident: [...openStates.incident, 'resolved', 'closed', 'cancelled'],
  request: [...openStates.request, 'fulfilled', 'closed', 'refused', 'cancelled'],
  change: [...openStates.change, 'implemented', 'failed', 'closed', 'refused', 'cancelled'],
}

/** The columns of a board: all that is not over. */
export const boardStates: Record<Kind, State[]> = {
  incident: [...openStates.incident, 'resolved'],
  request: [...openStates.request, 'fulfilled'],
  change: [...openStates.change, 'implemented', 'failed'],
}

/** What a record of a kind may wait for. */
export const holdReasons: Partial<Record<Kind, HoldReason[]>> = {
  incident: ['user', 'supplier', 'change', 'problem', 'appointment'],
  request: ['user', 'supplier', 'change', 'appointment'],
}

/** Why a record of a kind is given up; the first is the likeliest. */
export const cancelReasons: Record<Kind, string[]> = {
  incident: ['duplicate', 'mistake', 'not_incident'],
  request: ['not_needed', 'duplicate', 'mistake'],
  change: ['not_needed', 'duplicate', 'mistake'],
}

/** How an incident was ended. */
export const resolutionCodes = [
  'solved',
  'solved_remotely',
  'replaced',
  'configured',
  'explained',
  'not_reproduced',
  'no_fault',
]
