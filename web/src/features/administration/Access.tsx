// How a person comes in: their account, and the invitation to it.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconCircleCheck, IconClock, IconMail, IconUserOff } from '@tabler/icons-react'
import { useFormat, useNow } from '~/ui/context'
import { Once } from '~/ui/Once'
import { Alert, Chip, Failure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './administration.module.css'
import { type AdministeredPerson, invite, uninvite, useAct } from './queries'

export function AccountChip({ of }: { of: AdministeredPerson['account']['state'] }) {
  switch (of) {
    case 'active':
      return (
        <Chip tone="green" icon={IconCircleCheck}>
          <Trans>active account</Trans>
        </Chip>
      )
    case 'invited':
      return (
        <Chip tone="amber" icon={IconClock}>
          <Trans>invited</Trans>
        </Chip>
      )
    case 'deactivated':
      return (
        <Chip icon={IconUserOff}>
          <Trans>deactivated</Trans>
        </Chip>
      )
    default:
      return (
        <Chip>
          <Trans>no account</Trans>
        </Chip>
      )
  }
}

export function PersonAccess({ person }: { person: AdministeredPerson }) {
  const { t } = useLingui()
  const format = useFormat()
  const now = useNow()
  const send = useAct(() => invite(person.id))
  const back = useAct(() => uninvite(person.id))
  const { state, invited_at, expires_at } = person.account
  const sent = invited_at ? format.ago(invited_at, now) : ''
  const ends = expires_at ? format.date(expires_at, now) : ''
  const link = send.data?.link
  return (
    <section className={c.section}>
      <h2>
        <Trans>Account</Trans>
      </h2>
      <p className={c.account}>
        <AccountChip of={state} /> {state === 'active' && <Trans>Signs in as {person.login}.</Trans>}
        {state === 'invited' && (
          <Trans>
            Invited {sent}, the link works until {ends}
          </Trans>
        )}
        {state === 'none' && <Trans>Can follow their records by e-mail, but has no password to sign in with.</Trans>}
        {state === 'deactivated' && <Trans>Nobody signs in with it.</Trans>}
      </p>
      {send.error && <Failure of={send.error} />}
      {back.error && <Failure of={back.error} />}
      {state === 'invited' && link && (
        <Once text={link}>
          <Trans>
            No mailbox can send yet: give this link to {person.name} yourself. It works once and is not shown again.
          </Trans>
        </Once>
      )}
      {state === 'invited' && send.data?.by_letter && (
        <Alert tone="green">
          <Trans>The invitation is on its way to {person.email}.</Trans>
        </Alert>
      )}
      {(state === 'none' || state === 'invited') && (
        <div className={c.tools}>
          <Button
            leftSection={<IconMail size={16} />}
            variant={state === 'none' ? 'filled' : 'default'}
            loading={send.isPending}
            onClick={() => send.mutate(undefined)}
          >
            {state === 'none' ? <Trans>Invite</Trans> : <Trans>Send again</Trans>}
          </Button>
          {state === 'invited' && (
            <Button
              loading={back.isPending}
              onClick={() =>
                back.mutate(undefined, {
                  onSuccess: () => {
                    send.reset()
                    say(t`Invitation withdrawn`)
                  },
                })
              }
            >
              <Trans>Withdraw the invitation</Trans>
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
