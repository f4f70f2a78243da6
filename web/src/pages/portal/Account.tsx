import { Trans, useLingui } from '@lingui/react/macro'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { Preferences, SignOut, Tokens } from '~/features/auth/Account'
import { useMe } from '~/features/auth/queries'
import { ChangePassword, Screens } from '~/features/auth/Safety'
import { SecondFactor } from '~/features/auth/SecondFactor'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import c from './Page.module.css'

export function Account() {
  const { t } = useLingui()
  const me = useMe()
  useTitle(t`My account`)
  // With it the roles come: what opens then is another page.
  const factor = <SecondFactor onReady={() => window.location.assign(paths.portal.home)} />
  const place = [me.organisation?.name, me.site?.name].filter(Boolean).join(', ')
  return (
    <main className={`${c.page} ${c.narrow}`} id="main" tabIndex={-1}>
      <Link to={paths.portal.home} className={c.back}>
        <IconArrowLeft size={20} aria-hidden="true" />
        <Trans>Home</Trans>
      </Link>
      <div className={c.headed}>
        <div className={c.top}>
          <h1>
            <Trans>My account</Trans>
          </h1>
          <p className={c.meta}>{[me.name, me.email, place].filter(Boolean).join(' · ')}</p>
        </div>
        <SignOut to={paths.signIn} />
      </div>
      <div>
        {me.limited && factor}
        <Preferences />
        <ChangePassword />
        {!me.limited && factor}
        <Screens signIn={paths.signIn} />
        <Tokens reference={paths.reference} />
      </div>
    </main>
  )
}
