import { Trans, useLingui } from '@lingui/react/macro'
import { Preferences, Tokens } from '~/features/auth/Account'
import { useMe } from '~/features/auth/queries'
import { ChangePassword, Screens } from '~/features/auth/Safety'
import { SecondFactor } from '~/features/auth/SecondFactor'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import c from './Page.module.css'

export function Account() {
  const { t } = useLingui()
  const me = useMe()
  const teams = me.teams.map((x) => x.name).join(', ')
  useTitle(t`My account`)
  return (
    <main className={c.page} id="main" tabIndex={-1}>
      <h1>
        <Trans>My account</Trans>
      </h1>
      <p className={c.lead}>
        {me.name} · {me.email}
        {teams && ` · ${teams}`}
      </p>
      <Preferences keyboard />
      <ChangePassword />
      <SecondFactor onReady={() => window.location.reload()} />
      <Screens signIn={paths.signIn} />
      <Tokens reference={paths.reference} />
    </main>
  )
}
