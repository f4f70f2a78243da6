// How a mailbox signs in to its servers: by passwords, or by tokens of a provider.
import { Trans, useLingui } from '@lingui/react/macro'
import { PasswordInput, TextInput } from '@mantine/core'
import type { Mailbox, MailboxChange } from '~/api/types'
import { form, Pick } from '~/ui/parts'
import c from './mailbox.module.css'

export type SignInFields = {
  grant: string
  token_url: string
  client_id: string
  client_secret: string
  scope: string
  refresh_token: string
}

export const byToken = (s: SignInFields) => s.grant !== 'password'

export function startSignIn(box: Mailbox | undefined): SignInFields {
  const s = box?.sign_in
  return {
    grant: s?.grant ?? 'password',
    token_url: s?.token_url ?? '',
    client_id: s?.client_id ?? '',
    scope: s?.scope ?? '',
    client_secret: '',
    refresh_token: '',
  }
}

/** What is sent of it: an empty secret leaves the one that is kept. */
export function signInChange(s: SignInFields): NonNullable<MailboxChange['sign_in']> {
  if (!byToken(s)) return { grant: 'password' }
  return {
    grant: s.grant === 'client_credentials' ? 'client_credentials' : 'refresh_token',
    token_url: s.token_url.trim(),
    client_id: s.client_id.trim(),
    scope: s.scope.trim(),
    ...(s.client_secret ? { client_secret: s.client_secret } : {}),
    ...(s.refresh_token && s.grant === 'refresh_token' ? { refresh_token: s.refresh_token } : {}),
  }
}

export function SignIn(props: {
  of: SignInFields
  kept: boolean
  set: (s: SignInFields) => void
  wrong: (field: string) => string | undefined
}) {
  const { t } = useLingui()
  const { of, wrong } = props
  const set = (more: Partial<SignInFields>) => props.set({ ...of, ...more })
  const secret = (field: 'client_secret' | 'refresh_token', label: string) => (
    <PasswordInput
      label={label}
      autoComplete="off"
      placeholder={props.kept ? t`unchanged` : ''}
      value={of[field]}
      onChange={(e) => set({ [field]: e.currentTarget.value })}
      error={wrong(`sign_in.${field}`)}
      visibilityToggleButtonProps={{ 'aria-label': t`Show` }}
    />
  )
  return (
    <fieldset className={c.part}>
      <legend>
        <Trans>Signing in</Trans>
      </legend>
      <Pick
        label={t`Signs in with`}
        value={of.grant}
        onChange={(grant) => set({ grant })}
        options={[
          { value: 'password', name: t`a login and a password` },
          { value: 'refresh_token', name: t`a token, by somebody’s consent (OAuth 2.0)` },
          { value: 'client_credentials', name: t`a token, as an application (OAuth 2.0)` },
        ]}
        error={wrong('sign_in.grant')}
      />
      {byToken(of) && (
        <>
          <TextInput
            label={t`Address that gives tokens`}
            description={t`The provider’s documentation calls it the token endpoint.`}
            type="url"
            required
            withAsterisk={false}
            placeholder="https://login.example.org/oauth2/token"
            value={of.token_url}
            onChange={(e) => set({ token_url: e.currentTarget.value })}
            error={wrong('sign_in.token_url')}
          />
          <div className={form.row}>
            <TextInput
              label={t`Client identifier`}
              autoComplete="off"
              required
              withAsterisk={false}
              value={of.client_id}
              onChange={(e) => set({ client_id: e.currentTarget.value })}
              error={wrong('sign_in.client_id')}
            />
            {secret('client_secret', t`Client secret`)}
          </div>
          <div className={form.row}>
            <TextInput
              label={t`Scope`}
              autoComplete="off"
              value={of.scope}
              onChange={(e) => set({ scope: e.currentTarget.value })}
              error={wrong('sign_in.scope')}
            />
            {of.grant === 'refresh_token' && secret('refresh_token', t`Refresh token`)}
          </div>
        </>
      )}
    </fieldset>
  )
}
