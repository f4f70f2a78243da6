import { Trans, useLingui } from '@lingui/react/macro'
import { Preferences, Tokens } from '~/features/auth/Account'
import { useMe } from '~/features/auth/queries'
import { ChangePassword, Screens } from '~/features/auth/Safety'
import { SecondFactor } from '~/features/auth/SecondFactor'
import { type Choices, NoticeChoices } from '~/features/notice/Choices'
import { noHome, noKeys, usePreference } from '~/features/preference/queries'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import { Segments, useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './Page.module.css'

const noNotices: Choices = {}

export function Account() {
  const { t } = useLingui()
  const me = useMe()
  const teams = me.teams.map((x) => x.name).join(', ')
  useTitle(t`My account`)
  const keys = usePreference('keys', noKeys)
  const home = usePreference('home', noHome)
  const notices = usePreference<Choices>('notices', noNotices)
  const failure = useFailure()
  const fail = (error: unknown) => say(failure(error), { bad: true })
  return (
    <main className={c.page} id="main" tabIndex={-1}>
      <h1>
        <Trans>My account</Trans>
      </h1>
      <p className={c.lead}>
        {me.name} · {me.email}
        {teams && ` · ${teams}`}
      </p>
      <Preferences keyboard={{ on: !keys.value.off, set: (on) => void keys.set({ off: !on }).catch(fail) }} />
      <section className={c.part}>
        <h2>
          <Trans>The workspace opens with</Trans>
        </h2>
        <Segments
          label={t`The workspace opens with`}
          value={home.value.start}
          onChange={(start) => void home.set({ start }).catch(fail)}
          options={[
            { value: 'queue', name: t`The queue` },
            { value: 'home', name: t`Home` },
          ]}
        />
      </section>
      <div className={c.part}>
        <NoticeChoices
          value={notices.value}
          decides={me.permissions.includes('change.authorise')}
          onChange={(next) => void notices.set(next).catch(fail)}
        />
      </div>
      <ChangePassword />
      <SecondFactor onReady={() => window.location.reload()} />
      <Screens signIn={paths.signIn} />
      <Tokens reference={paths.reference} />
    </main>
  )
}
