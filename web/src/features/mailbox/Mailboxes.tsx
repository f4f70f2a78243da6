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
import { type FormEvent, lazy, type ReactNode, Suspense, useState } from 'react'
import type { Mailbox, MailboxChange, MailServer, MailServerChange, Named } from '~/api/types'
import { languages } from '~/locales'
import { Chip, Empty, Failure, form, Pick } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import { say } from '~/ui/toast'
import { useWrong } from '~/ui/wrong'
import type { Choice } from './Letters'
import c from './mailbox.module.css'
import { mailboxesQuery, useSaveMailbox } from './queries'
import { byToken, SignIn, type SignInFields, signInChange, startSignIn } from './SignIn'
import { Trial } from './Trial'

const Letters = lazy(() => import('./Letters'))

export function Mailboxes({
  teams,
  history,
  opens,
}: {
  teams: Named[]
  history?: (id: string) => ReactNode
  /** what its letters may open */
  opens?: Choice[]
}) {
  const { t } = useLingui()
  const boxes = useQuery(mailboxesQuery)
  const [edited, setEdited] = useState<Mailbox | 'new'>()
  const [signed, setSigned] = useState<Mailbox>()
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
                    {box.address}
                    {!box.enabled && (
                      <Chip icon={IconPlayerPause}>
                        <Trans>switched off</Trans>
                      </Chip>
                    )}
                  </p>
                  <p className={c.meta}>
                    {[box.name, teams.find((x) => x.id === box.team_id)?.name].filter(Boolean).join(' · ')}
                  </p>
                  <Condition of={box.receive} name={t`Reading`} on={box.enabled} />
                  <Condition of={box.send} name={t`Sending`} on={box.enabled} />
                  <Trial box={box} />
                </div>
                <div className={c.buttons}>
                  {opens && (
                    <Button
                      onClick={() => setSigned(box)}
                      aria-label={t`Signature of ${box.address}, and what it opens`}
                    >
                      <Trans>Signature…</Trans>
                    </Button>
                  )}
                  <Button onClick={() => setEdited(box)} aria-label={t`Settings of ${box.address}`}>
                    <Trans>Settings</Trans>
                  </Button>
                </div>
              </li>
            ))}
          </ul>
          <div>{add}</div>
        </>
      )}
      {signed && opens && (
        <Suspense>
          <Letters box={signed} opens={opens} close={() => setSigned(undefined)} />
        </Suspense>
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
        {edited && edited !== 'new' && history?.(edited.id)}
      </Modal>
    </>
  )
}

/** One of the two servers of a mailbox: how it is, and since when. */
function Condition({ of, name, on }: { of: MailServer; name: string; on: boolean }) {
  if (!of.host) return null
  return (
    <div className={c.server}>
      <span>
        {name} · {of.host}
      </span>
      {!on ? null : of.error ? (
        <Chip tone="red" icon={IconAlertTriangle}>
          <Trans>in error</Trans>
        </Chip>
      ) : of.at ? (
        <Chip tone="green" icon={IconCircleCheck}>
          <Trans>in order</Trans>
        </Chip>
      ) : (
        <Chip icon={IconClock}>
          <Trans>not used yet</Trans>
        </Chip>
      )}
      {of.at && (
        <span className={c.meta}>
          <Trans>
            last went well <Ago at={of.at} />
          </Trans>
        </span>
      )}
      {of.error && (
        <p className={c.error}>
          {of.error} {of.cause && <span className={c.cause}>{of.cause}</span>}
        </p>
      )}
    </div>
  )
}

type Server = { host: string; port: number; tls: string; user: string; password: string }
type Fields = {
  name: string
  address: string
  language: string
  team_id: string
  enabled: boolean
  folder: string
  receive: Server
  send: Server
  sign_in: SignInFields
}

function start(box: Mailbox | undefined): Fields {
  if (!box)
    return {
      name: '',
      address: '',
      language: 'fr',
      team_id: '',
      enabled: true,
      folder: 'INBOX',
      receive: { host: '', port: 993, tls: 'implicit', user: '', password: '' },
      send: { host: '', port: 587, tls: 'starttls', user: '', password: '' },
      sign_in: startSignIn(box),
    }
  const { name, address, language, team_id, enabled, folder, receive, send } = box
  return {
    name,
    address,
    language,
    team_id,
    enabled,
    folder,
    receive: { ...receive, password: '' },
    send: { ...send, password: '' },
    sign_in: startSignIn(box),
  }
}

function MailboxForm(props: { box: Mailbox | undefined; teams: Named[]; close: () => void }) {
  const { t } = useLingui()
  const [f, setF] = useState(() => start(props.box))
  const save = useSaveMailbox(props.box)
  const { wrong, bind } = useWrong(save.error)
  const set = (more: Partial<Fields>) => setF((b) => ({ ...b, ...more }))
  // An empty password leaves the one that is kept.
  const server = ({ host, port, tls, user, password }: Server): MailServerChange => ({
    host: host.trim(),
    port,
    tls: tls === 'implicit' || tls === 'none' ? tls : 'starttls',
    user,
    ...(password && !byToken(f.sign_in) ? { password } : {}),
  })
  const submit = (e: FormEvent) => {
    e.preventDefault()
    const change: MailboxChange = {
      name: f.name.trim(),
      address: f.address.trim(),
      language: f.language === 'en' ? 'en' : 'fr',
      team_id: f.team_id,
      enabled: f.enabled,
      folder: f.folder.trim(),
      receive: server(f.receive),
      send: server(f.send),
      sign_in: signInChange(f.sign_in),
    }
    save.mutate(change, {
      onSuccess: () => {
        say(t`Mailbox saved`)
        props.close()
      },
    })
  }
  const part = (key: 'receive' | 'send', title: string) => (
    <fieldset className={c.part}>
      <legend>{title}</legend>
      <div className={c.host}>
        <TextInput
          label={t`Server`}
          value={f[key].host}
          onChange={(e) => set({ [key]: { ...f[key], host: e.currentTarget.value } })}
          name={`${key}.host`}
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
          name={`${key}.port`}
          error={wrong(`${key}.port`)}
        />
        <Pick
          label={t`Security`}
          value={f[key].tls}
          onChange={(tls) => set({ [key]: { ...f[key], tls } })}
          options={[
            { value: 'implicit', name: 'TLS' },
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
          value={f[key].user}
          onChange={(e) => set({ [key]: { ...f[key], user: e.currentTarget.value } })}
          name={`${key}.user`}
          error={wrong(`${key}.user`)}
        />
        {!byToken(f.sign_in) && (
          <PasswordInput
            label={t`Password`}
            autoComplete="new-password"
            placeholder={props.box ? t`unchanged` : ''}
            value={f[key].password}
            onChange={(e) => set({ [key]: { ...f[key], password: e.currentTarget.value } })}
            name={`${key}.password`}
            error={wrong(`${key}.password`)}
            visibilityToggleButtonProps={{ 'aria-label': t`Show the password` }}
          />
        )}
      </div>
    </fieldset>
  )
  return (
    <form className={form.grid} onSubmit={submit} {...bind}>
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
          name="address"
          error={wrong('address')}
        />
        <TextInput
          label={t`Name shown to people`}
          value={f.name}
          onChange={(e) => set({ name: e.currentTarget.value })}
          name="name"
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
      <div className={form.row}>
        <Pick
          label={t`Language of its letters`}
          value={f.language}
          onChange={(language) => set({ language })}
          options={languages}
          error={wrong('language')}
        />
        <TextInput
          label={t`Folder that is read`}
          value={f.folder}
          onChange={(e) => set({ folder: e.currentTarget.value })}
          name="folder"
          error={wrong('folder')}
        />
      </div>
      <SignIn of={f.sign_in} kept={!!props.box} set={(sign_in) => set({ sign_in })} wrong={wrong} />
      {part('receive', t`Reading (IMAP)`)}
      {part('send', t`Sending (SMTP)`)}
      <Switch
        label={t`The desk reads and writes with this mailbox`}
        checked={f.enabled}
        onChange={(e) => set({ enabled: e.currentTarget.checked })}
      />
      {save.error && <Failure of={save.error} kept={<Trans>What you typed is kept.</Trans>} />}
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
