// The codes that only a request has.
import type { RequestType } from '~/api/types'

export const requestTypes: RequestType[] = ['information', 'advice', 'access', 'resource', 'complaint', 'compliment']
export const holdReasons = ['user', 'supplier', 'change', 'appointment']
export const cancelReasons = ['duplicate', 'mistake', 'not_needed']
