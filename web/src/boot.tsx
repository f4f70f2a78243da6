// What the portal and the workspace share: the cache, the language, the theme,
// the session, and the hints that keep what is shown true.
import { I18nProvider, useLingui } from '@lingui/react'
import { MantineProvider, useMantineColorScheme } from '@mantine/core'
import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, StrictMode, Suspense, useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { answer, client, onSessionOver, Refusal } from './api/client'
import { onHint } from './api/live'
import type { Me } from './api/types'
import { authKeys, meQuery } from './features/auth/queries'
import { guess, i18n, speak } from './locales'
import { landing, open, paths, works } from './paths'
import { FormatProvider } from './ui/context'
import { draftsOf } from './ui/draft'
import { ErrorPage } from './ui/ErrorPage'
import { theme, variables } from './ui/theme'
import { Toaster } from './ui/toast'

export const cache = new QueryClient({
  defaultOptions: {
    // Without a network a call fails and says so, instead of waiting in silence.
    mutations: { networkMode: 'always' },
    queries: {
      networkMode: 'always',
      refetchOnReconnect: true,
      staleTime: 5_000,
      gcTime: 10 * 60_000,
      retry: (count, error) => !(error instanceof Refusal && error.status < 500) && count < 2,
    },
  },
})

/** A hint says what changed; what is on screen of it is asked for again. */
function heed() {
  let lists = 0
  return onHint(({ kind, id }) => {
    switch (kind) {
      case '*':
        void cache.invalidateQueries()
        break
      case 'incident':
      case 'request':
      case 'change':
        // By its id alone: it may have become another kind meanwhile.
        void cache.invalidateQueries({
          predicate: ({ queryKey: [first, ref], state }) => {
            if (first === 'timeline' || first === 'links') {
              const record = cache.getQueryData<{ id: string }>(['ticket', ref])
              return !record || record.id === id
            }
            return first === 'ticket' && (state.data as { id?: string } | undefined)?.id === id
          },
        })
        break
      case 'queue': {
        // At most one refresh of the lists a second, and a long one that was
        // scrolled far is only marked as old.
        window.clearTimeout(lists)
        lists = window.setTimeout(() => {
          void cache.invalidateQueries({
            predicate: ({ queryKey, state }) =>
              queryKey[0] === 'tickets' && ((state.data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0) <= 3,
          })
          void cache.invalidateQueries({ queryKey: ['tickets'], refetchType: 'none' })
        }, 300)
        break
      }
      case 'person':
        void cache.invalidateQueries({ queryKey: authKeys.me })
        void cache.invalidateQueries({ queryKey: ['preferences'] })
        void cache.invalidateQueries({ queryKey: ['people'] })
        void cache.invalidateQueries({ queryKey: ['tickets'] })
        break
      case 'presence':
        void cache.invalidateQueries({ queryKey: ['presence', id] })
        break
      case 'notice':
        void cache.invalidateQueries({ queryKey: ['notices'] })
        break
      case 'mailbox':
        void cache.invalidateQueries({ queryKey: ['mailboxes'] })
    }
  })
}

/** The address that a person's own kind of screen has for this page. */
function mirrored(me: Me, path: string): string | undefined {
  // Nothing opens before the second factor that the desk asks for is set up.
  if (me.limited) return path === paths.portal.account || open.includes(path) ? undefined : paths.portal.account
  const [, room = '', ref] = path.match(/^\/(records|desk\/(?:record|incident|request|change)s)\/([^/]+)/) ?? []
  if (works(me.permissions)) {
    if (path === paths.portal.home) return paths.desk.home
    if (path === paths.portal.report) return paths.desk.create
    if (path === paths.portal.ask) return `${paths.desk.create}?kind=request`
    if (path === paths.portal.account) return paths.desk.account
    if (path.startsWith(paths.portal.records)) return ref && room ? paths.desk.found(ref) : paths.desk.queue
    return undefined
  }
  if (!path.startsWith(paths.desk.home)) return undefined
  if (ref) return paths.portal.record(ref)
  const administers = landing(me.permissions) === paths.desk.administration.home
  if (administers && path === paths.desk.home) return paths.desk.administration.home
  if (administers && path !== paths.desk.queue && path !== paths.desk.create) return undefined
  return path === paths.desk.create ? paths.portal.report : paths.portal.home
}

type Entry = { screen: (me: Me | undefined, cache: QueryClient) => ReactNode }

export async function boot(loading: Promise<Entry>) {
  const { pathname, search } = window.location
  let me: Me | undefined
  let failure: unknown
  try {
    me = (await answer(client.GET('/api/session'))).me ?? undefined
    if (me) cache.setQueryData(authKeys.me, me)
  } catch (error) {
    failure = error
  }
  if (!me && !failure && !open.includes(pathname)) {
    const to = pathname === '/' ? '' : `?to=${encodeURIComponent(pathname + search)}`
    return window.location.replace(paths.signIn + to)
  }
  const elsewhere = me && mirrored(me, pathname)
  if (elsewhere) return window.location.replace(elsewhere)
  if (me) draftsOf(me.id)
  try {
    await speak(me?.language ?? guess())
    const { screen } = await loading
    render(failure ? <ErrorPage of={failure} home="/" /> : screen(me, cache))
  } catch (error) {
    render(<ErrorPage of={error} home="/" />)
  }
  heed()
}

function render(page: ReactNode) {
  const root = document.getElementById('root')
  if (!root) return
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <QueryClientProvider client={cache}>
          <I18nProvider i18n={i18n}>
            <Personal>
              {page}
              <SessionGuard />
              <Toaster />
            </Personal>
          </I18nProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}

/** The language, zone and theme of whoever is signed in. */
function Personal({ children }: { children: ReactNode }) {
  const { data: me } = useQuery({ ...meQuery, enabled: false })
  const { setColorScheme } = useMantineColorScheme()
  // From the context, so that a change of language writes the dates anew too.
  const { locale } = useLingui().i18n
  const language = me?.language
  const scheme = me?.theme
  useEffect(() => {
    if (language && language !== i18n.locale) void speak(language)
  }, [language])
  useEffect(() => {
    if (scheme) setColorScheme(scheme)
  }, [scheme, setColorScheme])
  return (
    <FormatProvider locale={locale === 'en' ? 'en' : 'fr'} zone={me?.zone ?? ''}>
      {children}
    </FormatProvider>
  )
}

// An upgrade takes away the parts of the page that a tab was opened with: then the page
// as a whole asks who is there. What was typed waits in the browser.
const SessionOver = lazy(() =>
  import('./features/auth/SessionOver').catch(() => {
    window.location.reload()
    return new Promise<never>(() => {})
  }),
)

/** Fetches the window that asks for the password only when it is needed. */
function SessionGuard() {
  const [over, setOver] = useState(false)
  useEffect(() => onSessionOver(() => setOver(cache.getQueryData(authKeys.me) !== undefined)), [])
  return over ? (
    <Suspense>
      <SessionOver done={() => setOver(false)} />
    </Suspense>
  ) : null
}
