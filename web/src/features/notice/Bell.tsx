// The bell of the workspace: a list that floats beside the rail.
import { useLingui } from '@lingui/react/macro'
import { Popover } from '@mantine/core'
import type { ReactNode } from 'react'
import { NoticeList } from './NoticeList'
import c from './notice.module.css'
import type { Notice } from './queries'

export function Bell(props: {
  opened: boolean
  onOpened: (opened: boolean) => void
  to: (n: Notice) => { to: string; hash: string }
  settings: string
  narrow: boolean
  children: ReactNode
}) {
  const { t } = useLingui()
  const { opened, onOpened } = props
  return (
    <Popover
      opened={opened}
      onChange={onOpened}
      position={props.narrow ? 'top-end' : 'right-end'}
      width={400}
      trapFocus
      returnFocus
      withRoles={false}
    >
      <Popover.Target>{props.children}</Popover.Target>
      <Popover.Dropdown className={c.float} role="dialog" aria-label={t`Notifications`}>
        {opened && <NoticeList to={props.to} settings={props.settings} done={() => onOpened(false)} />}
      </Popover.Dropdown>
    </Popover>
  )
}
