import { Trans, useLingui } from '@lingui/react/macro'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { NoticeList } from '~/features/notice/NoticeList'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import c from './Page.module.css'

export function Notices() {
  const { t } = useLingui()
  useTitle(t`Notifications`)
  return (
    <main className={`${c.page} ${c.narrow}`} id="main" tabIndex={-1}>
      <Link to={paths.portal.home} className={c.back}>
        <IconArrowLeft size={20} aria-hidden="true" />
        <Trans>Home</Trans>
      </Link>
      <NoticeList
        page
        to={(n) => ({ to: paths.portal.record(n.record.reference), hash: `e-${n.entry}` })}
        done={() => {}}
      />
    </main>
  )
}
