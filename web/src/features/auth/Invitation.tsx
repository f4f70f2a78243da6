// Somebody was invited: they see for whom the account is, and choose its
// password. Opening the page does nothing to the invitation.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, client, Refusal } from '~/api/client'
import type { Me } from '~/api/types'
import { useTitle } from '~/ui/context'
import { Alert, Failure, form } from '~/ui/parts'
import { Frame, type Speaking } from './Frame'
import { ChoosePassword, isOver, LinkMissing, Otherwise, useLink } from './link'
import { deskQuery } from './queries'

export function Invitation(props: Speaking & { onDone: (me: Me) => void; signIn: string }) {
  const { t } = useLingui()
  const desk = useQuery(deskQuery)
  const link = useLink()
  const [password, setPassword] = useState('')
  const invited = useQuery({
    queryKey: ['invitation', link],
    queryFn: () => answer(client.POST('/api/invitation/look', { body: { link } })),
    enabled: link !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })
  const accept = useMutation({
    mutationFn: () => answer(client.POST('/api/invitation', { body: { link, password } })),
    onSuccess: props.onDone,
  })
  useTitle(t`Your account`)
  const wrong = accept.error instanceof Refusal ? accept.error.field('password') : undefined
  const name = invited.data?.name ?? ''
  const over = isOver(invited.error)
  return (
    <Frame {...props} name={desk.data?.name} version={desk.data?.version} title={<Trans>Your account</Trans>}>
      {!link ? (
        <LinkMissing signIn={props.signIn} />
      ) : over ? (
        <>
          <Alert tone="amber">
            <Trans>
              This invitation no longer opens: it was used, a newer one replaced it, or its time is over. Ask whoever
              invited you to send another.
            </Trans>
          </Alert>
          <Otherwise signIn={props.signIn} />
        </>
      ) : invited.error ? (
        <Failure of={invited.error} retry={() => void invited.refetch()} />
      ) : !invited.data ? (
        <Skeleton height={160} />
      ) : (
        <form
          className={form.grid}
          onSubmit={(e) => {
            e.preventDefault()
            accept.mutate()
          }}
        >
          <p>
            <Trans>Welcome, {name}. Choose the password you will sign in with.</Trans>
          </p>
          {accept.error && !wrong && <Failure of={accept.error} />}
          <TextInput
            label={t`You will sign in as`}
            name="username"
            autoComplete="username"
            readOnly
            value={invited.data.login}
          />
          <ChoosePassword label={t`Password`} value={password} onChange={setPassword} error={wrong} />
          <Button type="submit" variant="filled" fullWidth loading={accept.isPending}>
            <Trans>Set the password and sign in</Trans>
          </Button>
        </form>
      )}
    </Frame>
  )
}
