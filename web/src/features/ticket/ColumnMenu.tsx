// Which columns the table shows and in which order, and how tall its rows are.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Popover, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconColumns3 } from '@tabler/icons-react'
import { useState } from 'react'
import { Segments } from '~/ui/parts'
import { type Column, type ColumnId, defaultColumns } from './columns'
import type { Density } from './Queue'
import c from './Queue.module.css'

export function ColumnMenu(props: {
  all: Record<ColumnId, Column>
  shown: ColumnId[]
  onShown: (shown: ColumnId[]) => void
  density: Density
  onDensity: (density: Density) => void
}) {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const { shown, onShown } = props
  const rest = (Object.keys(props.all) as ColumnId[]).filter((id) => !shown.includes(id))
  const move = (id: ColumnId, by: 1 | -1) => {
    const at = shown.indexOf(id)
    const next = shown.filter((x) => x !== id)
    next.splice(at + by, 0, id)
    onShown(next)
  }
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button leftSection={<IconColumns3 size={16} />} onClick={() => setOpen(!open)} aria-expanded={open}>
          <Trans>Columns</Trans>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t`Columns`} className={c.columns}>
        <Segments
          label={t`Height of the rows`}
          value={props.density}
          onChange={props.onDensity}
          options={[
            { value: 'compact', name: t`Compact` },
            { value: 'normal', name: t({ message: 'Normal', context: 'density' }) },
            { value: 'airy', name: t`Airy` },
          ]}
        />
        <ul>
          {[...shown, ...rest].map((id) => {
            const on = shown.includes(id)
            const name = props.all[id]?.name
            const at = shown.indexOf(id)
            return (
              <li key={id}>
                <label className={c.check}>
                  <input
                    type="checkbox"
                    checked={on}
                    // A row without its subject leads nowhere.
                    disabled={id === 'title'}
                    onChange={() => onShown(on ? shown.filter((x) => x !== id) : [...shown, id])}
                  />
                  {name}
                </label>
                {on && (
                  <span className={c.movers}>
                    <UnstyledButton
                      className={c.mover}
                      aria-label={t`Move ${name} to the left`}
                      title={t`Move ${name} to the left`}
                      disabled={at === 0}
                      onClick={() => move(id, -1)}
                    >
                      <IconArrowUp size={14} />
                    </UnstyledButton>
                    <UnstyledButton
                      className={c.mover}
                      aria-label={t`Move ${name} to the right`}
                      title={t`Move ${name} to the right`}
                      disabled={at === shown.length - 1}
                      onClick={() => move(id, 1)}
                    >
                      <IconArrowDown size={14} />
                    </UnstyledButton>
                  </span>
                )}
              </li>
            )
          })}
        </ul>
        <Button onClick={() => onShown(defaultColumns)}>
          <Trans>As at first</Trans>
        </Button>
      </Popover.Dropdown>
    </Popover>
  )
}
