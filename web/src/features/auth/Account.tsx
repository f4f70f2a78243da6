// What a person sets for themselves.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Switch, TextInput } from '@mantine/core'
import { IconLogout, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { languages } from '~/locales'
import { useFormat, useNow } from '~/ui/context'
import { Once } from '~/ui/Once'
import { Alert, Failure, Pick, Segments } from '~/ui/parts'
import c from './auth.module.css'
import { tokensQuery, useChangeMe, useCreateToken, useMe, useRevokeToken, useSignOut } from './queries'

export function Preferences(props: { keyboard?: { on: boolean; set: (on: boolean) => void } }) {
  const { t } = useLingui()
  const me = useMe()
  const change = useChangeMe()
  const format = useFormat()
  const now = useNow()
  const zones = Intl.supportedValuesOf('timeZone')
  if (me.zone && !zones.includes(me.zone)) zones.unshift(me.zone)
  const time = format.time(now)

  return (
    <section className={c.section}>
      <h2>
        <Trans>Display</Trans>
      </h2>
      {change.error && <Failure of={change.error} />}
      <div className={c.row}>
        <div>
          <p className={c.label}>
            <Trans>Language</Trans>
          </p>
          <Segments
            label={t`Language`}
            value={me.language}
            onChange={(language) => change.mutate({ language })}
            options={languages.map((l) => ({ ...l, lang: l.value }))}
          />
        </div>
        <div>
          <p className={c.label}>
            <Trans>Theme</Trans>
          </p>
          <Segments
            label={t`Theme`}
            value={me.theme}
            onChange={(theme) => change.mutate({ theme })}
            options={[
              { value: 'auto', name: t`As the device` },
              { value: 'light', name: t`Light` },
              { value: 'dark', name: t`Dark` },
            ]}
          />
        </div>
      </div>
      <div className={c.row}>
        <Pick
          label={t`Time zone`}
          value={me.zone}
          onChange={(zone) => change.mutate({ zone })}
          options={zones.map((z) => ({ value: z, name: z.replaceAll('_', ' ') }))}
          description={t`It is ${time} there.`}
        />
      </div>
      {props.keyboard && (
        <Switch
          label={t`Single-key shortcuts`}
          description={t`Letters such as r, a or j act at once when no field is being typed in. Shortcuts with Ctrl always work.`}
          checked={props.keyboard.on}
          onChange={(e) => props.keyboard?.set(e.currentTarget.checked)}
        />
      )}
    </section>
  )
}

export function Tokens(props: { reference: string }) {
  const { t } = useLingui()
  const tokens = useQuery(tokensQuery)
  const revoke = useRevokeToken()
  const format = useFormat()
  const now = useNow()
  const [name, setName] = useState('')
  const create = useCreateToken(() => setName(''))
  const made = create.data

  return (
    <section className={c.section}>
      <h2>
        <Trans>API tokens</Trans>
      </h2>
      <p>
        <Trans>
          A token lets a program act as you through the API. It is shown once; whoever holds it can do what you can.{' '}
          <a href={props.reference}>Reference of the API</a>
        </Trans>
      </p>
      {made && (
        <Once text={made.token ?? ''}>
          <Trans>Copy the token “{made.name}” now: it will not be shown again.</Trans>
        </Once>
      )}
      {create.window}
      {create.error && <Failure of={create.error} />}
      {revoke.error && <Failure of={revoke.error} />}
      <form
        className={c.row}
        onSubmit={(e) => {
          e.preventDefault()
          create.mutate(name.trim())
        }}
      >
        <TextInput
          label={t`Name of the token`}
          placeholder={t`Monitoring script`}
          value={name}
          maxLength={100}
          onChange={(e) => setName(e.currentTarget.value)}
        />
        <Button type="submit" variant="filled" loading={create.isPending} disabled={!name.trim()}>
          <Trans>Create a token</Trans>
        </Button>
      </form>
      {tokens.error && <Failure of={tokens.error} retry={() => void tokens.refetch()} />}
      {tokens.data?.items.length === 0 && (
        <Alert>
          <Trans>You have no token.</Trans>
        </Alert>
      )}
      <ul className={c.list}>
        {tokens.data?.items.map((token) => {
          const since = token.created_at ? format.date(token.created_at, now) : ''
          const last = token.used_at ? format.ago(token.used_at, now) : ''
          return (
            <li key={token.id}>
              <span>
                {token.name}
                <small>
                  {since && <Trans>Created on {since}</Trans>} ·{' '}
                  {last ? <Trans>last used {last}</Trans> : <Trans>never used</Trans>}
                </small>
              </span>
              <Button
                leftSection={<IconTrash size={16} />}
                onClick={() => {
                  if (made?.id === token.id) create.reset()
                  revoke.mutate(token.id)
                }}
                aria-label={t`Revoke ${token.name}`}
                loading={revoke.isPending && revoke.variables === token.id}
              >
                <Trans>Revoke</Trans>
              </Button>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

export function SignOut(props: { to: string }) {
  const signOut = useSignOut()
  return (
    <Button
      leftSection={<IconLogout size={18} />}
      loading={signOut.isPending}
      onClick={() => signOut.mutate(undefined, { onSettled: () => window.location.assign(props.to) })}
    >
      <Trans>Sign out</Trans>
    </Button>
  )
}
