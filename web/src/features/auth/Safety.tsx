// Where a person is signed in, and their password.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, PasswordInput } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, client } from '~/api/client'
import { useFormat, useNow } from '~/ui/context'
import { forget } from '~/ui/draft'
import { Alert, Chip, Failure } from '~/ui/parts'
import { useWrong } from '~/ui/wrong'
import c from './auth.module.css'
import { device } from './device'
import { accountQuery, authKeys, sessionsQuery } from './queries'

export function Screens(props: { signIn: string }) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const sessions = useQuery(sessionsQuery)
  const format = useFormat()
  const now = useNow()
  const revoke = useMutation({
    mutationFn: (id: string) => answer(client.DELETE('/api/sessions/{id}', { params: { path: { id } } })),
    onSettled: () => cache.invalidateQueries({ queryKey: authKeys.sessions }),
  })
  const leave = useMutation({
    mutationFn: () => answer(client.DELETE('/api/sessions')),
    onSuccess: () => {
      forget()
      window.location.assign(props.signIn)
    },
  })
  const failed = sessions.error ?? revoke.error ?? leave.error
  return (
    <section className={c.section}>
      <h2>
        <Trans>Where I am signed in</Trans>
      </h2>
      {failed && <Failure of={failed} />}
      <ul className={c.list}>
        {sessions.data?.items.map((s) => {
          const name = device(s.device) || t`Unknown device`
          const seen = format.ago(s.seen_at, now)
          return (
            <li key={s.id}>
              <span>
                {name} {s.current && <Chip tone="green">{t`This screen`}</Chip>}
                <small>
                  {s.way === 'link' ? <Trans>by a link, last seen {seen}</Trans> : <Trans>last seen {seen}</Trans>}
                </small>
              </span>
              {!s.current && (
                <Button
                  leftSection={<IconLogout size={16} />}
                  onClick={() => revoke.mutate(s.id)}
                  aria-label={t`Sign out ${name}`}
                  loading={revoke.isPending && revoke.variables === s.id}
                >
                  <Trans>Sign out</Trans>
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      <div>
        <Button loading={leave.isPending} onClick={() => leave.mutate()}>
          <Trans>Sign out everywhere</Trans>
        </Button>
      </div>
    </section>
  )
}

export function ChangePassword() {
  const { t } = useLingui()
  const cache = useQueryClient()
  const account = useQuery(accountQuery)
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState('')
  const change = useMutation({
    mutationFn: () => answer(client.POST('/api/me/password', { body: { current, password } })),
    onSuccess: () => {
      setCurrent('')
      setPassword('')
      void cache.invalidateQueries({ queryKey: authKeys.sessions })
    },
  })
  const { wrong, told, bind } = useWrong(change.error)
  if (!account.data?.login) return null
  const show = { 'aria-label': t`Show the password` }
  return (
    <section className={c.section}>
      <h2>
        <Trans>Password</Trans>
      </h2>
      {change.isSuccess && (
        <Alert tone="green">
          <Trans>Your new password is set. Every other screen was signed out.</Trans>
        </Alert>
      )}
      {change.error && !told('current', 'password') && <Failure of={change.error} />}
      <form
        className={c.row}
        onSubmit={(e) => {
          e.preventDefault()
          change.mutate()
        }}
        {...bind}
      >
        <input type="text" name="username" autoComplete="username" value={account.data.login} readOnly hidden />
        <PasswordInput
          label={t`Current password`}
          name="current"
          className={c.password}
          autoComplete="current-password"
          required
          withAsterisk={false}
          error={wrong('current')}
          value={current}
          onChange={(e) => setCurrent(e.currentTarget.value)}
          visibilityToggleButtonProps={show}
        />
        <PasswordInput
          label={t`New password`}
          name="password"
          className={c.password}
          autoComplete="new-password"
          required
          withAsterisk={false}
          error={wrong('password')}
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          visibilityToggleButtonProps={show}
        />
        <Button type="submit" variant="filled" loading={change.isPending} disabled={!current || !password}>
          <Trans>Change the password</Trans>
        </Button>
      </form>
    </section>
  )
}
