// Who follows the record on screen; the desk adds whom it may see.
import type { AnyRecord } from '~/api/types'
import { useMe } from '~/features/auth/queries'
import { PersonField } from '~/features/person/PersonField'
import { Watchers } from '~/features/watcher/Watchers'

export function Following({ record }: { record: AnyRecord }) {
  const me = useMe()
  return (
    <Watchers
      record={record.reference}
      me={me.id}
      own={record.requester.id === me.id || !record.actions.includes('note')}
      mayAdd={record.actions.includes('change')}
      field={(value, set, label, error) => (
        <PersonField label={label} value={value} onChange={set} error={error} autoFocus />
      )}
    />
  )
}
