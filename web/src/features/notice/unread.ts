import { useQuery } from '@tanstack/react-query'
import { useFormat } from '~/ui/context'
import { unreadQuery } from './queries'

/** How many are new, to be shown on a sign. */
export function useUnread(enabled = true): string | undefined {
  const format = useFormat()
  const { data } = useQuery({ ...unreadQuery, enabled })
  return data && data.unread > 0 ? format.count(data.unread, data.more) : undefined
}
