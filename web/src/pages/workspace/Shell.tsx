// The frame of the workspace: rail, page, status line, palette, keys.
import { Trans, useLingui } from '@lingui/react/macro'
import { Menu, Tooltip, UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import {
  type Icon,
  IconAdjustments,
  IconArrowBackUp,
  IconBell,
  IconBookmark,
  IconHome,
  IconInbox,
  IconInfoCircle,
  IconKeyboard,
  IconLanguage,
  IconLogout,
  IconMessages,
  IconMoon,
  IconPlugConnected,
  IconPlugConnectedX,
  IconPlus,
  IconSearch,
  IconSun,
  IconUserCircle,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { savingState } from '~/api/client'
import { useConnection, useTopics } from '~/api/live'
import type { Kind } from '~/api/types'
import { useChangeMe, useMe, useSignOut } from '~/features/auth/queries'
import { Bell } from '~/features/notice/Bell'
import { useUnread } from '~/features/notice/unread'
import { noKeys, usePreference } from '~/features/preference/queries'
import { kinds } from '~/features/ticket/kinds'
import { countsQuery } from '~/features/ticket/queries'
import { kindIcons } from '~/features/ticket/vocabulary'
import { acts, paths, works } from '~/paths'
import { type Action, setCustomKeys, useActions, useKeyboard } from '~/ui/actions'
import { useFormat } from '~/ui/context'
import { Avatar, ariaKeys, KeyOf, Keys, Logo } from '~/ui/parts'
import { undoLast, useCanUndo } from '~/ui/toast'
import { Palette } from './Palette'
import c from './Shell.module.css'
import { searchOf, useSavedViews } from './views'

const FactorNotice = lazy(() => import('~/features/auth/FactorNotice').then((m) => ({ default: m.FactorNotice })))
const About = lazy(() => import('~/features/auth/About'))
const KeyList = lazy(() => import('./KeyList').then((m) => ({ default: m.KeyList })))
const HeldNotice = lazy(() => import('~/features/arrival/HeldNotice'))

export function Shell() {
  const { t } = useLingui()
  const me = useMe()
  const navigate = useNavigate()
  const [palette, setPalette] = useState(false)
  const [keys, setKeys] = useState(false)
  const [about, setAbout] = useState(false)
  const handling = works(me.permissions)
  const logs = useMemo(
    () => kinds.filter((k) => me.permissions.includes(`${k}.handle`) && me.permissions.includes(`${k}.log`)),
    [me.permissions],
  )
  const counts = useQuery({ ...countsQuery(), enabled: handling })
  const format = useFormat()
  const path = useRouterState({ select: (s) => s.location.pathname })
  const change = useChangeMe()
  const signOut = useSignOut()
  const canUndo = useCanUndo()
  const administers = me.permissions.includes('person.manage')
  useKeyboard()
  useTopics(handling ? 'queue' : '', 'me', 'notice')
  const prefer = usePreference('keys', noKeys)
  useEffect(() => setCustomKeys(prefer.value), [prefer.value])
  const hint = (id: string, own: string) => (prefer.value.keys[id] ?? own) || undefined
  const { saved } = useSavedViews(handling)
  const unread = useUnread()
  const [bell, setBell] = useState(false)
  const narrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false }) ?? false

  const { mutate: changeMe } = change
  const { mutate: leave } = signOut
  const actions = useMemo<Action[]>(() => {
    const go = t`Go to`
    const setting = t`Settings`
    const other = me.language === 'fr' ? 'en' : 'fr'
    const dark =
      me.theme === 'dark' || (me.theme === 'auto' && window.matchMedia('(prefers-color-scheme: dark)').matches)
    return [
      {
        id: 'go-queue',
        name: t`Queue`,
        icon: IconInbox,
        key: 'g q',
        group: go,
        when: handling,
        words: 'file liste incidents queue list',
        run: () => void navigate({ to: paths.desk.queue }),
      },
      {
        id: 'go-home',
        name: t`Home`,
        icon: IconHome,
        key: 'g h',
        group: go,
        when: handling,
        words: 'accueil home',
        run: () => void navigate({ to: paths.desk.start }),
      },
      {
        id: 'notices',
        name: t`Notifications`,
        icon: IconBell,
        key: 'g n',
        group: go,
        when: true,
        words: 'notifications alertes cloche bell',
        run: () => setBell(true),
      },
      ...saved.map((v) => ({
        id: `view-${v.id}`,
        name: v.name,
        icon: IconBookmark,
        group: t`Views`,
        when: true as const,
        words: 'vue view',
        run: () => void navigate({ to: paths.desk.queue, search: searchOf(v) }),
      })),
      {
        id: 'create',
        name: t`New record`,
        icon: IconPlus,
        key: 'c',
        group: t`Create`,
        when: logs.length > 0,
        words: 'créer nouveau dossier create new',
        run: () => void navigate({ to: paths.desk.create }),
      },
      ...logs.map((kind) => ({
        id: `create-${kind}`,
        name: { incident: t`Log an incident`, request: t`Log a request`, change: t`Register a change` }[kind],
        icon: kindIcons[kind],
        group: t`Create`,
        when: true,
        words: 'créer nouveau saisir create new log',
        run: () => void navigate({ to: paths.desk.create, search: { kind } }),
      })),
      {
        id: 'palette',
        name: t`Search and run`,
        icon: IconSearch,
        key: 'Mod+K',
        group: go,
        when: true,
        run: () => setPalette(true),
      },
      {
        id: 'keys',
        name: t`Keyboard shortcuts`,
        icon: IconKeyboard,
        key: '?',
        group: setting,
        when: true,
        words: 'raccourcis clavier touches keys help aide',
        run: () => setKeys(true),
      },
      {
        id: 'undo',
        name: t`Undo the last change`,
        icon: IconArrowBackUp,
        key: 'z',
        group: setting,
        when: canUndo || t`Nothing to undo`,
        words: 'annuler undo',
        run: () => void undoLast(),
      },
      {
        id: 'go-account',
        name: t`My account`,
        icon: IconUserCircle,
        group: go,
        when: true,
        words: 'compte préférences jetons tokens account settings',
        run: () => void navigate({ to: paths.desk.account }),
      },
      {
        id: 'go-canned',
        name: t`Canned replies`,
        icon: IconMessages,
        group: go,
        when: acts(me.permissions),
        words: 'réponses types modèles macros canned replies templates',
        run: () => void navigate({ to: paths.desk.cannedReplies }),
      },
      {
        id: 'go-administration',
        name: t`Administration`,
        icon: IconAdjustments,
        group: go,
        when: administers,
        words:
          'administration people teams roles mail personnes équipes rôles boîtes courriel organisations réglages settings',
        run: () => void navigate({ to: paths.desk.administration.home }),
      },
      {
        id: 'language',
        name: other === 'en' ? 'Switch to English' : 'Passer en français',
        icon: IconLanguage,
        group: setting,
        when: true,
        words: 'langue language français english anglais french',
        run: () => changeMe({ language: other }),
      },
      {
        id: 'theme',
        name: dark ? t`Light theme` : t`Dark theme`,
        icon: dark ? IconSun : IconMoon,
        group: setting,
        when: true,
        words: 'thème clair sombre dark light',
        run: () => changeMe({ theme: dark ? 'light' : 'dark' }),
      },
      {
        id: 'about',
        name: t`About Guichet`,
        icon: IconInfoCircle,
        group: setting,
        when: true,
        words: 'à propos version licence marque itil peoplecert trade mark',
        run: () => setAbout(true),
      },
      {
        id: 'sign-out',
        name: t`Sign out`,
        icon: IconLogout,
        group: setting,
        when: true,
        words: 'déconnexion quitter logout',
        run: () => leave(undefined, { onSettled: () => window.location.assign(paths.signIn) }),
      },
    ]
  }, [t, me.language, me.theme, me.permissions, canUndo, administers, handling, logs, saved, navigate, changeMe, leave])
  useActions(actions)
  const by = (id: string) => actions.find((a) => a.id === id)
  const toDo = counts.data?.to_process
  const count = toDo && toDo.count > 0 ? format.count(toDo.count, toDo.more) : undefined

  const person = (
    <Menu position="right-end">
      <Menu.Target>
        <UnstyledButton className={c.railItem}>
          <Avatar name={me.name} />
          <span className={c.word}>{t({ message: 'Me', context: 'bottom bar' })}</span>
          <span className="sr">, {me.name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.name}</Menu.Label>
        {['go-account', 'language', 'theme', 'keys', 'about', 'sign-out'].map((id) => {
          const a = by(id)
          return (
            a && (
              <Menu.Item
                key={id}
                leftSection={<a.icon size={16} />}
                rightSection={a.key && <Keys of={a.key} />}
                onClick={a.run}
              >
                {a.name}
              </Menu.Item>
            )
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )

  return (
    <div className={c.shell}>
      <a className="skip" href="#main">
        <Trans>Go to the content</Trans>
      </a>
      <nav className={c.rail} aria-label={t`Main`}>
        <Link to={handling ? paths.desk.queue : paths.desk.administration.home} className={c.logo} aria-label="Guichet">
          <Logo size={28} />
        </Link>
        {handling ? (
          <>
            <RailLink
              to={paths.desk.start}
              icon={IconHome}
              name={t`Home`}
              hint={hint('go-home', 'g h')}
              active={path === paths.desk.start}
              wide
            />
            <RailLink
              to={paths.desk.queue}
              icon={IconInbox}
              name={t`Queue`}
              hint={hint('go-queue', 'g q')}
              count={count}
              active={/^\/desk\/(queue|incidents|requests|changes)/.test(path)}
            />
            <RailButton
              icon={IconSearch}
              name={t`Search`}
              hint={hint('palette', 'Mod+K')}
              run={() => setPalette(true)}
            />
            {logs.length > 0 && (
              <RailLink
                to={paths.desk.create}
                icon={IconPlus}
                name={t`New`}
                hint={hint('create', 'c')}
                active={path === paths.desk.create}
              />
            )}
          </>
        ) : (
          <a className={c.railItem} href={paths.portal.home} title={t`Portal`}>
            <Inside icon={IconHome} name={t`Portal`} />
          </a>
        )}
        {administers && (
          <RailLink
            to={paths.desk.administration.home}
            icon={IconAdjustments}
            name={t`Administration`}
            active={path.startsWith(paths.desk.administration.home)}
            wide={handling}
          />
        )}
        <span className={c.push} />
        <Bell
          opened={bell}
          onOpened={setBell}
          narrow={narrow}
          settings={paths.desk.account}
          to={(n) => ({ to: paths.desk.record(n.record.kind as Kind, n.record.reference), hash: `e-${n.entry}` })}
        >
          <UnstyledButton
            className={c.railItem}
            onClick={() => setBell(!bell)}
            aria-expanded={bell}
            title={t`Notifications`}
          >
            <Inside
              icon={IconBell}
              name={t({ message: 'Alerts', context: 'bottom bar' })}
              {...(unread ? { count: unread } : {})}
            />
          </UnstyledButton>
        </Bell>
        {person}
      </nav>
      <div className={c.page}>
        {path !== paths.desk.account && me.second_factor === 'needed' && (
          <div className={c.notice}>
            <Suspense>
              <FactorNotice />
            </Suspense>
          </div>
        )}
        {me.permissions.includes('mailbox.manage') && (
          <Suspense>
            <HeldNotice
              frame={c.notice}
              tools={
                <Link to={paths.desk.administration.mail} search={{ state: 'held' }}>
                  <Trans>Look at them</Trans>
                </Link>
              }
            />
          </Suspense>
        )}
        <Outlet />
      </div>
      <Status keys={() => setKeys(true)} />
      <section id="floats" aria-label={t`Menus`} />
      <Palette open={palette} close={() => setPalette(false)} />
      <Suspense>
        <KeyList open={keys} close={() => setKeys(false)} />
      </Suspense>
      {about && (
        <Suspense>
          <About close={() => setAbout(false)} />
        </Suspense>
      )}
    </div>
  )
}

type Item = { icon: Icon; name: string; hint?: string | undefined; active?: boolean; count?: string; wide?: boolean }

function RailLink(props: Item & { to: string }) {
  return (
    <Hint {...props}>
      <Link
        to={props.to}
        className={c.railItem}
        data-wide={props.wide || undefined}
        aria-current={props.active ? 'page' : undefined}
        aria-keyshortcuts={ariaKeys(props.hint)}
      >
        <Inside {...props} />
      </Link>
    </Hint>
  )
}

function RailButton(props: Item & { run: () => void }) {
  return (
    <Hint {...props}>
      <UnstyledButton className={c.railItem} onClick={props.run} aria-keyshortcuts={ariaKeys(props.hint)}>
        <Inside {...props} />
      </UnstyledButton>
    </Hint>
  )
}

function Hint(props: Item & { children: React.ReactElement }) {
  return (
    <Tooltip
      position="right"
      label={
        <span className={c.tip}>
          {props.name} {props.hint && <Keys of={props.hint} />}
        </span>
      }
    >
      {props.children}
    </Tooltip>
  )
}

function Inside(props: Item) {
  return (
    <>
      <props.icon size={20} stroke={1.75} aria-hidden="true" />
      <span className={c.word}>{props.name}</span>
      {props.count && <span className={c.badge}>{props.count}</span>}
    </>
  )
}

function Status({ keys }: { keys: () => void }) {
  const { t } = useLingui()
  const me = useMe()
  const connection = useConnection()
  const saving = useSyncExternalStore(savingState.watch, savingState.get)
  const format = useFormat()
  const at = saving.at ? format.time(saving.at) : ''
  return (
    <footer className={c.status}>
      <span>{me.desk_name}</span>
      <span className={c.push} />
      <span aria-live="polite" className={c.statusItem}>
        {saving.busy ? <Trans>Saving…</Trans> : at ? <Trans>Saved at {at}</Trans> : null}
      </span>
      <span className={c.statusItem} data-away={connection === 'away' || undefined} role="status">
        {connection === 'away' ? (
          <IconPlugConnectedX size={14} aria-hidden="true" />
        ) : (
          <IconPlugConnected size={14} aria-hidden="true" />
        )}
        {connection === 'live'
          ? t`Connected`
          : connection === 'away'
            ? t`Connection lost, trying again`
            : t`Connecting`}
      </span>
      <a className={c.statusItem} href={paths.accessibility}>
        <Trans>Accessibility</Trans>
      </a>
      <button type="button" className={c.statusButton} onClick={keys}>
        <KeyOf id="keys" own="?" /> <Trans>shortcuts</Trans>
      </button>
    </footer>
  )
}
