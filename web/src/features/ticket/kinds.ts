// Which kinds of record there are, and which states each has.
import type { Kind, RequestType, State } from '~/api/types'

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
