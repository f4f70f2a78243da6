// Letters with links: asking for one, and what the link opens. Opening the page
// of a link does nothing: programs that look into mail do it too.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, client, Refusal } from '~/api/client'
import type { Me } from '~/api/types'
import { useTitle } from '~/ui/context'
import { Alert, Failure, form } from '~/ui/parts'
import c from './auth.module.css'
import { Frame, type Speaking } from './Frame'
import { ChoosePassword, isOver, LinkMissing, LinkOver, useLink } from './link'
import { deskQuery } from './queries'

type Asking = { of: 'password' | 'session'; signIn: string }

export function AskLink(props: Speaking & Asking) {
  const { t } = useLingui()
  const desk = useQuery(deskQuery)
  const [address, setAddress] = useState('')
  const ask = useMutation({
    mutationFn: (body: { address: string }) =>
      answer(
        props.of === 'password'
          ? client.POST('/api/password/links', { body })
          : client.POST('/api/session/links', { body }),
      ),
  })
  const title = props.of === 'password' ? t`Forgotten password` : t`Sign in by e-mail`
  useTitle(title)
  const minutes = ask.data?.minutes ?? 0
  return (
    <Frame {...props} name={desk.data?.name} version={desk.data?.version} title={title}>
      {desk.data && !desk.data.letters ? (
        <Alert tone="amber">
          <Trans>
            This service desk cannot send e-mail yet. Ask it in another way: by telephone or at the counter.
          </Trans>
        </Alert>
      ) : ask.isSuccess ? (
        <Alert tone="green">
          <Trans>
            If {address} is known to the service desk, a letter is on its way. Its link works once, for {minutes}{' '}
            minutes.
          </Trans>
        </Alert>
      ) : (
        <form
          className={form.grid}
          onSubmit={(e) => {
            e.preventDefault()
            ask.mutate({ address: address.trim() })
          }}
        >
          <p>
            {props.of === 'password' ? (
              <Trans>Give your e-mail address: you will get a link to choose a new password.</Trans>
            ) : (
              <Trans>Without an account, follow what you asked for: you will get a link to sign in.</Trans>
            )}
          </p>
          {ask.error && <Failure of={ask.error} />}
          <TextInput
            label={t`E-mail address`}
            name="address"
            type="email"
            autoComplete="email"
            required
            withAsterisk={false}
            autoFocus
            value={address}
            onChange={(e) => setAddress(e.currentTarget.value)}
          />
          <Button type="submit" variant="filled" fullWidth loading={ask.isPending}>
            <Trans>Send the link</Trans>
          </Button>
        </form>
      )}
      <p className={c.links}>
        <a href={props.signIn}>
          <Trans>Sign in with a password</Trans>
        </a>
      </p>
    </Frame>
  )
}

export function NewPassword(props: Speaking & { signIn: string; again: string }) {
  const { t } = useLingui()
  const desk = useQuery(deskQuery)
  const link = useLink()
  const [password, setPassword] = useState('')
  const set = useMutation({
    mutationFn: (body: { link: string; password: string }) => answer(client.POST('/api/password', { body })),
  })
  useTitle(t`New password`)
  const wrong = set.error instanceof Refusal ? set.error.field('password') : undefined
  return (
    <Frame {...props} name={desk.data?.name} version={desk.data?.version} title={<Trans>New password</Trans>}>
      {set.isSuccess ? (
        <>
          <Alert tone="green">
            <Trans>Your new password is set. Every screen was signed out.</Trans>
          </Alert>
          <Button component="a" href={props.signIn} variant="filled" fullWidth>
            <Trans>Sign in</Trans>
          </Button>
        </>
      ) : !link ? (
        <LinkMissing again={props.again} signIn={props.signIn} />
      ) : isOver(set.error) ? (
        <LinkOver again={props.again} signIn={props.signIn} />
      ) : (
        <form
          className={form.grid}
          onSubmit={(e) => {
            e.preventDefault()
            set.mutate({ link, password })
          }}
        >
          {set.error && !wrong && <Failure of={set.error} />}
          <ChoosePassword label={t`New password`} value={password} onChange={setPassword} error={wrong} />
          <Button type="submit" variant="filled" fullWidth loading={set.isPending}>
            <Trans>Set the new password</Trans>
          </Button>
          <p className={c.links}>
            <a href={props.again}>
              <Trans>Ask for another link</Trans>
            </a>
          </p>
        </form>
      )}
    </Frame>
  )
}

export function Enter(props: Speaking & { onDone: (me: Me) => void; again: string; signIn: string }) {
  const { t } = useLingui()
  const desk = useQuery(deskQuery)
  const link = useLink()
  const enter = useMutation({
    mutationFn: (body: { link: string }) => answer(client.POST('/api/session/link', { body })),
  })
  useTitle(t`Sign in`)
  return (
    <Frame {...props} name={desk.data?.name} version={desk.data?.version} title={<Trans>Sign in</Trans>}>
      {!link ? (
        <LinkMissing again={props.again} signIn={props.signIn} />
      ) : isOver(enter.error) ? (
        <LinkOver again={props.again} signIn={props.signIn} />
      ) : (
        <form
          className={form.grid}
          onSubmit={(e) => {
            e.preventDefault()
            enter.mutate({ link }, { onSuccess: props.onDone })
          }}
        >
          {enter.error ? <Failure of={enter.error} /> : <p>{t`This link signs you in on this device, once.`}</p>}
          <Button type="submit" variant="filled" fullWidth loading={enter.isPending} autoFocus>
            <Trans>Sign in</Trans>
          </Button>
          <p className={c.links}>
            <a href={props.again}>
              <Trans>Ask for another link</Trans>
            </a>
          </p>
        </form>
      )}
    </Frame>
  )
}
