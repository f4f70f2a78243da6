// The first start: an empty desk gets its first administrator, who has seen the
// console of the server.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, client } from '~/api/client'
import type { Me } from '~/api/types'
import { useTitle } from '~/ui/context'
import { Alert, Failure, form, Pick } from '~/ui/parts'
import { useWrong } from '~/ui/wrong'
import c from './auth.module.css'
import { Frame, type Speaking } from './Frame'
import { deskQuery } from './queries'

const blank = { code: '', organisation: '', team: '', name: '', address: '', password: '' }

export function Setup(props: Speaking & { onDone: (me: Me) => void; signIn: string }) {
  const { t } = useLingui()
  const desk = useQuery(deskQuery)
  const [typed, setTyped] = useState(blank)
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone)
  const zones = Intl.supportedValuesOf('timeZone')
  if (!zones.includes(zone)) zones.unshift(zone)
  const setUp = useMutation({
    mutationFn: () => answer(client.POST('/api/setup', { body: { ...typed, language: props.language, zone } })),
    onSuccess: props.onDone,
  })
  useTitle(t`Setting up`)
  const { wrong, told, bind } = useWrong(setUp.error)
  const text = (field: keyof typeof blank) => ({
    name: field,
    required: true,
    withAsterisk: false,
    value: typed[field],
    error: wrong(field),
    onChange: (e: { currentTarget: { value: string } }) => {
      const { value } = e.currentTarget
      setTyped((all) => ({ ...all, [field]: value }))
    },
  })

  return (
    <Frame {...props} version={desk.data?.version} title={<Trans>Setting up the service desk</Trans>}>
      {desk.data && !desk.data.setup ? (
        <>
          <Alert>
            <Trans>This service desk is already set up.</Trans>
          </Alert>
          <Button component="a" href={props.signIn} variant="filled" fullWidth>
            <Trans>Sign in</Trans>
          </Button>
        </>
      ) : (
        <form
          className={form.grid}
          onSubmit={(e) => {
            e.preventDefault()
            setUp.mutate()
          }}
          {...bind}
        >
          <TextInput
            {...text('code')}
            label={t`Setup code`}
            description={t`The server shows it on its console when it starts.`}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            autoFocus
          />
          <h2 className={c.step}>
            <Trans>The organisation</Trans>
          </h2>
          <TextInput {...text('organisation')} label={t`Organisation`} autoComplete="organization" maxLength={200} />
          <TextInput
            {...text('team')}
            label={t`Name of the service desk`}
            description={t`It is also the name of its first team.`}
            placeholder={t`Service desk`}
            maxLength={200}
          />
          <Pick
            label={t`Time zone`}
            value={zone}
            onChange={setZone}
            options={zones.map((z) => ({ value: z, name: z.replaceAll('_', ' ') }))}
          />
          <h2 className={c.step}>
            <Trans>The first administrator</Trans>
          </h2>
          <TextInput {...text('name')} label={t`Name`} autoComplete="name" maxLength={200} />
          <TextInput
            {...text('address')}
            label={t`E-mail address`}
            type="email"
            autoComplete="username"
            maxLength={320}
          />
          <PasswordInput
            {...text('password')}
            label={t`Password`}
            description={t`At least 12 characters: a phrase of your own is best.`}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
          />
          {setUp.error && !told(...Object.keys(blank)) && <Failure of={setUp.error} />}
          <Button type="submit" variant="filled" fullWidth loading={setUp.isPending}>
            <Trans>Set up</Trans>
          </Button>
          <p className={c.aside}>
            <Trans>
              To look around with a made-up company first, start the program with <code>--sample</code> on an empty data
              folder.
            </Trans>
          </p>
        </form>
      )}
    </Frame>
  )
}
