// The frame of the administration: its rooms on one line or, where there is width, in a column beside the page.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, Outlet, useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useRef } from 'react'
import { Refusal } from '~/api/client'
import { useTopics } from '~/api/live'
import { AccountChip, PersonAccess } from '~/features/administration/Access'
import { type FirstStep, FirstSteps, useStepsLeft } from '~/features/administration/FirstSteps'
import { Health } from '~/features/administration/Health'
import { Acts, History } from '~/features/administration/History'
import { Jobs } from '~/features/administration/Jobs'
import { People, PersonActivity, PersonForm } from '~/features/administration/People'
import { type JobsSearch, type PeopleSearch, personQuery, type RefusalsSearch } from '~/features/administration/queries'
import { Refusals } from '~/features/administration/Refusals'
import { PersonRoles } from '~/features/administration/Roles'
import { Settings } from '~/features/administration/Settings'
import { Organisations, Roles, Teams } from '~/features/administration/Structure'
import { Arrivals } from '~/features/arrival/Arrivals'
import type { ArrivalSearch } from '~/features/arrival/queries'
import { useMe } from '~/features/auth/queries'
import { Categories } from '~/features/category/Categories'
import { Mailboxes } from '~/features/mailbox/Mailboxes'
import { PersonField } from '~/features/person/PersonField'
import { teamsQuery } from '~/features/team/queries'
import { requestTypes } from '~/features/ticket/kinds'
import { useWords } from '~/features/ticket/vocabulary'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import { ErrorPage } from '~/ui/ErrorPage'
import { Failure, tabClass } from '~/ui/parts'
import a from './Administration.module.css'
import { Elsewhere } from './finds'
import c from './Page.module.css'
import { useAllRooms } from './rooms'

const forbidden = new Refusal(
  { type: '', title: '', status: 403, detail: '', code: 'forbidden', errors: [], request_id: '' },
  403,
)

const at = paths.desk.administration

/** The rooms of the administration that this person may enter. */
function useRooms() {
  const may = useMe().permissions
  const { left } = useStepsLeft(may.includes('job.manage'))
  return useAllRooms().filter((r) => may.includes(r.needs) && (r.to !== at.firstSteps || left > 0))
}

export function Administration() {
  const { t } = useLingui()
  const rooms = useRooms()
  const path = useRouterState({ select: (s) => s.location.pathname })
  const here = rooms.find((r) => path.startsWith(r.to))
  const nav = useRef<HTMLElement>(null)
  const to = here?.to
  // Where the rooms are a line that scrolls, this one is in sight.
  useEffect(() => {
    const line = nav.current
    const link = to && line?.querySelector<HTMLElement>('[aria-current]')
    if (line && link) line.scrollLeft = link.offsetLeft - (line.clientWidth - link.offsetWidth) / 2
  }, [to])
  const may = useMe().permissions
  const { asking } = useStepsLeft(may.includes('job.manage'))
  // Where the last of them was done, one stays.
  const first = path.startsWith(at.firstSteps) && may.includes('setting.manage')
  if (path === at.home && asking) return null
  if (path === at.home && rooms[0]) return <Navigate to={rooms[0].to} replace />
  if (!here && !first) return <ErrorPage of={forbidden} home={paths.desk.home} />
  return (
    <main className={`${c.page} ${a.frame}`} id="main" tabIndex={-1}>
      <nav ref={nav} className={a.rooms} aria-label={t`Administration`}>
        {rooms.map((r) => (
          <Link key={r.to} to={r.to} className={tabClass} aria-current={r === here ? 'page' : undefined}>
            {r.name}
          </Link>
        ))}
      </nav>
      <div>
        <Outlet />
      </div>
    </main>
  )
}

export function FirstStepsPage() {
  const { t } = useLingui()
  const navigate = useNavigate()
  const { step } = useSearch({ strict: false }) as { step?: string }
  const teams = useQuery(teamsQuery).data ?? []
  const me = useMe()
  const go = useCallback(
    (s: FirstStep, instead = false) => void navigate({ to: at.firstSteps, search: { step: s }, replace: instead }),
    [navigate],
  )
  useTopics('mailbox')
  useTitle(t`First steps`)
  return (
    <>
      <h1>
        <Trans>First steps</Trans>
      </h1>
      <p className={c.lead}>
        <Trans>Each step is saved as you go: leave when you like, and go on here.</Trans>
      </p>
      <FirstSteps
        step={step}
        go={go}
        panels={{
          mailbox: <Mailboxes teams={teams} />,
          team: (
            <Teams
              field={(value, onChange, label) => <PersonField label={label} value={value} onChange={onChange} />}
            />
          ),
        }}
        me={me}
        queue={paths.desk.queue}
      />
    </>
  )
}

export function PeoplePage() {
  const { t } = useLingui()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as PeopleSearch
  useTitle(t`People`)
  return (
    <>
      <div className={a.head}>
        <h1>
          <Trans>People</Trans>
        </h1>
        <Button
          variant="filled"
          leftSection={<IconUserPlus size={16} />}
          onClick={() => void navigate({ to: at.newPerson })}
        >
          <Trans>Add a person</Trans>
        </Button>
      </div>
      <People
        search={search}
        change={(s) => void navigate({ to: at.people, search: s, replace: true })}
        at={at.person}
      />
    </>
  )
}

export function NewPersonPage() {
  const { t } = useLingui()
  const navigate = useNavigate()
  useTitle(t`Add a person`)
  return (
    <>
      <h1>
        <Trans>Add a person</Trans>
      </h1>
      <PersonForm done={(p) => void navigate({ to: at.person(p.id) })} />
    </>
  )
}

export function PersonPage() {
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const person = useQuery(personQuery(id))
  const p = person.data
  useTitle(p?.name)
  if (person.error && !p) return <Failure of={person.error} retry={() => void person.refetch()} />
  if (!p) return null
  const teams = p.teams.map((x) => x.name).join(', ')
  return (
    <>
      <div className={a.head}>
        <h1>{p.name}</h1>
        <AccountChip of={p.account.state} />
      </div>
      {teams && (
        <p className={c.lead}>
          <Trans>Teams: {teams}</Trans>
        </p>
      )}
      <PersonForm key={p.version} person={p} done={() => {}} />
      <PersonAccess person={p} />
      <PersonRoles person={p} />
      <PersonActivity person={p} />
      <History kind="person" id={p.id} />
    </>
  )
}

export function OrganisationsPage() {
  const { t } = useLingui()
  const me = useMe()
  useTitle(t`Organisations`)
  return (
    <>
      <h1>
        <Trans>Organisations</Trans>
      </h1>
      <Organisations mayAdd={me.permissions.includes('team.manage')} />
    </>
  )
}

export function TeamsPage() {
  const { t } = useLingui()
  useTitle(t`Teams`)
  return (
    <>
      <h1>
        <Trans>Teams</Trans>
      </h1>
      <Teams field={(value, onChange, label) => <PersonField label={label} value={value} onChange={onChange} />} />
    </>
  )
}

export function RolesPage() {
  const { t } = useLingui()
  useTitle(t`Roles`)
  return (
    <>
      <h1>
        <Trans>Roles</Trans>
      </h1>
      <p className={c.lead}>
        <Trans>
          Who may do what. Roles are given on a person’s page, everywhere or limited to an organisation, a site, a team,
          a kind of record.
        </Trans>
      </p>
      <Roles />
    </>
  )
}

export function CategoriesPage() {
  const { t } = useLingui()
  useTitle(t`Categories`)
  return (
    <>
      <h1>
        <Trans>Categories</Trans>
      </h1>
      <p className={c.lead}>
        <Trans>
          By what records are sorted. A category that is no longer wanted is retired: records that carry it keep it.
        </Trans>
      </p>
      <Categories history={(id) => <History kind="category" id={id} />} />
    </>
  )
}

export function SettingsPage() {
  const { t } = useLingui()
  const navigate = useNavigate()
  const { q = '' } = useSearch({ strict: false }) as { q?: string }
  useTitle(t`Settings`)
  return (
    <>
      <h1>
        <Trans>Settings</Trans>
      </h1>
      <p className={c.lead}>
        <Trans>What is set holds at once, and everything can be taken back.</Trans>
      </p>
      <Settings
        q={q}
        elsewhere={<Elsewhere q={q} />}
        change={(next) => void navigate({ to: at.settings, search: next ? { q: next } : {}, replace: true })}
      />
    </>
  )
}

export function JobsPage() {
  const { t } = useLingui()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as JobsSearch
  useTitle(t`Jobs`)
  return (
    <>
      <h1>
        <Trans>Jobs</Trans>
      </h1>
      <p className={c.lead}>
        <Trans>
          What the desk does behind the screens: letters, notices, clean-up. A failure is tried again by itself.
        </Trans>
      </p>
      <Jobs search={search} change={(next) => void navigate({ to: at.jobs, search: next, replace: true })} />
    </>
  )
}

export function ArrivalsPage() {
  const { t } = useLingui()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as ArrivalSearch
  useTopics('mailbox')
  useTitle(t`Mail put aside`)
  return (
    <>
      <h1>
        <Trans>Mail put aside</Trans>
      </h1>
      <Arrivals
        history={(kind) => <Acts kind={kind} />}
        search={search}
        change={(next) => void navigate({ to: at.mail, search: next, replace: true })}
      />
    </>
  )
}

export function RefusalsPage() {
  const { t } = useLingui()
  const navigate = useNavigate()
  const search = useSearch({ strict: false }) as RefusalsSearch
  useTitle(t`Refusals`)
  return (
    <>
      <h1>
        <Trans>Refusals</Trans>
      </h1>
      <p className={c.lead}>
        <Trans>
          What was refused, to whom and from where. What they typed is not kept; the settings say for how long the rest
          is.
        </Trans>
      </p>
      <Refusals
        search={search}
        change={(next) => void navigate({ to: at.refusals, search: next, replace: true })}
        at={at.person}
      />
    </>
  )
}

export function HealthPage() {
  const { t } = useLingui()
  useTopics('mailbox')
  useTitle(t`Health`)
  return (
    <>
      <h1>
        <Trans>Health</Trans>
      </h1>
      <Health at={at} />
    </>
  )
}

export function MailboxesPage() {
  const { t } = useLingui()
  const teams = useQuery(teamsQuery).data ?? []
  const words = useWords()
  const request = words.kind('request')
  const opens = [
    { value: 'incident', name: words.kind('incident') },
    ...requestTypes.map((x) => ({ value: x, name: `${request} · ${words.type(x)}` })),
  ]
  useTopics('mailbox')
  useTitle(t`Mailboxes`)
  return (
    <>
      <h1>
        <Trans>Mailboxes</Trans>
      </h1>
      <p className={c.lead}>
        <Trans>The addresses that people write to, and that answers leave from.</Trans>
      </p>
      <Mailboxes teams={teams} opens={opens} history={(id) => <History kind="mailbox" id={id} />} />
    </>
  )
}
