// The door: sign in.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Me, SampleAccount } from '~/api/types'
import { useTitle } from '~/ui/context'
import { Avatar, Failure, form } from '~/ui/parts'
import c from './auth.module.css'
import { Frame, type Speaking } from './Frame'
import { CodeField, Refused, useSignInForm } from './password'
import { deskQuery } from './queries'

function useRoleName() {
  const { t } = useLingui()
  const names: Record<string, string> = {
    user: t`user`,
    agent: t`agent`,
    authority: t`change authority`,
    administrator: t`administrator`,
    reader: t`reader`,
  }
  return (role: string) => names[role] ?? role
}

export function SignIn(
  props: Speaking & { forgotten: string; byMail: string; onEmpty: () => void; onDone: (me: Me) => void },
) {
  const { t } = useLingui()
  const desk = useQuery(deskQuery)
  const f = useSignInForm(props.onDone)
  const role = useRoleName()
  useTitle(t`Sign in`)
  const samples = desk.data?.sample ?? []
  const shared = samples.every((s) => s.password === samples[0]?.password) ? samples[0]?.password : undefined
  const empty = desk.data?.setup === true
  const { onEmpty } = props
  useEffect(() => {
    if (empty) onEmpty()
  }, [empty, onEmpty])

  return (
    <Frame {...props} name={desk.data?.name} version={desk.data?.version} title={<Trans>Sign in</Trans>}>
      <form className={form.grid} onSubmit={f.submit}>
        {desk.error && <Failure of={desk.error} retry={() => void desk.refetch()} />}
        <Refused error={f.signIn.error} />
        {f.codeAsked ? (
          <CodeField code={f.code} setCode={f.setCode} />
        ) : (
          <>
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
          </>
        )}
        <Button type="submit" variant="filled" fullWidth loading={f.signIn.isPending}>
          <Trans>Sign in</Trans>
        </Button>
      </form>
      {f.codeAsked && (
        <p className={c.links}>
          <button type="button" className={c.textButton} onClick={f.restart}>
            <Trans>Sign in as somebody else</Trans>
          </button>
        </p>
      )}
      {!f.codeAsked && (
        <p className={c.links}>
          <a href={props.forgotten}>
            <Trans>Forgotten password</Trans>
          </a>
          <a href={props.byMail}>
            <Trans>Sign in by e-mail, without a password</Trans>
          </a>
        </p>
      )}
      {samples.length > 0 && !f.codeAsked && (
        <section className={c.samples} aria-labelledby="samples">
          <h2 id="samples">
            <Trans>Sample accounts</Trans>
          </h2>
          <p>
            <Trans>This desk holds sample data. Choose an account:</Trans>
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
                    {s.login}
                    {!shared && ` · ${s.password}`}
                  </small>
                </span>
                <span>{role(s.role)}</span>
              </button>
            ))}
          </div>
          {shared && (
            <p>
              <Trans>
                They share one password: <span className="nowrap">{shared}</span>
              </Trans>
            </p>
          )}
        </section>
      )}
    </Frame>
  )
}
