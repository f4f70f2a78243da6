// The roles of a person: given and taken at once, everywhere or limited.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Refusal } from '~/api/client'
import { Chip, Failure, Pick } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './administration.module.css'
import {
  type AdministeredPerson,
  type GrantedRole,
  type GrantLimits,
  grantRole,
  isGranted,
  type ListedPerson,
  organisationsQuery,
  takeRole,
  teamsOfDeskQuery,
  useAct,
} from './queries'

export function useRoleNames(): Record<string, string> {
  const { t } = useLingui()
  return {
    user: t`User`,
    agent: t`Agent`,
    authority: t`Change authority`,
    reader: t({ message: 'Reader', context: 'role' }),
    administrator: t`Administrator`,
  }
}

type Grant = ListedPerson['roles'][number]

const grantKey = (g: Grant) => [g.role, g.organisation?.id, g.site?.id, g.team?.id, g.kind].join(' ')

/** Of what a role is had, in words; nothing when it is had everywhere. */
function useLimits(): (g: Grant) => string[] {
  const { t } = useLingui()
  const kinds: Record<string, string> = { incident: t`incidents`, request: t`requests`, change: t`changes` }
  return (g) =>
    [kinds[g.kind], g.team?.name, g.site ? `${g.organisation?.name} – ${g.site.name}` : g.organisation?.name].filter(
      (w) => w !== undefined,
    )
}

export function RoleChips({ of }: { of: ListedPerson['roles'] }) {
  const names = useRoleNames()
  const limits = useLimits()
  return (
    <span className={c.chips}>
      {of.map((g) => (
        <Chip key={grantKey(g)}>{[names[g.role], ...limits(g)].join(' · ')}</Chip>
      ))}
    </span>
  )
}

const kindOf = (typed: string): GrantLimits['kind'] =>
  typed === 'incident' || typed === 'request' || typed === 'change' ? typed : undefined

export function PersonRoles({ person }: { person: AdministeredPerson }) {
  const { t } = useLingui()
  const names = useRoleNames()
  const told = useLimits()
  const organisations = useQuery(organisationsQuery).data ?? []
  const teams = useQuery(teamsOfDeskQuery).data ?? []
  const [role, setRole] = useState<GrantedRole>('agent')
  const [limits, setLimits] = useState<GrantLimits>({})
  const give = useAct(() => grantRole(person.id, role, limits))
  const take = useAct((g: { role: GrantedRole; limits: GrantLimits }) => takeRole(person.id, g.role, g.limits))
  const sites = organisations.find((o) => o.id === limits.organisation_id)?.sites ?? []
  const limited = role !== 'administrator'
  const wrong = (field: string) => (give.error instanceof Refusal ? give.error.field(field) : undefined)
  const set = (more: GrantLimits) => {
    give.reset()
    setLimits((l) => ({ ...l, ...more }))
  }
  return (
    <section className={c.section}>
      <h2>
        <Trans>Roles</Trans>
      </h2>
      <p className={c.meta}>
        <Trans>
          Everybody is a user of their own records. An agent answers; a change authority says yes or no to changes; a
          reader reads all of it and changes nothing; an administrator sets the desk up.
        </Trans>
      </p>
      {give.error && <Failure of={give.error} />}
      {take.error && <Failure of={take.error} />}
      <ul className={c.list} aria-label={t`Roles given`}>
        {person.roles.map((g) => {
          const where = told(g).join(' · ') || t`everywhere`
          const what = names[g.role] ?? g.role
          return (
            <li key={grantKey(g)}>
              <span className={c.what}>
                <strong>{what}</strong>
                <small>{where}</small>
              </span>
              <Button
                aria-label={t`Take away: ${what}, ${where}`}
                loading={take.isPending}
                onClick={() =>
                  isGranted(g.role) &&
                  take.mutate({
                    role: g.role,
                    limits: {
                      organisation_id: g.organisation?.id,
                      site_id: g.site?.id,
                      team_id: g.team?.id,
                      kind: kindOf(g.kind),
                    },
                  })
                }
              >
                <Trans>Take away</Trans>
              </Button>
            </li>
          )
        })}
      </ul>
      <form
        className={c.limits}
        onSubmit={(e) => {
          e.preventDefault()
          give.mutate(undefined, {
            onSuccess: () => {
              setLimits({})
              say(t`Role given`)
            },
          })
        }}
      >
        <Pick
          label={t`Role to give`}
          value={role}
          onChange={(r) => {
            if (!isGranted(r)) return
            setRole(r)
            set(
              r === 'agent' || r === 'reader'
                ? {}
                : r === 'authority'
                  ? { kind: undefined }
                  : { site_id: undefined, team_id: undefined, kind: undefined },
            )
          }}
          options={[
            { value: 'agent', name: names.agent ?? '' },
            { value: 'authority', name: names.authority ?? '' },
            { value: 'reader', name: names.reader ?? '' },
            { value: 'administrator', name: names.administrator ?? '' },
          ]}
        />
        <Pick
          label={t`In`}
          value={limits.organisation_id ?? ''}
          onChange={(id) => set({ organisation_id: id || undefined, site_id: undefined })}
          options={[
            { value: '', name: t`all organisations` },
            ...organisations.map((o) => ({ value: o.id, name: o.name })),
          ]}
          error={wrong('organisation_id')}
        />
        {limited && sites.length > 0 && (
          <Pick
            label={t`At`}
            value={limits.site_id ?? ''}
            onChange={(id) => set({ site_id: id || undefined })}
            options={[{ value: '', name: t`all sites` }, ...sites.map((s) => ({ value: s.id, name: s.name }))]}
            error={wrong('site_id')}
          />
        )}
        {limited && (
          <Pick
            label={t`For the records of`}
            value={limits.team_id ?? ''}
            onChange={(id) => set({ team_id: id || undefined })}
            options={[{ value: '', name: t`any team` }, ...teams.map((x) => ({ value: x.id, name: x.name }))]}
            error={wrong('team_id')}
          />
        )}
        {(role === 'agent' || role === 'reader') && (
          <Pick
            label={t`Kind of record`}
            value={limits.kind ?? ''}
            onChange={(kind) => set({ kind: kindOf(kind) })}
            options={[
              { value: '', name: t`all kinds` },
              { value: 'incident', name: t`incidents` },
              { value: 'request', name: t`requests` },
              { value: 'change', name: t`changes` },
            ]}
            error={wrong('kind')}
          />
        )}
        <Button type="submit" loading={give.isPending}>
          <Trans>Give the role</Trans>
        </Button>
      </form>
      {limits.team_id && (
        <p className={c.meta}>
          <Trans>They see what this team has, and no longer what it hands over to another.</Trans>
        </p>
      )}
    </section>
  )
}
