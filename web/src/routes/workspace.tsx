import type { QueryClient } from '@tanstack/react-query'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { part } from '~/api/client'
import type { Kind } from '~/api/types'
import { preferencesQuery } from '~/features/preference/queries'
import { kindWords, token, withToken } from '~/features/ticket/filter'
import { kinds } from '~/features/ticket/kinds'
import { i18n } from '~/locales'
import { Queue } from '~/pages/workspace/Queue'
import { Shell } from '~/pages/workspace/Shell'
import { readSearch } from '~/pages/workspace/search'
import { paths } from '~/paths'
import { ErrorPage } from '~/ui/ErrorPage'
import { Bar } from '~/ui/parts'

// The queue is on screen first; it fetches this at once, before a record is opened.
const Record = lazy(() => import('~/pages/workspace/Record').then((m) => ({ default: m.Record })))
const record = (kind?: Kind) => () => (
  <Suspense fallback={<Bar on />}>
    <Record kind={kind} />
  </Suspense>
)

/** Which of the jobs are listed, as it stands in the address. */
function readJobsSearch(s: { [key: string]: unknown }): { state?: 'waiting' | 'running'; kind?: string } {
  return {
    ...(s.state === 'waiting' || s.state === 'running' ? { state: s.state } : {}),
    ...(typeof s.kind === 'string' && s.kind ? { kind: s.kind } : {}),
  }
}

/** Which of the letters that are put aside, as it stands in the address. */
function readArrivalSearch(s: { [key: string]: unknown }) {
  const known = ['held', 'suspended', 'too_large', 'blocked', 'discarded'] as const
  const state = known.find((k) => k === s.state)
  return {
    ...(state ? { state } : {}),
    ...(typeof s.reason === 'string' && s.reason ? { reason: s.reason } : {}),
    ...(typeof s.sender === 'string' && s.sender ? { sender: s.sender } : {}),
  }
}

/** Which refusals are listed, as it stands in the address. */
function readRefusalsSearch(s: { [key: string]: unknown }) {
  const text = (v: unknown) => (v === undefined || v === null || v === '' ? undefined : String(v))
  const status = text(s.status)
  return {
    status: status === '401' || status === '403' || status === '404' || status === '429' ? status : undefined,
    person: text(s.person),
    q: text(s.q),
  } as const
}

/** What narrows the list of people, as it stands in the address. */
function readPeopleSearch(s: { [key: string]: unknown }) {
  const text = (v: unknown) => (typeof v === 'string' && v !== '' ? v : undefined)
  return { q: text(s.q), organisation: text(s.organisation), role: text(s.role), state: text(s.state) }
}

export function workspaceRouter(cache: QueryClient) {
  const root = createRootRoute({
    component: Shell,
    notFoundComponent: () => <ErrorPage home={paths.desk.home} />,
    errorComponent: ({ error }) => <ErrorPage of={error} home={paths.desk.home} />,
  })
  const home = createRoute({
    getParentRoute: () => root,
    path: paths.desk.home,
    beforeLoad: async () => {
      const prefer = await cache.ensureQueryData(preferencesQuery).catch(() => undefined)
      throw redirect({ to: prefer?.home?.start === 'home' ? paths.desk.start : paths.desk.queue, replace: true })
    },
  })
  const start = createRoute({
    getParentRoute: () => root,
    path: paths.desk.start,
    component: lazyRouteComponent(
      part(() => import('~/pages/workspace/Home')),
      'Home',
    ),
  })
  // The queue stays where it is while records of any kind are opened beside it.
  const queue = createRoute({
    getParentRoute: () => root,
    id: 'queue',
    component: Queue,
    validateSearch: readSearch,
  })
  const alone = createRoute({ getParentRoute: () => queue, path: paths.desk.queue, component: () => null })
  const records = kinds.map((kind) =>
    createRoute({
      getParentRoute: () => queue,
      path: paths.desk.record(kind, '$ref'),
      component: record(kind),
    }),
  )
  const found = createRoute({
    getParentRoute: () => queue,
    path: paths.desk.found('$ref'),
    component: record(),
  })
  // A kind's own address is the queue of that kind alone.
  const ofKind = kinds.map((kind) =>
    createRoute({
      getParentRoute: () => root,
      path: `/desk/${kind}s`,
      validateSearch: readSearch,
      beforeLoad: ({ search }) => {
        const type = token(
          'type',
          kindWords[kind][i18n.locale === 'fr' ? 'fr' : 'en'],
          i18n.locale === 'fr' ? 'fr' : 'en',
        )
        throw redirect({
          to: paths.desk.queue,
          search: { ...search, f: search.f ? withToken(search.f, type) : type },
          replace: true,
        })
      },
    }),
  )
  const create = createRoute({
    getParentRoute: () => root,
    path: paths.desk.create,
    component: lazyRouteComponent(
      part(() => import('~/pages/workspace/Create')),
      'Create',
    ),
    validateSearch: (s): { kind?: string } => (typeof s.kind === 'string' ? { kind: s.kind } : {}),
  })
  const account = createRoute({
    getParentRoute: () => root,
    path: paths.desk.account,
    component: lazyRouteComponent(
      part(() => import('~/pages/workspace/Account')),
      'Account',
    ),
  })
  const canned = part(() => import('~/pages/workspace/CannedReplies'))
  const cannedReplies = createRoute({
    getParentRoute: () => root,
    path: paths.desk.cannedReplies,
    component: lazyRouteComponent(canned, 'CannedRepliesPage'),
  })
  // Who administers, loads it; who works at the desk, does not.
  const rooms = part(() => import('~/pages/workspace/Administration'))
  const at = paths.desk.administration
  const administration = createRoute({
    getParentRoute: () => root,
    path: at.home,
    component: lazyRouteComponent(rooms, 'Administration'),
  })
  const inside = [
    createRoute({
      getParentRoute: () => administration,
      path: 'first-steps',
      component: lazyRouteComponent(rooms, 'FirstStepsPage'),
      validateSearch: (s): { step?: string } =>
        ['desk', 'mailbox', 'team', 'people', 'second_factor'].includes(String(s.step)) ? { step: String(s.step) } : {},
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'people',
      component: lazyRouteComponent(rooms, 'PeoplePage'),
      validateSearch: readPeopleSearch,
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'people/new',
      component: lazyRouteComponent(rooms, 'NewPersonPage'),
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'people/$id',
      component: lazyRouteComponent(rooms, 'PersonPage'),
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'organisations',
      component: lazyRouteComponent(rooms, 'OrganisationsPage'),
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'teams',
      component: lazyRouteComponent(rooms, 'TeamsPage'),
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'roles',
      component: lazyRouteComponent(rooms, 'RolesPage'),
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'categories',
      component: lazyRouteComponent(rooms, 'CategoriesPage'),
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'fields',
      component: lazyRouteComponent(
        part(() => import('~/pages/workspace/Fields')),
        'FieldsPage',
      ),
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'canned-replies',
      component: lazyRouteComponent(canned, 'CannedRepliesRoom'),
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'mail',
      component: lazyRouteComponent(rooms, 'ArrivalsPage'),
      validateSearch: readArrivalSearch,
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'refusals',
      component: lazyRouteComponent(rooms, 'RefusalsPage'),
      validateSearch: readRefusalsSearch,
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'jobs',
      component: lazyRouteComponent(rooms, 'JobsPage'),
      validateSearch: readJobsSearch,
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'health',
      component: lazyRouteComponent(rooms, 'HealthPage'),
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'settings',
      component: lazyRouteComponent(rooms, 'SettingsPage'),
      validateSearch: (s: { [key: string]: unknown }): { q?: string } =>
        typeof s.q === 'string' && s.q ? { q: s.q } : {},
    }),
    createRoute({
      getParentRoute: () => administration,
      path: 'mailboxes',
      component: lazyRouteComponent(rooms, 'MailboxesPage'),
    }),
  ]
  return createRouter({
    routeTree: root.addChildren([
      home,
      start,
      queue.addChildren([alone, ...records, found]),
      ...ofKind,
      create,
      account,
      cannedReplies,
      administration.addChildren(inside),
    ]),
    defaultPreload: false,
    // The frame stays around what fails in it.
    defaultErrorComponent: ({ error }) => <ErrorPage of={error} home={paths.desk.home} />,
    // The filter stays readable in the address.
    stringifySearch: (search) => {
      const params = new URLSearchParams()
      for (const [key, value] of Object.entries(search)) if (typeof value === 'string' && value) params.set(key, value)
      const text = params.toString()
      return text ? `?${text.replaceAll('%3A', ':').replaceAll('%2C', ',')}` : ''
    },
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  })
}
