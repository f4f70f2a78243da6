import { useLingui } from '@lingui/react/macro'
import { NoticeList } from '~/features/notice/NoticeList'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import c from './Page.module.css'

export function Notices() {
  const { t } = useLingui()
  useTitle(t`Notifications`)
  return (
    <main className={c.page} id="main" tabIndex={-1}>
      <NoticeList
        page
        to={(n) => ({ to: paths.portal.record(n.record.reference), hash: `e-${n.entry}` })}
        done={() => {}}
      />
    </main>
  )
}
