import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, PasswordInput, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { sessionBegins } from '~/api/client'
import type { Me } from '~/api/types'
import { form } from '~/ui/parts'
import { CodeField, Refused, useSignInForm } from './password'
import { authKeys } from './queries'

/** Asks for the password again, over a page that keeps all that was typed. */
export default function SessionOver(props: { done: () => void }) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const me = cache.getQueryData<Me>(authKeys.me)
  const f = useSignInForm((now) => {
    if (me && now.id !== me.id) return window.location.reload()
    sessionBegins()
    props.done()
    void cache.invalidateQueries()
  })
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t`Your session is over`}
    >
      <form
        className={form.grid}
        onSubmit={(e) => {
          e.preventDefault()
          f.enter(f.login.trim() || (me?.email ?? ''), f.password)
        }}
      >
        <p>
          <Trans>Sign in again to go on. What you typed is still there, behind this window.</Trans>
        </p>
        <Refused error={f.signIn.error} />
        {f.codeAsked ? (
          <CodeField code={f.code} setCode={f.setCode} />
        ) : (
          <>
            <TextInput
              label={t`User name or e-mail address`}
              autoComplete="username"
              placeholder={me?.email}
              value={f.login}
              onChange={(e) => f.setLogin(e.currentTarget.value)}
            />
            <PasswordInput
              label={t`Password`}
              autoComplete="current-password"
              required
              withAsterisk={false}
              data-autofocus
              value={f.password}
              onChange={(e) => f.setPassword(e.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
            />
          </>
        )}
        <div className={form.tools}>
          <Button component="a" href="/sign-in">
            <Trans>Sign in as somebody else</Trans>
          </Button>
          <Button type="submit" variant="filled" loading={f.signIn.isPending}>
            <Trans>Go on</Trans>
          </Button>
        </div>
      </form>
    </Modal>
  )
}
