// The bell of the workspace: a list that floats beside the rail.
import { useLingui } from '@lingui/react/macro'
import { Popover } from '@mantine/core'
import { lazy, type ReactNode, Suspense } from 'react'
import c from './notice.module.css'
import type { Notice } from './queries'

const NoticeList = lazy(() => import('./NoticeList').then((m) => ({ default: m.NoticeList })))

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
        {opened && (
          // The trap of the keyboard is set before the list is there.
          <div role="group" aria-label={t`Notifications`} tabIndex={-1} data-autofocus className={c.inside}>
            <Suspense>
              <NoticeList to={props.to} settings={props.settings} done={() => onOpened(false)} />
            </Suspense>
          </div>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
