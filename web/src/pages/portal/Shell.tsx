// The frame of the portal: who, which language, and the page.
import { Trans, useLingui } from '@lingui/react/macro'
import { IconBell } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useConnection, useTopics } from '~/api/live'
import { useChangeMe, useMe } from '~/features/auth/queries'
import { unreadQuery } from '~/features/notice/queries'
import { languages } from '~/locales'
import { paths } from '~/paths'
import { useFormat } from '~/ui/context'
import { Avatar, Logo, Segments } from '~/ui/parts'
import c from './Shell.module.css'

const About = lazy(() => import('~/features/auth/About'))

export function Shell() {
  const { t } = useLingui()
  const me = useMe()
  const [about, setAbout] = useState(false)
  const change = useChangeMe()
  const connection = useConnection()
  const path = useRouterState({ select: (s) => s.location.pathname })
  const other = languages.find((l) => l.value !== me.language) ?? languages[0]
  useTopics('me', 'notice')
  const { data } = useQuery(unreadQuery)
  const format = useFormat()
  const unread = data && data.unread > 0 ? format.count(data.unread, data.more) : undefined
  return (
    <div className={c.shell}>
      <a className="skip" href="#main">
        <Trans>Go to the content</Trans>
      </a>
      <header className={c.head}>
        <Link to={paths.portal.home} className={c.brand}>
          <Logo size={28} />
          <span>Guichet</span>
          <span className={c.desk}>{me.desk_name}</span>
        </Link>
        <nav className={c.nav} aria-label={t`Main`}>
          {me.permissions.includes('person.manage') && (
            <a href={paths.desk.administration.home}>
              <Trans>Administration</Trans>
            </a>
          )}
          <Link to={paths.portal.records} aria-current={path.startsWith(paths.portal.records) ? 'page' : undefined}>
            <Trans>My records</Trans>
          </Link>
          <Link to={paths.portal.notices} className={c.notices} title={t`Notifications`}>
            <IconBell size={20} aria-hidden="true" />
            <span className="sr">{t`Notifications`}</span>
            {unread && (
              <span className={c.badge}>
                {unread}
                <span className="sr"> {t`not read`}</span>
              </span>
            )}
          </Link>
        </nav>
        <span className={c.language}>
          <Segments
            label={t`Language`}
            value={me.language}
            onChange={(language) => change.mutate({ language })}
            options={languages.map((l) => ({ ...l, lang: l.value }))}
          />
        </span>
        {other && (
          <button
            type="button"
            className={c.switch}
            lang={other.value}
            onClick={() => change.mutate({ language: other.value })}
          >
            {other.value.toUpperCase()}
            <span className="sr">, {other.name}</span>
          </button>
        )}
        <Link to={paths.portal.account} className={c.me} title={me.name}>
          <Avatar name={me.name} />
          <span className="sr">{t`My account, ${me.name}`}</span>
        </Link>
      </header>
      {connection === 'away' && (
        <p className={c.away} role="status">
          <Trans>The connection is lost. What you type is kept; the page comes back by itself.</Trans>
        </p>
      )}
      <Outlet />
      <footer className={c.foot}>
        <a href={paths.accessibility}>
          <Trans>Accessibility: partially conforms</Trans>
        </a>{' '}
        <button type="button" onClick={() => setAbout(true)}>
          <Trans>About Guichet</Trans>
        </button>
        {about && (
          <Suspense>
            <About close={() => setAbout(false)} />
          </Suspense>
        )}
      </footer>
    </div>
  )
}
