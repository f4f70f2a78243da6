// What the pages that a letter's link opens share.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, PasswordInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Refusal } from '~/api/client'
import { Alert } from '~/ui/parts'
import c from './auth.module.css'

/** What stands after the # of the address: read once, then taken out of sight. */
export function useLink(): string {
  const [link] = useState(() => window.location.hash.slice(1))
  useEffect(() => window.history.replaceState(null, '', window.location.pathname), [])
  return link
}

/** Somebody came without the end of the address, or loaded the page again. */
export function LinkMissing(props: { again?: string; signIn: string }) {
  return (
    <>
      <Alert tone="amber">
        {props.again ? (
          <Trans>
            The address is not whole. Open the link of the letter again, or copy all of it; if it is lost, ask for
            another.
          </Trans>
        ) : (
          <Trans>
            The address is not whole. Open the link of the letter again, or copy all of it; if it is lost, ask whoever
            invited you to send another.
          </Trans>
        )}
      </Alert>
      <Otherwise {...props} />
    </>
  )
}

/** The ways in that are left without a link. */
export function Otherwise(props: { again?: string; signIn: string }) {
  return (
    <>
      {props.again && (
        <Button component="a" href={props.again} variant="filled" fullWidth>
          <Trans>Ask for another link</Trans>
        </Button>
      )}
      <p className={c.links}>
        <a href={props.signIn}>
          <Trans>Sign in with a password</Trans>
        </a>
      </p>
    </>
  )
}

/** The link was good once. */
export function LinkOver(props: { again: string; signIn: string }) {
  return (
    <>
      <Alert tone="amber">
        <Trans>This link no longer works: it was used, a newer one replaced it, or its time is over.</Trans>
      </Alert>
      <Otherwise {...props} />
    </>
  )
}

export const isOver = (error: unknown) => error instanceof Refusal && error.code === 'link.over'

export function ChoosePassword(props: {
  label: string
  value: string
  onChange: (password: string) => void
  error?: string
}) {
  const { t } = useLingui()
  return (
    <PasswordInput
      label={props.label}
      description={t`At least 12 characters: a phrase of your own is best.`}
      name="new-password"
      autoComplete="new-password"
      required
      withAsterisk={false}
      autoFocus
      error={props.error}
      value={props.value}
      onChange={(e) => props.onChange(e.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
    />
  )
}
