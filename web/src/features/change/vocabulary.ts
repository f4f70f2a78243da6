// The codes that only a change has.
import type { Risk } from '~/api/types'

export const risks: Risk[] = ['low', 'medium', 'high']
