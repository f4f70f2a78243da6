import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import type { Me } from '~/api/types'
import { Account } from '~/pages/portal/Account'
import {
  ByMailPage,
  EnterPage,
  ForgottenPage,
  InvitationPage,
  NewPasswordPage,
  SetupPage,
  SignInPage,
} from '~/pages/portal/Door'
import { Home } from '~/pages/portal/Home'
import { Record } from '~/pages/portal/Record'
import { Records } from '~/pages/portal/Records'
import { Ask, Report } from '~/pages/portal/Report'
import { Shell } from '~/pages/portal/Shell'
import { paths } from '~/paths'
import { ErrorPage } from '~/ui/ErrorPage'

export function portalRouter(me: Me | undefined) {
  const root = createRootRoute({
    notFoundComponent: () => <ErrorPage home={paths.portal.home} />,
    errorComponent: ({ error, reset }) => <ErrorPage of={error} home={paths.portal.home} retry={reset} />,
  })
  const signIn = createRoute({
    getParentRoute: () => root,
    path: paths.signIn,
    component: SignInPage,
    validateSearch: (s): { to?: string } => (typeof s.to === 'string' ? { to: s.to } : {}),
  })
  const door = [
    signIn,
    ...(
      [
        [paths.forgotten, ForgottenPage],
        [paths.byMail, ByMailPage],
        [paths.newPassword, NewPasswordPage],
        [paths.enter, EnterPage],
        [paths.invitation, InvitationPage],
        [paths.setup, SetupPage],
      ] as const
    ).map(([path, component]) => createRoute({ getParentRoute: () => root, path, component })),
  ]
  const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })
  const at = <P extends string>(path: P, component: () => React.ReactNode) =>
    createRoute({ getParentRoute: () => shell, path, component })
  const report = createRoute({
    getParentRoute: () => shell,
    path: '/report',
    component: Report,
    validateSearch: (s): { start?: string } => (typeof s.start === 'string' ? { start: s.start } : {}),
  })
  const ask = createRoute({
    getParentRoute: () => shell,
    path: '/ask',
    component: Ask,
    validateSearch: (s): { start?: string } => (typeof s.start === 'string' ? { start: s.start } : {}),
  })
  const tree = me
    ? root.addChildren([
        ...door,
        shell.addChildren([
          at('/', Home),
          report,
          ask,
          at('/records', Records),
          at('/records/$ref', Record),
          at('/account', Account),
          createRoute({
            getParentRoute: () => shell,
            path: '/notifications',
            component: lazyRouteComponent(() => import('~/pages/portal/Notices'), 'Notices'),
          }),
        ]),
      ])
    : root.addChildren(door)
  return createRouter({ routeTree: tree, scrollRestoration: true, defaultPreload: false })
}
