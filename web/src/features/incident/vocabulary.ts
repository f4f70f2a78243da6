// The codes that only an incident has.
import type { HoldReason } from '~/api/types'

export const holdReasons: HoldReason[] = ['user', 'supplier', 'change', 'problem', 'appointment']
export const resolutionCodes = [
  'solved',
  'solved_remotely',
  'replaced',
  'configured',
  'explained',
  'not_reproduced',
  'no_fault',
]
export const cancelReasons = ['duplicate', 'mistake', 'not_incident']
