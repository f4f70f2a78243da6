// What is found by its name besides actions and records: people, the rooms of the
// administration, what is kept in them, and every setting; by the words of both
// languages, whichever is read.
import { Trans, useLingui } from '@lingui/react/macro'
import { UnstyledButton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import {
  type Icon,
  IconAdjustments,
  IconBuilding,
  IconForms,
  IconId,
  IconMail,
  IconMessages,
  IconSettings,
  IconTag,
  IconUser,
  IconUsers,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import {
  administeredTeamsQuery,
  organisationsQuery,
  rolesQuery,
  settingsQuery,
} from '~/features/administration/queries'
import { useMe } from '~/features/auth/queries'
import { cannedQuery } from '~/features/canned/queries'
import { categoriesQuery } from '~/features/category/queries'
import { fieldsQuery } from '~/features/field/queries'
import { mailboxesQuery } from '~/features/mailbox/queries'
import { peopleQuery } from '~/features/person/queries'
import { token } from '~/features/ticket/filter'
import { paths, works } from '~/paths'
import { useFormat } from '~/ui/context'
import { fold } from '~/ui/format'
import c from './finds.module.css'
import { pointAt } from './point'
import { useAllRooms } from './rooms'

export type Find = { id: string; group: string; icon: Icon; name: string; detail?: string; run: () => void }

/** The role that each is called by, in both languages. */
const roleWords: Record<string, string> = {
  user: 'utilisateur user',
  agent: 'agent',
  authority: 'autorité de changement change authority',
  reader: 'lecteur reader',
  administrator: 'administrateur administrator',
}

const most = 5
const at = paths.desk.administration

/** What the words typed find; `settled` are those that the server is asked for. */
export function useFinds(typed: string, settled: string): Find[] {
  const { t } = useLingui()
  const { locale } = useFormat()
  const navigate = useNavigate()
  const { permissions } = useMe()
  const may = (p: (typeof permissions)[number]) => permissions.includes(p)
  const rooms = useAllRooms().filter((r) => may(r.needs))
  const asks = typed.trim().length > 1
  const people = useQuery({ ...peopleQuery(settled), enabled: settled.length > 1 && may('person.read') }).data
  const settings = useQuery({ ...settingsQuery, enabled: asks && may('setting.manage') }).data
  const boxes = useQuery({ ...mailboxesQuery, enabled: asks && may('mailbox.manage') }).data
  const roles = useQuery({ ...rolesQuery, enabled: asks && may('person.manage') }).data
  const teams = useQuery({ ...administeredTeamsQuery, enabled: asks && may('team.manage') }).data
  const organisations = useQuery({ ...organisationsQuery, enabled: asks && may('person.manage') }).data
  const fields = useQuery({ ...fieldsQuery, enabled: asks && may('field.manage') }).data
  const categories = useQuery({ ...categoriesQuery, enabled: asks && may('category.manage') }).data
  const canned = useQuery({ ...cannedQuery, enabled: asks && may('setting.manage') }).data
  if (!asks) return []

  const words = fold(typed.trim()).split(/\s+/)
  const has = (...texts: (string | undefined)[]) => {
    const text = fold(texts.join(' '))
    return words.every((w) => text.includes(w))
  }
  const room = (to: string) => rooms.find((r) => r.to === to)?.name
  /** What is kept in a room: the room is opened, and it is shown there. */
  const kept = <T,>(
    to: string,
    icon: Icon,
    all: T[] | undefined,
    of: (x: T) => [id: string, name: string, ...string[]],
  ) =>
    (all ?? [])
      .map(of)
      .filter(([, ...texts]) => has(...texts))
      .slice(0, most)
      .map(([id, name]) => ({
        id,
        group: t`Administration`,
        icon,
        name,
        detail: room(to),
        run: () => void navigate({ to }).then(() => pointAt(name)),
      }))

  const found = (people ?? []).slice(0, most).map((p) => ({
    id: p.id,
    group: t`People`,
    icon: IconUser,
    name: p.name,
    detail: [p.title, p.organisation?.name, p.email].filter(Boolean).join(', '),
    run: () =>
      may('person.manage') || !works(permissions)
        ? void navigate({ to: at.person(p.id) })
        : void navigate({
            to: paths.desk.queue,
            search: { view: 'all', f: token('requester', p.name, locale) },
          }),
  }))
  return [
    ...found,
    ...rooms
      .filter((r) => has(r.name, r.words))
      .map((r) => ({
        id: r.to,
        group: t`Administration`,
        icon: IconAdjustments,
        name: r.name,
        run: () => void navigate({ to: r.to }),
      })),
    ...kept(at.mailboxes, IconMail, boxes, (b) => [b.id, b.address, b.name]),
    ...kept(at.teams, IconUsers, teams, (x) => [x.id, x.name]),
    ...kept(at.organisations, IconBuilding, organisations, (o) => [o.id, o.name]),
    ...kept(at.roles, IconId, roles, (r) => [r.role, r.label, roleWords[r.role] ?? '']),
    ...kept(at.fields, IconForms, fields, (f) => [f.id, f.name, f.name_fr, f.name_en]),
    ...kept(at.categories, IconTag, categories, (x) => [x.id, x.name, x.name_fr, x.name_en]),
    ...kept(at.cannedReplies, IconMessages, canned, (r) => [r.id, r.name, r.shortcut]),
    ...(settings ?? [])
      .filter((s) => has(s.name, s.label, ...s.words))
      .slice(0, 2 * most)
      .map((s) => ({
        id: s.name,
        group: t`Settings`,
        icon: IconSettings,
        name: s.label,
        detail: s.group_label,
        run: () => void navigate({ to: at.settings, search: { q: s.label } }),
      })),
  ]
}

/** Tells the palette what it finds. */
export function Finds(props: { typed: string; settled: string; give: (all: Find[]) => void }) {
  const all = useFinds(props.typed, props.settled)
  const { give } = props
  const same = all.map((f) => `${f.group} ${f.id} ${f.name} ${f.detail}`).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is made anew at every drawing; what it says is not
  useEffect(() => give(all), [same, give])
  return null
}

/** What the words find besides the settings, on the page that searches these. */
export function Elsewhere({ q }: { q: string }) {
  const { t } = useLingui()
  const [settled] = useDebouncedValue(q.trim(), 150)
  const settings = t`Settings`
  const all = useFinds(q, settled).filter((f) => f.group !== settings)
  if (all.length === 0) return null
  return (
    <section className={c.elsewhere} aria-labelledby="elsewhere">
      <h2 id="elsewhere">
        <Trans>Elsewhere in the administration</Trans>
      </h2>
      <ul>
        {all.map((f) => (
          <li key={`${f.detail} ${f.id}`}>
            <UnstyledButton className={c.find} onClick={f.run}>
              <f.icon size={18} aria-hidden="true" />
              <span>{f.name}</span>
              <small>{f.detail ?? f.group}</small>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  )
}
