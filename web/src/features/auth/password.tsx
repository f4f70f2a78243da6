// What every form that asks for a password shares.
import { Trans, useLingui } from '@lingui/react/macro'
import { TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Refusal } from '~/api/client'
import type { Me } from '~/api/types'
import { Alert, Failure, requestClass } from '~/ui/parts'
import { useSignIn } from './queries'

export function useSignInForm(done: (me: Me) => void) {
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [codeAsked, setCodeAsked] = useState(false)
  const signIn = useSignIn()
  const enter = (l: string, p: string) =>
    signIn.mutate(
      { login: l, password: p, ...(codeAsked ? { code } : {}) },
      {
        onSuccess: done,
        onError: (error) => {
          setCode('')
          if (error instanceof Refusal && error.code === 'code_needed') setCodeAsked(true)
        },
      },
    )
  return {
    code,
    setCode,
    codeAsked,
    restart: () => {
      setCodeAsked(false)
      setCode('')
      setPassword('')
      signIn.reset()
    },
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

/** What is asked for once the password is right. */
export function CodeField(props: { code: string; setCode: (code: string) => void }) {
  const { t } = useLingui()
  return (
    <TextInput
      label={t`Code of your telephone`}
      description={t`Six digits from your authenticator program, or one of your recovery codes.`}
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      required
      withAsterisk={false}
      autoFocus
      data-autofocus
      value={props.code}
      onChange={(e) => props.setCode(e.currentTarget.value)}
    />
  )
}

export function Refused({ error }: { error: unknown }) {
  if (!error) return null
  if (error instanceof Refusal && error.code === 'code_needed') return null
  if (error instanceof Refusal && error.code === 'code_wrong') return <Alert tone="red">{error.problem.detail}</Alert>
  if (error instanceof Refusal && (error.status === 401 || error.status === 403))
    return (
      <Alert tone="red">
        <Trans>This name and this password do not go together. Check both, then try again.</Trans>
      </Alert>
    )
  if (error instanceof Refusal && error.status === 429) {
    const request = error.requestId
    const { title, detail } = error.problem
    return (
      <Alert tone="amber">
        {title && detail ? (
          `${title}. ${detail}`
        ) : (
          <Trans>Too many attempts. Wait a few minutes before trying again.</Trans>
        )}
        <div className={requestClass}>
          <Trans>Request {request}</Trans>
        </div>
      </Alert>
    )
  }
  return <Failure of={error} />
}
