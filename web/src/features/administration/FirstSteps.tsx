// The first run: what a new desk needs, one step at a time. Each step saves by
// itself, so it can be left at any moment and gone on with later; what is done is
// read from the desk, never ticked.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton, TextInput } from '@mantine/core'
import { IconArrowLeft, IconArrowRight, IconCircle, IconCircleCheck, IconMail, IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Once } from '~/ui/Once'
import { Alert, Failure, Pick } from '~/ui/parts'
import { say } from '~/ui/toast'
import { useWrong } from '~/ui/wrong'
import c from './administration.module.css'
import { createPerson, grantRole, healthQuery, invite, isGranted, sampleQuery, useAct } from './queries'
import { Sample } from './Sample'
import { SettingsOf } from './Settings'

export const firstSteps = ['desk', 'mailbox', 'team', 'people', 'sample', 'second_factor'] as const
export type FirstStep = (typeof firstSteps)[number]

export function useStepNames(): Record<FirstStep, string> {
  const { t } = useLingui()
  return {
    desk: t`The service desk`,
    mailbox: t`Connect a mailbox, and try it`,
    team: t`Make the teams`,
    people: t`Add the people who work here, and invite them`,
    sample: t`Look around with a made-up company`,
    second_factor: t`Require a second factor`,
  }
}

/** How many of the first steps are left, and whether that is still to be told. */
export function useStepsLeft(enabled: boolean): { left: number; asking: boolean } {
  const health = useQuery({ ...healthQuery, enabled })
  return { left: health.data?.steps.filter((s) => !s.done).length ?? 0, asking: enabled && health.isPending }
}

export function FirstSteps(props: {
  step: string | undefined
  go: (step: FirstStep, instead?: boolean) => void
  /** what other features show of a step */
  panels: { mailbox: ReactNode; team: ReactNode }
  /** whoever sets the desk up: newcomers begin with their place, zone and language */
  me: Host
  queue: string
}) {
  const { t } = useLingui()
  const names = useStepNames()
  const short: Record<FirstStep, string> = {
    desk: t`Service desk`,
    mailbox: t`Mailbox`,
    team: t`Teams`,
    people: t`People`,
    sample: t`Example`,
    second_factor: t`Second factor`,
  }
  const health = useQuery(healthQuery)
  const sample = useQuery(sampleQuery).data
  const head = useRef<HTMLHeadingElement>(null)
  const moved = useRef(false)
  const known = health.data?.steps
  const done = (s: FirstStep) =>
    s === 'desk' || (s === 'sample' && !!sample?.finished_at) || known?.find((k) => k.code === s)?.done === true
  // A choice, and no duty: offered while it can be had, and never asked for.
  const steps = firstSteps.filter(
    (s) => s !== 'sample' || s === props.step || sample?.offered || sample?.running || sample?.finished_at,
  )
  const step = steps.find((s) => s === props.step) ?? steps.find((s) => s !== 'sample' && !done(s)) ?? 'desk'
  const at = steps.indexOf(step)
  // What is done meanwhile moves nobody on: the step stands in the address.
  const { go } = props
  const settled = !known || step === props.step
  useEffect(() => {
    if (!settled) go(step, true)
  }, [settled, step, go])
  const next = steps[at + 1]
  const before = steps[at - 1]
  const left = known?.filter((s) => !s.done).length ?? 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what moves the focus
  useEffect(() => {
    if (moved.current) head.current?.focus()
    moved.current = true
  }, [step])
  if (health.error && !health.data) return <Failure of={health.error} retry={() => void health.refetch()} />
  if (!known) return <Skeleton height={240} />
  const number = at + 1
  const all = steps.length
  return (
    <>
      <nav aria-label={t`First steps`}>
        <ol className={c.wizard}>
          {steps.map((s) => (
            <li key={s}>
              <button
                type="button"
                aria-current={s === step ? 'step' : undefined}
                data-done={done(s) || undefined}
                onClick={() => props.go(s)}
              >
                {done(s) ? (
                  <IconCircleCheck size={18} aria-hidden="true" />
                ) : (
                  <IconCircle size={18} aria-hidden="true" />
                )}
                <span>{short[s]}</span>
                <span className="sr">{done(s) ? t`done` : s === 'sample' ? t`as you like` : t`to do`}</span>
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <section className={c.section} aria-label={names[step]}>
        <p className={c.meta}>
          <Trans>
            Step {number} of {all}
          </Trans>
        </p>
        <h2 ref={head} tabIndex={-1}>
          {names[step]}
        </h2>
        {step === 'desk' && (
          <>
            <p>
              <Trans>How the desk presents itself. Each of these can be changed later.</Trans>
            </p>
            <SettingsOf names={['desk.name', 'desk.language', 'desk.zone']} />
          </>
        )}
        {step === 'mailbox' && (
          <>
            <p>
              <Trans>
                The address people write to. A letter from the mailbox to itself shows that it goes out and comes back.
              </Trans>
            </p>
            {props.panels.mailbox}
          </>
        )}
        {step === 'team' && (
          <>
            <p>
              <Trans>Who works on what. A small desk needs no more than the first one.</Trans>
            </p>
            {props.panels.team}
          </>
        )}
        {step === 'people' && <Newcomers host={props.me} />}
        {step === 'sample' && <Sample />}
        {step === 'second_factor' && <SettingsOf names={['auth.second_factor']} />}
      </section>
      {!next && (
        <Alert tone={left === 0 ? 'green' : undefined}>
          {left === 0 ? (
            <Trans>Everything is in place.</Trans>
          ) : (
            <Trans>What is left stays listed here and on the Health page until it is done.</Trans>
          )}
        </Alert>
      )}
      <div className={c.onwards}>
        {before && (
          <Button leftSection={<IconArrowLeft size={16} />} onClick={() => props.go(before)}>
            <Trans>Back</Trans>
          </Button>
        )}
        {next ? (
          <Button
            variant={done(step) && step !== 'people' ? 'filled' : 'default'}
            rightSection={<IconArrowRight size={16} />}
            onClick={() => props.go(next)}
          >
            {done(step) || (step === 'sample' && sample?.running) ? (
              <Trans>Continue</Trans>
            ) : (
              <Trans>Skip for now</Trans>
            )}
          </Button>
        ) : (
          <Button component={Link} to={props.queue} variant="filled">
            <Trans>Open the queue</Trans>
          </Button>
        )}
      </div>
    </>
  )
}

type Host = { zone: string; language: 'fr' | 'en'; organisation: { id: string } | null }

type Newcomer = { id: string; name: string; address: string; link: string }

const nobody = { name: '', address: '', role: 'agent' }

/** One person after the other: made known, given a role, invited. */
function Newcomers({ host }: { host: Host }) {
  const { t } = useLingui()
  const [typed, setTyped] = useState(nobody)
  const [come, setCome] = useState<Newcomer[]>([])
  const field = useRef<HTMLInputElement>(null)
  const add = useAct(async () => {
    const p = await createPerson({
      name: typed.name,
      zone: host.zone,
      language: host.language,
      ...(host.organisation ? { organisation_id: host.organisation.id } : {}),
      identities: [{ kind: 'mail', value: typed.address }],
    })
    if (isGranted(typed.role)) await grantRole(p.id, typed.role, {})
    const sent = await invite(p.id)
    return { id: p.id, name: p.name, address: typed.address, link: sent.link ?? '' }
  })
  const { wrong, told, bind } = useWrong(add.error)
  return (
    <>
      <p>
        <Trans>
          Each gets a link to choose a password. Users need no account: they become known when they write or are added.
        </Trans>
      </p>
      {add.error && !told('name', 'mail') && <Failure of={add.error} kept={<Trans>What you typed is kept.</Trans>} />}
      {come.length > 0 && (
        <ul className={c.list} aria-label={t`Invited`}>
          {come.map((p) => {
            const { name, address } = p
            return (
              <li key={p.id}>
                <span className={c.what}>
                  <strong>{name}</strong>
                  <small>
                    {p.link ? (
                      <Trans>No mailbox can send yet: give this link to {name} yourself.</Trans>
                    ) : (
                      <Trans>The invitation is on its way to {address}.</Trans>
                    )}
                  </small>
                  {p.link && (
                    <Once text={p.link}>
                      <Trans>It works once and is not shown again.</Trans>
                    </Once>
                  )}
                </span>
              </li>
            )
          })}
        </ul>
      )}
      <form
        className={c.limits}
        noValidate
        {...bind}
        onSubmit={(e) => {
          e.preventDefault()
          add.mutate(undefined, {
            onSuccess: (p) => {
              setCome((all) => [...all, p])
              setTyped(nobody)
              const { name } = p
              say(t`Invitation made for ${name}`)
              field.current?.focus()
            },
          })
        }}
      >
        <TextInput
          ref={field}
          label={t`Name`}
          name="name"
          value={typed.name}
          error={wrong('name')}
          onChange={(e) => setTyped({ ...typed, name: e.currentTarget.value })}
        />
        <TextInput
          label={t`E-mail address`}
          type="email"
          name="mail"
          value={typed.address}
          error={wrong('mail')}
          onChange={(e) => setTyped({ ...typed, address: e.currentTarget.value })}
        />
        <Pick
          label={t`Role`}
          value={typed.role}
          onChange={(role) => setTyped({ ...typed, role })}
          options={[
            { value: 'agent', name: t`Agent` },
            { value: 'reader', name: t({ message: 'Reader', context: 'role' }) },
            { value: 'administrator', name: t`Administrator` },
            { value: 'user', name: t`User` },
          ]}
        />
        <Button
          type="submit"
          variant="filled"
          leftSection={come.length > 0 ? <IconUserPlus size={16} /> : <IconMail size={16} />}
          loading={add.isPending}
        >
          <Trans>Invite</Trans>
        </Button>
      </form>
    </>
  )
}
