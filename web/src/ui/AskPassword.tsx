// The window that asks for the password once more.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, client, Refusal } from '~/api/client'
import { Failure, form } from './parts'

export default function AskPassword(props: { cancel: () => void; done: () => void }) {
  const { t } = useLingui()
  const [password, setPassword] = useState('')
  const prove = useMutation({
    mutationFn: () => answer(client.POST('/api/session/proof', { body: { password } })),
    onSuccess: props.done,
  })
  const wrong = prove.error instanceof Refusal ? prove.error.field('password') : undefined
  return (
    <Modal
      opened
      onClose={props.cancel}
      title={t`Your password, once more`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <form
        className={form.grid}
        onSubmit={(e) => {
          e.preventDefault()
          prove.mutate()
        }}
      >
        <p>
          <Trans>This touches how you sign in: give your password to go on.</Trans>
        </p>
        {prove.error && !wrong && <Failure of={prove.error} />}
        <PasswordInput
          label={t`Password`}
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
          error={wrong}
          value={password}
          onChange={(e) => setPassword(e.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
        />
        <div className={form.tools}>
          <Button onClick={props.cancel}>
            <Trans>Go back</Trans>
          </Button>
          <Button type="submit" variant="filled" loading={prove.isPending}>
            <Trans>Go on</Trans>
          </Button>
        </div>
      </form>
    </Modal>
  )
}
