// The mailboxes of the desk: what each does now, and its settings.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, PasswordInput, Switch, TextInput } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClock,
  IconMail,
  IconMailPlus,
  IconPlayerPause,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Refusal } from '~/api/client'
import type { Mailbox, MailboxInput, Named, Server } from '~/api/types'
import { Chip, Empty, Failure, form, Pick } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import { say } from '~/ui/toast'
import c from './mailbox.module.css'
import { mailboxesQuery, useSaveMailbox } from './queries'

export function Mailboxes({ teams }: { teams: Named[] }) {
  const { t } = useLingui()
  const boxes = useQuery(mailboxesQuery)
  const [edited, setEdited] = useState<Mailbox | 'new'>()
  const add = (
    <Button variant="filled" leftSection={<IconMailPlus size={16} />} onClick={() => setEdited('new')}>
      <Trans>Add a mailbox</Trans>
    </Button>
  )
  return (
    <>
      {boxes.error && <Failure of={boxes.error} retry={() => void boxes.refetch()} />}
      {boxes.data?.length === 0 && (
        <Empty icon={IconMail} title={t`No mailbox yet`} tools={add}>
          <Trans>
            Once the desk reads a mailbox, each letter becomes an incident or joins the one it answers, and replies
            leave from the same address.
          </Trans>
        </Empty>
      )}
      {boxes.data && boxes.data.length > 0 && (
        <>
          <ul className={c.list}>
            {boxes.data.map((box) => (
              <li key={box.id}>
                <div className={c.what}>
                  <p className={c.name}>
                    {box.name || box.address}
                    <Condition of={box} />
                  </p>
                  <p className={c.meta}>
                    {box.address}
                    {box.team && ` · ${box.team.name}`} · {box.imap.host}
                    {box.checked_at && (
                      <>
                        {' · '}
                        <Trans>
                          last seen <Ago at={box.checked_at} />
                        </Trans>
                      </>
                    )}
                  </p>
                  {box.error && <p className={c.error}>{box.error}</p>}
                </div>
                <Button onClick={() => setEdited(box)} aria-label={t`Settings of ${box.address}`}>
                  <Trans>Settings</Trans>
                </Button>
              </li>
            ))}
          </ul>
          <div>{add}</div>
        </>
      )}
      <Modal
        opened={!!edited}
        onClose={() => setEdited(undefined)}
        size="lg"
        title={edited === 'new' ? t`Add a mailbox` : t`Settings of the mailbox`}
        closeButtonProps={{ 'aria-label': t`Close` }}
      >
        {edited && (
          <MailboxForm box={edited === 'new' ? undefined : edited} teams={teams} close={() => setEdited(undefined)} />
        )}
      </Modal>
    </>
  )
}

function Condition({ of }: { of: Mailbox }) {
  if (!of.enabled)
    return (
      <Chip icon={IconPlayerPause}>
        <Trans>switched off</Trans>
      </Chip>
    )
  if (of.error || of.state === 'error')
    return (
      <Chip tone="red" icon={IconAlertTriangle}>
        <Trans>in error</Trans>
      </Chip>
    )
  if (['connected', 'idle', 'ok', 'running', 'working'].includes(of.state))
    return (
      <Chip tone="green" icon={IconCircleCheck}>
        <Trans>connected</Trans>
      </Chip>
    )
  return (
    <Chip tone="amber" icon={IconClock}>
      <Trans>connecting</Trans>
    </Chip>
  )
}

type Fields = MailboxInput & { imap: Server & { password: string }; smtp: Server & { password: string } }

function start(box: Mailbox | undefined): Fields {
  if (!box)
    return {
      name: '',
      address: '',
      team_id: '',
      enabled: true,
      imap: { host: '', port: 993, tls: 'tls', login: '', password: '' },
      smtp: { host: '', port: 587, tls: 'starttls', login: '', password: '' },
    }
  return {
    name: box.name,
    address: box.address,
    team_id: box.team?.id ?? '',
    enabled: box.enabled,
    imap: { ...box.imap, password: '' },
    smtp: { ...box.smtp, password: '' },
  }
}

function MailboxForm(props: { box: Mailbox | undefined; teams: Named[]; close: () => void }) {
  const { t } = useLingui()
  const [f, setF] = useState(() => start(props.box))
  const save = useSaveMailbox(props.box?.id)
  const wrong = (name: string) => (save.error instanceof Refusal ? save.error.field(name) : undefined)
  const set = (more: Partial<Fields>) => setF((b) => ({ ...b, ...more }))
  const server = (s: Fields['imap']) => {
    const { password, ...rest } = s
    // An empty password leaves the one that is kept.
    return password ? { ...rest, password } : rest
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    save.mutate(
      { ...f, imap: server(f.imap), smtp: server(f.smtp) },
      { onSuccess: () => (say(t`Mailbox saved`), props.close()) },
    )
  }
  const part = (key: 'imap' | 'smtp', title: string) => (
    <fieldset className={c.server}>
      <legend>{title}</legend>
      <div className={c.host}>
        <TextInput
          label={t`Server`}
          required
          withAsterisk={false}
          value={f[key].host}
          onChange={(e) => set({ [key]: { ...f[key], host: e.currentTarget.value } })}
          error={wrong(`${key}.host`)}
        />
        <TextInput
          label={t`Port`}
          type="number"
          min={1}
          max={65535}
          required
          withAsterisk={false}
          value={String(f[key].port)}
          onChange={(e) => set({ [key]: { ...f[key], port: Number(e.currentTarget.value) } })}
          error={wrong(`${key}.port`)}
        />
        <Pick
          label={t`Security`}
          value={f[key].tls}
          onChange={(tls) => set({ [key]: { ...f[key], tls } })}
          options={[
            { value: 'tls', name: 'TLS' },
            { value: 'starttls', name: 'STARTTLS' },
            { value: 'none', name: t`none` },
          ]}
          error={wrong(`${key}.tls`)}
        />
      </div>
      <div className={form.row}>
        <TextInput
          label={t`Login`}
          autoComplete="off"
          value={f[key].login}
          onChange={(e) => set({ [key]: { ...f[key], login: e.currentTarget.value } })}
          error={wrong(`${key}.login`)}
        />
        <PasswordInput
          label={t`Password`}
          autoComplete="new-password"
          placeholder={props.box ? t`unchanged` : ''}
          value={f[key].password}
          onChange={(e) => set({ [key]: { ...f[key], password: e.currentTarget.value } })}
          error={wrong(`${key}.password`)}
          visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
        />
      </div>
    </fieldset>
  )
  return (
    <form className={form.grid} onSubmit={submit}>
      {save.error && <Failure of={save.error} kept={<Trans>What you typed is kept.</Trans>} />}
      <div className={form.row}>
        <TextInput
          label={t`Address`}
          type="email"
          required
          withAsterisk={false}
          data-autofocus
          placeholder="support@example.org"
          value={f.address}
          onChange={(e) => set({ address: e.currentTarget.value })}
          error={wrong('address')}
        />
        <TextInput
          label={t`Name shown to people`}
          value={f.name}
          onChange={(e) => set({ name: e.currentTarget.value })}
          error={wrong('name')}
        />
        <Pick
          label={t`Team that receives`}
          value={f.team_id}
          onChange={(team_id) => set({ team_id })}
          options={[
            { value: '', name: t`The default team` },
            ...props.teams.map((x) => ({ value: x.id, name: x.name })),
          ]}
          error={wrong('team_id')}
        />
      </div>
      {part('imap', t`Reading (IMAP)`)}
      {part('smtp', t`Sending (SMTP)`)}
      <Switch
        label={t`The desk reads and writes with this mailbox`}
        checked={f.enabled}
        onChange={(e) => set({ enabled: e.currentTarget.checked })}
      />
      <div className={form.tools}>
        <Button onClick={props.close}>
          <Trans>Go back</Trans>
        </Button>
        <Button type="submit" variant="filled" loading={save.isPending}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </form>
  )
}
