// Organisations with their sites, teams with their members, and what each role
// may do.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Skeleton, TextInput } from '@mantine/core'
import { IconBuilding, IconPencil, IconPlus, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Refusal } from '~/api/client'
import type { Named, Person } from '~/api/types'
import { Empty, Failure, form } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './administration.module.css'
import { History } from './History'
import {
  administeredTeamsQuery,
  changeSite,
  createOrganisation,
  createSite,
  createTeam,
  type HistoryKind,
  joinTeam,
  leaveTeam,
  type Organisation,
  organisationsQuery,
  renameOrganisation,
  renameTeam,
  rolesQuery,
  type Site,
  type Team,
  useAct,
} from './queries'
import { Zone } from './Zone'

type Given = { name: string; zone: string }

/** A window with the name of a thing, its zone if it has one, and its history. */
function Edit(props: {
  title: string
  start: Given
  zoned?: boolean
  history?: { kind: HistoryKind; id: string }
  save: (given: Given) => Promise<unknown>
  close: () => void
}) {
  const { t } = useLingui()
  const [given, setGiven] = useState(props.start)
  const save = useAct(props.save)
  const wrong = (name: string) => (save.error instanceof Refusal ? save.error.field(name) : undefined)
  return (
    <Modal opened onClose={props.close} title={props.title} closeButtonProps={{ 'aria-label': t`Close` }}>
      <form
        className={form.grid}
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          save.mutate(given, {
            onSuccess: () => {
              say(t`Saved`)
              props.close()
            },
          })
        }}
      >
        {save.error && <Failure of={save.error} kept={<Trans>What you typed is kept.</Trans>} />}
        <TextInput
          label={t`Name`}
          data-autofocus
          value={given.name}
          onChange={(e) => setGiven({ ...given, name: e.currentTarget.value })}
          error={wrong('name')}
        />
        {props.zoned && (
          <Zone value={given.zone} onChange={(zone) => setGiven({ ...given, zone })} error={wrong('zone')} />
        )}
        <div className={form.tools}>
          <Button onClick={props.close}>
            <Trans>Go back</Trans>
          </Button>
          <Button type="submit" variant="filled" loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
      {props.history && <History {...props.history} />}
    </Modal>
  )
}

const fresh: Given = { name: '', zone: 'Europe/Paris' }

type Editing =
  | { what: 'organisation'; of?: Organisation }
  | { what: 'site'; organisation: string; of?: Site }
  | { what: 'team'; of?: Team }

function Editor({ of, close }: { of: Editing; close: () => void }) {
  const { t } = useLingui()
  switch (of.what) {
    case 'organisation': {
      const o = of.of
      return (
        <Edit
          title={o ? t`Change the organisation` : t`Add an organisation`}
          start={o ? { ...fresh, name: o.name } : fresh}
          history={o && { kind: 'organisation', id: o.id }}
          save={({ name }) => (o ? renameOrganisation(o, name) : createOrganisation(name))}
          close={close}
        />
      )
    }
    case 'site': {
      const s = of.of
      return (
        <Edit
          title={s ? t`Change the site` : t`Add a site`}
          start={s ?? fresh}
          zoned
          history={s && { kind: 'site', id: s.id }}
          save={({ name, zone }) => (s ? changeSite(s, name, zone) : createSite(of.organisation, name, zone))}
          close={close}
        />
      )
    }
    case 'team': {
      const x = of.of
      return (
        <Edit
          title={x ? t`Change the team` : t`Add a team`}
          start={x ? { ...fresh, name: x.name } : fresh}
          history={x && { kind: 'team', id: x.id }}
          save={({ name }) => (x ? renameTeam(x, name) : createTeam(name))}
          close={close}
        />
      )
    }
  }
}

export function Organisations({ mayAdd }: { mayAdd: boolean }) {
  const { t } = useLingui()
  const organisations = useQuery(organisationsQuery)
  const [editing, setEditing] = useState<Editing>()
  const add = mayAdd && (
    <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={() => setEditing({ what: 'organisation' })}>
      <Trans>Add an organisation</Trans>
    </Button>
  )
  return (
    <>
      {organisations.error && <Failure of={organisations.error} retry={() => void organisations.refetch()} />}
      {organisations.isPending && <Skeleton height={120} />}
      {organisations.data?.length === 0 && (
        <Empty icon={IconBuilding} title={t`No organisation yet`} tools={add}>
          <Trans>People of an organisation see only what is theirs; roles can be given for one organisation.</Trans>
        </Empty>
      )}
      {organisations.data && organisations.data.length > 0 && <div className={c.more}>{add}</div>}
      {organisations.data?.map((o) => (
        <section key={o.id} className={c.section}>
          <h2>{o.name}</h2>
          <ul className={c.list}>
            {o.sites.map((s) => (
              <li key={s.id}>
                <span className={c.what}>
                  {s.name} <small>{s.zone.replaceAll('_', ' ')}</small>
                </span>
                <Button
                  leftSection={<IconPencil size={16} />}
                  onClick={() => setEditing({ what: 'site', organisation: o.id, of: s })}
                  aria-label={t`Change the site ${s.name}`}
                >
                  <Trans>Change</Trans>
                </Button>
              </li>
            ))}
          </ul>
          <div className={c.tools}>
            <Button
              leftSection={<IconPlus size={16} />}
              onClick={() => setEditing({ what: 'site', organisation: o.id })}
              aria-label={t`Add a site to ${o.name}`}
            >
              <Trans>Add a site</Trans>
            </Button>
            <Button
              leftSection={<IconPencil size={16} />}
              onClick={() => setEditing({ what: 'organisation', of: o })}
              aria-label={t`Rename ${o.name}`}
            >
              <Trans>Rename</Trans>
            </Button>
          </div>
        </section>
      ))}
      {editing && <Editor of={editing} close={() => setEditing(undefined)} />}
    </>
  )
}

export function Teams(props: {
  /** chooses a person: the field of another feature, brought by the page */
  field: (value: Person | null, onChange: (p: Person | null) => void, label: string) => ReactNode
}) {
  const { t } = useLingui()
  const teams = useQuery(administeredTeamsQuery)
  const [editing, setEditing] = useState<Editing>()
  const add = (
    <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={() => setEditing({ what: 'team' })}>
      <Trans>Add a team</Trans>
    </Button>
  )
  return (
    <>
      {teams.error && <Failure of={teams.error} retry={() => void teams.refetch()} />}
      {teams.isPending && <Skeleton height={120} />}
      {teams.data?.length === 0 && (
        <Empty icon={IconUsersGroup} title={t`No team yet`} tools={add}>
          <Trans>A record always has a team that owns it.</Trans>
        </Empty>
      )}
      {teams.data && teams.data.length > 0 && <div className={c.more}>{add}</div>}
      {teams.data?.map((x) => (
        <section key={x.id} className={c.section}>
          <h2>{x.name}</h2>
          <Members of={x} field={props.field} />
          <div className={c.tools}>
            <Button
              leftSection={<IconPencil size={16} />}
              onClick={() => setEditing({ what: 'team', of: x })}
              aria-label={t`Rename ${x.name}`}
            >
              <Trans>Rename</Trans>
            </Button>
          </div>
        </section>
      ))}
      {editing && <Editor of={editing} close={() => setEditing(undefined)} />}
    </>
  )
}

function Members(props: { of: Team; field: Parameters<typeof Teams>[0]['field'] }) {
  const { t } = useLingui()
  const { of } = props
  const [chosen, setChosen] = useState<Person | null>(null)
  const join = useAct((id: string) => joinTeam(of.id, id))
  const leave = useAct((m: Named) => leaveTeam(of.id, m.id))
  return (
    <>
      {join.error && <Failure of={join.error} />}
      {leave.error && <Failure of={leave.error} />}
      <ul className={c.list} aria-label={t`Members of ${of.name}`}>
        {of.members.map((m) => (
          <li key={m.id}>
            <span className={c.what}>{m.name}</span>
            <Button
              onClick={() => leave.mutate(m, { onSuccess: () => say(t`${m.name} has left ${of.name}`) })}
              aria-label={t`Take out ${m.name} (${of.name})`}
            >
              <Trans>Take out</Trans>
            </Button>
          </li>
        ))}
      </ul>
      <form
        className={c.add}
        onSubmit={(e) => {
          e.preventDefault()
          if (!chosen) return
          join.mutate(chosen.id, { onSuccess: () => setChosen(null) })
        }}
      >
        {props.field(chosen, setChosen, t`Person to take into ${of.name}`)}
        <Button type="submit" loading={join.isPending} disabled={!chosen}>
          <Trans>Take in</Trans>
        </Button>
      </form>
    </>
  )
}

export function Roles() {
  const { t } = useLingui()
  const roles = useQuery(rolesQuery)
  return (
    <>
      {roles.error && <Failure of={roles.error} retry={() => void roles.refetch()} />}
      {roles.data?.map((r) => (
        <section key={r.role} className={c.section}>
          <h2>{r.label}</h2>
          <ul className={c.list}>
            {r.permissions.map((p) => (
              <li key={p.code}>
                <span className={c.what}>{p.label}</span>
                <span className={c.meta}>{p.own ? t`their own records` : t`where the role is given`}</span>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  )
}
