// A second factor: set up with a telephone, its recovery codes, taken off.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, TextInput } from '@mantine/core'
import { IconDownload, IconShieldCheck, IconShieldOff } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, client, Refusal } from '~/api/client'
import { useFormat, useNow } from '~/ui/context'
import { Once } from '~/ui/Once'
import { Chip, Failure } from '~/ui/parts'
import { useProven } from '~/ui/proof'
import { say } from '~/ui/toast'
import c from './auth.module.css'
import { FactorNotice } from './FactorNotice'
import { accountQuery, authKeys, factorQuery, useMe } from './queries'

/** The picture that a telephone reads, drawn here from its lines of 0 and 1. */
function Picture({ lines }: { lines: string[] }) {
  const { t } = useLingui()
  const quiet = 4
  const size = lines.length + 2 * quiet
  const path = lines
    .flatMap((line, y) => [...line].map((dark, x) => (dark === '1' ? `M${x + quiet} ${y + quiet}h1v1h-1z` : '')))
    .join('')
  return (
    <svg className={c.picture} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={t`Picture to be scanned`}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  )
}

export function SecondFactor(props: { onReady: () => void }) {
  const { t } = useLingui()
  const me = useMe()
  const cache = useQueryClient()
  const account = useQuery(accountQuery)
  const factor = useQuery(factorQuery)
  const format = useFormat()
  const now = useNow()
  const [code, setCode] = useState('')
  const [codes, setCodes] = useState<string[]>()
  const fresh = () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: authKeys.factor }),
      cache.invalidateQueries({ queryKey: authKeys.me }),
    ])
  const begin = useProven((_: undefined) => answer(client.POST('/api/me/second-factor')))
  const confirm = useMutation({
    mutationFn: () => answer(client.POST('/api/me/second-factor/confirmation', { body: { code } })),
    onSuccess: async (made) => {
      setCodes(made.codes)
      setCode('')
      begin.reset()
      if (!me.limited) await fresh()
      else await cache.invalidateQueries({ queryKey: authKeys.factor })
    },
  })
  const renew = useProven(
    (_: undefined) => answer(client.POST('/api/me/second-factor/codes')),
    async (made) => {
      setCodes(made.codes)
      await fresh()
    },
  )
  const end = useProven(
    (_: undefined) => answer(client.DELETE('/api/me/second-factor')),
    async () => {
      setCodes(undefined)
      say(t`Second factor taken off`)
      await fresh()
    },
  )
  // Who comes by a link has no password, and nothing to add to it.
  if (!account.data?.login || !factor.data) return null
  const f = factor.data
  const since = f.since ? format.date(f.since, now) : ''
  const left = f.codes_left
  const wrong = confirm.error instanceof Refusal ? confirm.error.field('code') : undefined
  const secret = begin.data?.secret.match(/.{1,4}/g)?.join(' ') ?? ''
  return (
    <section className={c.section} id="second-factor">
      <h2>
        <Trans>Second factor</Trans>
      </h2>
      {!codes && <FactorNotice />}
      <p className={c.state}>
        {f.on ? (
          <>
            <Chip tone="green" icon={IconShieldCheck}>
              <Trans>on</Trans>
            </Chip>{' '}
            <Trans>
              Since {since} · recovery codes left: {left}
            </Trans>
          </>
        ) : (
          <>
            <Chip icon={IconShieldOff}>
              <Trans>off</Trans>
            </Chip>{' '}
            <Trans>After the password, a code that only your telephone knows: a stolen password opens nothing.</Trans>
          </>
        )}
      </p>
      {begin.window}
      {renew.window}
      {end.window}
      {(begin.error || renew.error || end.error) && <Failure of={begin.error ?? renew.error ?? end.error} />}
      {codes && (
        <Once
          text={codes.join('\n')}
          tools={
            <>
              <Button
                component="a"
                td="none"
                leftSection={<IconDownload size={16} />}
                href={`data:text/plain;charset=utf-8,${encodeURIComponent(codes.join('\n'))}`}
                download="guichet-codes.txt"
              >
                <Trans>Download</Trans>
              </Button>
              <Button
                variant="filled"
                onClick={() => {
                  setCodes(undefined)
                  if (me.limited) props.onReady()
                }}
              >
                <Trans>I have kept them</Trans>
              </Button>
            </>
          }
        >
          <Trans>
            Keep these recovery codes in a safe place: each opens once in place of the telephone, and they are not shown
            again.
          </Trans>
        </Once>
      )}
      {!f.on && !codes && !begin.data && (
        <div>
          <Button variant="filled" loading={begin.isPending} onClick={() => begin.mutate(undefined)}>
            <Trans>Set up a second factor</Trans>
          </Button>
        </div>
      )}
      {!f.on && !codes && begin.data && (
        <form
          className={c.factor}
          onSubmit={(e) => {
            e.preventDefault()
            confirm.mutate()
          }}
        >
          <Picture lines={begin.data.qr} />
          <div className={c.steps}>
            <p>
              <Trans>1. Open an authenticator program on your telephone and scan the picture, or type this key:</Trans>
            </p>
            <code>{secret}</code>
            <p>
              <Trans>2. Type the code of six digits that it shows.</Trans>
            </p>
            {confirm.error && !wrong && <Failure of={confirm.error} />}
            <TextInput
              label={t`Code`}
              name="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={10}
              required
              withAsterisk={false}
              autoFocus
              error={wrong}
              value={code}
              onChange={(e) => setCode(e.currentTarget.value)}
            />
            <div className={c.buttons}>
              <Button onClick={() => begin.reset()}>
                <Trans>Go back</Trans>
              </Button>
              <Button type="submit" variant="filled" loading={confirm.isPending}>
                <Trans>Put it on</Trans>
              </Button>
            </div>
          </div>
        </form>
      )}
      {f.on && !codes && (
        <div className={c.buttons}>
          <Button loading={renew.isPending} onClick={() => renew.mutate(undefined)}>
            <Trans>Make new recovery codes</Trans>
          </Button>
          {!f.needed && (
            <Button loading={end.isPending} onClick={() => end.mutate(undefined)}>
              <Trans>Take the second factor off</Trans>
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
