// The door: sign in.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Offline } from '~/api/client'
import type { Me, SampleAccount } from '~/api/types'
import { languages } from '~/locales'
import { useTitle } from '~/ui/context'
import { Avatar, Failure, form, Logo, Segments } from '~/ui/parts'
import c from './auth.module.css'
import { Refused, useSignInForm } from './password'
import { deskQuery } from './queries'

function useRoleName() {
  const { t } = useLingui()
  const names: Record<string, string> = { user: t`user`, agent: t`agent`, administrator: t`administrator` }
  return (role: string) => names[role] ?? role
}

export function SignIn(props: {
  language: 'fr' | 'en'
  onLanguage: (language: 'fr' | 'en') => void
  onDone: (me: Me) => void
}) {
  const { t } = useLingui()
  const desk = useQuery(deskQuery)
  const f = useSignInForm(props.onDone)
  const role = useRoleName()
  useTitle(t`Sign in`)
  const samples = desk.data?.sample ?? []
  const unreachable = desk.error instanceof Offline

  return (
    <main className={c.page} id="main">
      <div className={c.box}>
        <div className={c.brand}>
          <Logo size={32} /> Guichet {desk.data?.name && <span>{desk.data.name}</span>}
        </div>
        <h1>
          <Trans>Sign in</Trans>
        </h1>
        <form className={form.grid} onSubmit={f.submit}>
          {unreachable && <Failure of={desk.error} retry={() => void desk.refetch()} />}
          <Refused error={f.signIn.error} />
          <TextInput
            label={t`User name or e-mail address`}
            name="login"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            autoFocus
            value={f.login}
            onChange={(e) => f.setLogin(e.currentTarget.value)}
          />
          <PasswordInput
            label={t`Password`}
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={f.password}
            onChange={(e) => f.setPassword(e.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
          />
          <Button type="submit" variant="filled" fullWidth loading={f.signIn.isPending}>
            <Trans>Sign in</Trans>
          </Button>
        </form>
        {samples.length > 0 && (
          <section className={c.samples} aria-labelledby="samples">
            <h2 id="samples">
              <Trans>Sample accounts</Trans>
            </h2>
            <p>
              <Trans>This desk holds sample data. Choose whom to be:</Trans>
            </p>
            <div>
              {samples.map((s: SampleAccount) => (
                <button
                  key={s.login}
                  type="button"
                  className={c.sample}
                  disabled={f.signIn.isPending}
                  onClick={() => f.enter(s.login, s.password)}
                >
                  <Avatar name={s.name} />
                  <span>
                    {s.name}
                    <small>
                      {s.login} · {s.password}
                    </small>
                  </span>
                  <span>{role(s.role)}</span>
                </button>
              ))}
            </div>
          </section>
        )}
        <div className={c.foot}>
          <Segments
            label={t`Language`}
            value={props.language}
            onChange={props.onLanguage}
            options={languages.map((l) => ({ ...l, lang: l.value }))}
          />
          {desk.data?.version && <span>{desk.data.version}</span>}
        </div>
      </div>
    </main>
  )
}
