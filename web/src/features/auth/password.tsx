// What every form that asks for a password shares.
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Refusal } from '~/api/client'
import type { Me } from '~/api/types'
import { Alert, Failure } from '~/ui/parts'
import { useSignIn } from './queries'

export function useSignInForm(done: (me: Me) => void) {
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const signIn = useSignIn()
  const enter = (l: string, p: string) => signIn.mutate({ login: l, password: p }, { onSuccess: done })
  return {
    login,
    setLogin,
    password,
    setPassword,
    signIn,
    enter,
    submit: (e: FormEvent) => {
      e.preventDefault()
      enter(login.trim(), password)
    },
  }
}

export function Refused({ error }: { error: unknown }) {
  if (!error) return null
  if (error instanceof Refusal && (error.status === 401 || error.status === 403))
    return (
      <Alert tone="red">
        <Trans>This name and this password do not go together. Check both, then try again.</Trans>
      </Alert>
    )
  if (error instanceof Refusal && error.status === 429)
    return (
      <Alert tone="amber">
        <Trans>Too many attempts. Wait a few minutes before trying again.</Trans>
      </Alert>
    )
  return <Failure of={error} />
}
