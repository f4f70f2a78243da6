// The cuts of the queue in a row: those of the desk, then those that were saved;
// what has no room is in a menu, and what may be done to the one on screen.
import { useLingui } from '@lingui/react/macro'
import { Menu, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconDots, IconLock, IconUsers, IconUsersGroup } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useFormat } from '~/ui/context'
import { countClass, tabClass } from '~/ui/parts'
import type { SavedView } from './queries'
import c from './view.module.css'

export type Count = { count: number; more: boolean }
export type Tab = {
  id: string
  name: string
  count?: Count
  search: Record<string, string | undefined>
  saved?: SavedView
}
export type Doing = { id: string; name: string; icon: ReactNode; run: () => void }

const shareIcons = { personal: IconLock, team: IconUsers, shared: IconUsersGroup }

export function ViewTabs(props: {
  at: string
  to: string
  tabs: Tab[]
  most: number
  doings: Doing[]
  end?: ReactNode
}) {
  const { t } = useLingui()
  const format = useFormat()
  const navigate = useNavigate()
  const { tabs, at, most } = props
  const first = tabs.slice(0, most)
  const current = tabs.find((x) => x.id === at)
  const shown = !current || first.includes(current) ? first : [...first.slice(0, most - 1), current]
  const others = tabs.filter((x) => !shown.includes(x))
  const inside = (x: Tab) => (
    <>
      <span className={c.name}>{x.name}</span>
      {x.count && <span className={countClass}>{format.count(x.count.count, x.count.more)}</span>}
    </>
  )
  const shares = { personal: t`mine alone`, team: t`of my team`, shared: t`of the whole desk` }
  return (
    <nav className={c.views} aria-label={t`Views`}>
      {shown.map((x) => (
        <Link
          key={x.id}
          to={props.to}
          search={x.search}
          // Without a view the address is that of the first one, and of no other.
          activeOptions={{ exact: true, explicitUndefined: true }}
          aria-current={x.id === at ? 'page' : undefined}
          className={tabClass}
        >
          {inside(x)}
        </Link>
      ))}
      {(others.length > 0 || props.doings.length > 0) && (
        <Menu position="bottom-end" width={280}>
          <Menu.Target>
            <UnstyledButton className={c.others} aria-label={t`Other views and what may be done`} title={t`Views`}>
              {others.length > 0 ? <IconDots size={18} /> : <IconChevronDown size={18} />}
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown className={c.menu}>
            {others.map((x) => {
              const Glyph = x.saved && shareIcons[x.saved.share]
              return (
                <Menu.Item
                  key={x.id}
                  onClick={() => void navigate({ to: props.to, search: x.search })}
                  leftSection={Glyph && <Glyph size={14} aria-hidden="true" />}
                >
                  <span className={c.other}>
                    {inside(x)}
                    {x.saved && <span className="sr">, {shares[x.saved.share]}</span>}
                  </span>
                </Menu.Item>
              )
            })}
            {others.length > 0 && props.doings.length > 0 && <Menu.Divider />}
            {props.doings.map((d) => (
              <Menu.Item key={d.id} onClick={d.run} leftSection={d.icon}>
                {d.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {props.end}
    </nav>
  )
}
