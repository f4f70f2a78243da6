// Acts that ask for the password again: the server says so, a window asks, and
// the same act goes on.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { answer, client, Refusal } from '~/api/client'
import { Failure, form } from './parts'

const asks = (error: unknown) => error instanceof Refusal && error.code === 'password.again'

/** A mutation that may ask for the password first. Its window is to be drawn. */
export function useProven<In, Out>(mutationFn: (input: In) => Promise<Out>, onSuccess?: (out: Out) => unknown) {
  const [waiting, setWaiting] = useState<{ input: In }>()
  const act = useMutation({
    mutationFn,
    onSuccess,
    onError: (error, input) => {
      if (asks(error)) setWaiting({ input })
    },
  })
  const window: ReactNode = waiting && (
    <AskPassword
      cancel={() => {
        setWaiting(undefined)
        act.reset()
      }}
      done={() => {
        setWaiting(undefined)
        act.mutate(waiting.input)
      }}
    />
  )
  return { ...act, error: asks(act.error) ? null : act.error, window }
}

function AskPassword(props: { cancel: () => void; done: () => void }) {
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
