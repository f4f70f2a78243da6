// The frame of the portal: who, which language, and the page.
import { Trans, useLingui } from '@lingui/react/macro'
import { Menu, UnstyledButton } from '@mantine/core'
import { IconLanguage, IconLogout, IconMoon, IconSun, IconUserCircle } from '@tabler/icons-react'
import { Link, Outlet, useRouterState } from '@tanstack/react-router'
import { useConnection, useTopics } from '~/api/live'
import { useChangeMe, useMe, useSignOut } from '~/features/auth/queries'
import { languages } from '~/locales'
import { paths } from '~/paths'
import { Avatar, Logo, Segments } from '~/ui/parts'
import c from './Shell.module.css'

export function Shell() {
  const { t } = useLingui()
  const me = useMe()
  const change = useChangeMe()
  const signOut = useSignOut()
  const connection = useConnection()
  const path = useRouterState({ select: (s) => s.location.pathname })
  const dark = me.theme === 'dark' || (me.theme === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches)
  const other = languages.find((l) => l.value !== me.language) ?? languages[0]
  useTopics('me')
  return (
    <div className={`${c.shell} portal`}>
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
          <Link to={paths.portal.records} aria-current={path.startsWith(paths.portal.records) ? 'page' : undefined}>
            <Trans>My requests</Trans>
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
        <Menu position="bottom-end">
          <Menu.Target>
            <UnstyledButton className={c.me} aria-label={t`My account, ${me.name}`}>
              <Avatar name={me.name} />
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{me.name}</Menu.Label>
            <Menu.Item component={Link} to={paths.portal.account} leftSection={<IconUserCircle size={18} />}>
              <Trans>My account</Trans>
            </Menu.Item>
            {other && (
              <Menu.Item
                leftSection={<IconLanguage size={18} />}
                lang={other.value}
                onClick={() => change.mutate({ language: other.value })}
              >
                {other.name}
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={dark ? <IconSun size={18} /> : <IconMoon size={18} />}
              onClick={() => change.mutate({ theme: dark ? 'light' : 'dark' })}
            >
              {dark ? t`Light theme` : t`Dark theme`}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconLogout size={18} />}
              onClick={() => signOut.mutate(undefined, { onSettled: () => window.location.assign(paths.signIn) })}
            >
              <Trans>Sign out</Trans>
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </header>
      {connection === 'away' && (
        <p className={c.away} role="status">
          <Trans>The connection is lost. What you type is kept; the page comes back by itself.</Trans>
        </p>
      )}
      <Outlet />
    </div>
  )
}
