// The canned replies, for who answers and for who looks after the desk.
import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useMe } from '~/features/auth/queries'
import { CannedReplies } from '~/features/canned/CannedReplies'
import { teamsQuery } from '~/features/team/queries'
import { useTitle } from '~/ui/context'
import c from './Page.module.css'

function Here() {
  const { t } = useLingui()
  useTitle(t`Canned replies`)
  const me = useMe()
  const manages = me.permissions.includes('setting.manage')
  const all = useQuery(teamsQuery).data ?? []
  return (
    <CannedReplies
      teams={manages ? all : me.teams}
      manages={manages}
      agent={me.permissions.includes('incident.handle')}
    />
  )
}

/** Alone, in the workspace. */
export function CannedRepliesPage() {
  return (
    <main className={c.page} id="main" tabIndex={-1}>
      <Here />
    </main>
  )
}

/** Among the rooms of the administration. */
export const CannedRepliesRoom = Here
