// People, organisations, teams and roles as an administrator sees them.
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { answer, client } from '~/api/client'
import type { components } from '~/api/schema'
import type { Given } from '~/api/types'

type S = components['schemas']
export type ListedPerson = Given<S['ListedPerson']>
export type AdministeredPerson = Given<S['AdministeredPerson']>
export type NewPerson = S['NewPerson']
export type PersonChange = Omit<S['PersonPatch'], 'version'>
export type Organisation = Given<S['OrganisationBody']>
export type Site = Given<S['SiteBody']>
export type Team = Given<S['AdministeredTeam']>
export type Role = Given<S['RoleBody']>
export type Amendment = Given<S['Amendment']>
export type Setting = Given<S['SettingBody']>
export type Job = Given<S['JobBody']>
export type JobsSearch = { state?: 'dead' | 'waiting' | 'running'; kind?: string }
export type HistoryKind =
  | 'person'
  | 'organisation'
  | 'site'
  | 'team'
  | 'mailbox'
  | 'setting'
  | 'job'
  | 'category'
  | 'field'
  | 'arrival'
  | 'arrival_block'
export type PeopleSearch = { q?: string; organisation?: string; role?: string; state?: string }

export const administrationKeys = {
  all: ['administration'] as const,
  people: ['administration', 'people'] as const,
  person: (id: string) => ['administration', 'person', id] as const,
  organisations: ['administration', 'organisations'] as const,
  teams: ['administration', 'teams'] as const,
  roles: ['administration', 'roles'] as const,
  history: (kind: HistoryKind, id: string) => ['administration', 'history', kind, id] as const,
}

export const peopleQuery = (search: PeopleSearch) =>
  infiniteQueryOptions({
    queryKey: [...administrationKeys.people, search],
    queryFn: async ({ pageParam, signal }) =>
      answer(
        client.GET('/api/administration/people', {
          params: {
            query: {
              q: search.q,
              organisation: search.organisation,
              role: isGranted(search.role) ? search.role : undefined,
              state: search.state === 'inactive' || search.state === 'all' ? search.state : 'active',
              cursor: pageParam || undefined,
              limit: 50,
            },
          },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.next || undefined,
  })

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: administrationKeys.person(id),
    queryFn: () => answer(client.GET('/api/administration/people/{id}', { params: { path: { id } } })),
  })

export const organisationsQuery = queryOptions({
  queryKey: administrationKeys.organisations,
  queryFn: async () => (await answer(client.GET('/api/administration/organisations'))).items,
})

export const administeredTeamsQuery = queryOptions({
  queryKey: administrationKeys.teams,
  queryFn: async () => (await answer(client.GET('/api/administration/teams'))).items,
})

export const rolesQuery = queryOptions({
  queryKey: administrationKeys.roles,
  queryFn: async () => (await answer(client.GET('/api/administration/roles'))).items,
  staleTime: Number.POSITIVE_INFINITY,
})

export const historyQuery = (kind: HistoryKind, id: string) =>
  queryOptions({
    queryKey: administrationKeys.history(kind, id),
    queryFn: async () =>
      (await answer(client.GET('/api/administration/history', { params: { query: { kind, id } } }))).items,
  })

export const settingsQuery = queryOptions({
  queryKey: ['administration', 'settings'],
  queryFn: async () => (await answer(client.GET('/api/administration/settings'))).items,
})

export const teamsOfDeskQuery = queryOptions({
  queryKey: ['teams', 'names'],
  queryFn: async () => (await answer(client.GET('/api/teams'))).items,
})

export const changeSetting = (name: string, version: number, value: Setting['value']) =>
  answer(client.PATCH('/api/administration/settings/{name}', { params: { path: { name } }, body: { version, value } }))

export const healthQuery = queryOptions({
  queryKey: ['administration', 'health'],
  queryFn: () => answer(client.GET('/api/administration/health')),
  refetchInterval: 30_000,
})

/** How far the made-up company has come; looked at often while it comes. */
export const sampleQuery = queryOptions({
  queryKey: ['administration', 'sample'],
  queryFn: ({ signal }) => answer(client.GET('/api/administration/sample', { signal })),
  refetchInterval: (q) => (q.state.data?.running ? 1000 : false),
})

export const beginSample = () => answer(client.POST('/api/administration/sample'))

export const jobsQuery = (search: JobsSearch) =>
  infiniteQueryOptions({
    queryKey: ['administration', 'jobs', search],
    queryFn: ({ pageParam }) =>
      answer(
        client.GET('/api/administration/jobs', {
          params: { query: { ...search, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
    refetchInterval: 15_000,
  })

const refusalStatuses = ['401', '403', '404', '429'] as const
export type RefusalStatus = (typeof refusalStatuses)[number]
export const isRefusalStatus = (s: unknown): s is RefusalStatus => refusalStatuses.some((r) => r === s)
export type RefusalsSearch = { status?: RefusalStatus; person?: string; q?: string }

export const refusalsQuery = (search: RefusalsSearch) =>
  infiniteQueryOptions({
    queryKey: ['administration', 'refusals', search],
    queryFn: ({ pageParam, signal }) =>
      answer(
        client.GET('/api/administration/refusals', {
          params: { query: { ...search, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.next || undefined,
  })

export const retryJob = (id: string) =>
  answer(client.POST('/api/administration/jobs/{id}/retry', { params: { path: { id } } }))

export const discardJob = (id: string) =>
  answer(client.DELETE('/api/administration/jobs/{id}', { params: { path: { id } } }))

/** An act of administration; everything that shows its outcome is read again. */
export function useAct<In, Out>(mutationFn: (input: In) => Promise<Out>) {
  const cache = useQueryClient()
  return useMutation({
    mutationFn,
    onSuccess: () =>
      Promise.all([
        cache.invalidateQueries({ queryKey: administrationKeys.all }),
        cache.invalidateQueries({ queryKey: ['people'] }),
        cache.invalidateQueries({ queryKey: ['teams'] }),
        cache.invalidateQueries({ queryKey: ['vocabulary'] }),
      ]),
  })
}

export const createPerson = (body: NewPerson) => answer(client.POST('/api/administration/people', { body }))

export const changePerson = (id: string, version: number, change: PersonChange) =>
  answer(client.PATCH('/api/administration/people/{id}', { params: { path: { id } }, body: { ...change, version } }))

export const setActivity = (id: string, active: boolean, reason: string) =>
  answer(
    client.POST('/api/administration/people/{id}/activity', {
      params: { path: { id } },
      body: { active, ...(reason ? { reason } : {}) },
    }),
  )

export const invite = (id: string) =>
  answer(client.POST('/api/administration/people/{id}/invitation', { params: { path: { id } } }))

export const uninvite = (id: string) =>
  answer(client.DELETE('/api/administration/people/{id}/invitation', { params: { path: { id } } }))

const granted = ['agent', 'authority', 'reader', 'administrator'] as const
export type GrantedRole = (typeof granted)[number]
/** A role that somebody gives; that of a user is everybody's. */
export const isGranted = (role: string | undefined): role is GrantedRole => granted.some((r) => r === role)

/** To what a role is limited; what is left out does not limit it. */
export type GrantLimits = Omit<S['NewGrant'], 'role'>

const given = (limits: GrantLimits): GrantLimits =>
  Object.fromEntries(Object.entries(limits).filter(([, value]) => value)) as GrantLimits

export const grantRole = (id: string, role: GrantedRole, limits: GrantLimits) =>
  answer(
    client.POST('/api/administration/people/{id}/roles', {
      params: { path: { id } },
      body: { role, ...given(limits) },
    }),
  )

export const takeRole = (id: string, role: GrantedRole, limits: GrantLimits) =>
  answer(
    client.DELETE('/api/administration/people/{id}/roles', {
      params: { path: { id }, query: { role, ...given(limits) } },
    }),
  )

export const createOrganisation = (name: string) =>
  answer(client.POST('/api/administration/organisations', { body: { name } }))

export const renameOrganisation = (o: { id: string; version: number }, name: string) =>
  answer(
    client.PATCH('/api/administration/organisations/{id}', {
      params: { path: { id: o.id } },
      body: { version: o.version, name },
    }),
  )

export const createSite = (organisation: string, name: string, zone: string) =>
  answer(
    client.POST('/api/administration/organisations/{id}/sites', {
      params: { path: { id: organisation } },
      body: { name, zone },
    }),
  )

export const changeSite = (s: { id: string; version: number }, name: string, zone: string) =>
  answer(
    client.PATCH('/api/administration/sites/{id}', {
      params: { path: { id: s.id } },
      body: { version: s.version, name, zone },
    }),
  )

export const createTeam = (name: string) => answer(client.POST('/api/administration/teams', { body: { name } }))

export const renameTeam = (team: { id: string; version: number }, name: string) =>
  answer(
    client.PATCH('/api/administration/teams/{id}', {
      params: { path: { id: team.id } },
      body: { version: team.version, name },
    }),
  )

export const joinTeam = (id: string, person_id: string) =>
  answer(client.POST('/api/administration/teams/{id}/members', { params: { path: { id } }, body: { person_id } }))

export const leaveTeam = (id: string, person_id: string) =>
  answer(client.DELETE('/api/administration/teams/{id}/members', { params: { path: { id }, query: { person_id } } }))
