import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from '@tanstack/react-router'
import { part } from '~/api/client'
import type { Me } from '~/api/types'
import { Home } from '~/pages/portal/Home'
import { Records } from '~/pages/portal/Records'
import { Shell } from '~/pages/portal/Shell'
import { paths } from '~/paths'
import { ErrorPage } from '~/ui/ErrorPage'

// What few people see, and only now and then, comes when it is asked for.
const doors = part(() => import('~/pages/portal/Door'))
const forms = part(() => import('~/pages/portal/Report'))
const account = part(() => import('~/pages/portal/Account'))
const record = part(() => import('~/pages/portal/Record'))

/** What a form begins with: words, and the record that it continues. */
const begun = (s: Record<string, unknown>): { start?: string; follows?: string } => ({
  ...(typeof s.start === 'string' ? { start: s.start } : {}),
  ...(typeof s.follows === 'string' ? { follows: s.follows } : {}),
})

export function portalRouter(me: Me | undefined) {
  const root = createRootRoute({
    notFoundComponent: () => <ErrorPage home={paths.portal.home} />,
    errorComponent: ({ error }) => <ErrorPage of={error} home={paths.portal.home} />,
  })
  const signIn = createRoute({
    getParentRoute: () => root,
    path: paths.signIn,
    component: lazyRouteComponent(doors, 'SignInPage'),
    validateSearch: (s): { to?: string } => (typeof s.to === 'string' ? { to: s.to } : {}),
  })
  const door = [
    signIn,
    ...(
      [
        [paths.forgotten, 'ForgottenPage'],
        [paths.byMail, 'ByMailPage'],
        [paths.newPassword, 'NewPasswordPage'],
        [paths.enter, 'EnterPage'],
        [paths.invitation, 'InvitationPage'],
        [paths.setup, 'SetupPage'],
        [paths.accessibility, 'AccessibilityPage'],
      ] as const
    ).map(([path, page]) =>
      createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(doors, page) }),
    ),
  ]
  const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })
  const at = <P extends string>(path: P, component: RouteComponent) =>
    createRoute({ getParentRoute: () => shell, path, component })
  const report = createRoute({
    getParentRoute: () => shell,
    path: '/report',
    component: lazyRouteComponent(forms, 'Report'),
    validateSearch: begun,
  })
  const ask = createRoute({
    getParentRoute: () => shell,
    path: '/ask',
    component: lazyRouteComponent(forms, 'Ask'),
    validateSearch: begun,
  })
  const tree = me
    ? root.addChildren([
        ...door,
        shell.addChildren([
          at('/', Home),
          report,
          ask,
          at('/records', Records),
          at('/records/$ref', lazyRouteComponent(record, 'Record')),
          at('/account', lazyRouteComponent(account, 'Account')),
          createRoute({
            getParentRoute: () => shell,
            path: '/notifications',
            component: lazyRouteComponent(() => import('~/pages/portal/Notices'), 'Notices'),
          }),
        ]),
      ])
    : root.addChildren(door)
  return createRouter({
    routeTree: tree,
    scrollRestoration: true,
    defaultPreload: false,
    // The frame stays around what fails in it.
    defaultErrorComponent: ({ error }) => <ErrorPage of={error} home={paths.portal.home} />,
  })
}
