import { createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { Account } from '~/pages/workspace/Account'
import { Create } from '~/pages/workspace/Create'
import { MailboxesPage } from '~/pages/workspace/MailboxesPage'
import { Queue, readSearch } from '~/pages/workspace/Queue'
import { Record } from '~/pages/workspace/Record'
import { Shell } from '~/pages/workspace/Shell'
import { paths } from '~/paths'
import { ErrorPage } from '~/ui/ErrorPage'

export function workspaceRouter() {
  const root = createRootRoute({
    component: Shell,
    notFoundComponent: () => <ErrorPage home={paths.desk.home} />,
    errorComponent: ({ error, reset }) => <ErrorPage of={error} home={paths.desk.home} retry={reset} />,
  })
  const home = createRoute({
    getParentRoute: () => root,
    path: paths.desk.home,
    beforeLoad: () => {
      throw redirect({ to: paths.desk.queue, replace: true })
    },
  })
  const queue = createRoute({
    getParentRoute: () => root,
    path: paths.desk.queue,
    component: Queue,
    validateSearch: readSearch,
  })
  const alone = createRoute({ getParentRoute: () => queue, path: '/', component: () => null })
  const record = createRoute({ getParentRoute: () => queue, path: '$ref', component: Record })
  const create = createRoute({ getParentRoute: () => root, path: paths.desk.create, component: Create })
  const account = createRoute({ getParentRoute: () => root, path: paths.desk.account, component: Account })
  const mailboxes = createRoute({ getParentRoute: () => root, path: paths.desk.mailboxes, component: MailboxesPage })
  return createRouter({
    routeTree: root.addChildren([home, queue.addChildren([alone, record]), create, account, mailboxes]),
    defaultPreload: false,
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
