// What an administrator keeps in an order: it is added to, changed, moved among its
// sisters, and retired rather than removed. The retired are shown when asked for.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Switch, UnstyledButton } from '@mantine/core'
import { type Icon, IconArrowDown, IconArrowUp, IconPencil, IconPlus } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { type CSSProperties, type ReactNode, useState } from 'react'
import c from './OrderedList.module.css'
import { Empty, Failure } from './parts'

type Item = { id: string; name: string }

export function OrderedList<T extends Item>(props: {
  of: UseQueryResult<T[]>
  empty: { icon: Icon; title: string; says: ReactNode }
  /** a retired one is offered to nobody */
  offered: (item: T) => boolean
  /** how deep it stands below which other; without it all are sisters */
  place?: (item: T) => { parent: string; depth: number }
  line: (item: T) => ReactNode
  add: { says: ReactNode; run: () => void }
  change: { says: (item: T) => string; run: (item: T) => void }
  /** what more can be done with one */
  tools?: (item: T) => ReactNode
  /** puts it behind the sister of this id, or first where there is none */
  move: (item: T, after: string) => void
  /** one is being moved */
  busy: boolean
}) {
  const { t } = useLingui()
  const [retired, setRetired] = useState(false)
  const { of, offered, place } = props
  const all = of.data ?? []
  const shown = retired ? all : all.filter(offered)
  const among = (items: T[], item: T) => (place ? items.filter((s) => place(s).parent === place(item).parent) : items)
  const move = (item: T, by: 1 | -1) => {
    const seen = among(shown, item)
    const next = seen[seen.indexOf(item) + by]
    if (!next) return
    // Up is behind the one before the next: it may be one that is not shown.
    const sisters = among(all, item)
    props.move(item, by === 1 ? next.id : (sisters[sisters.indexOf(next) - 1]?.id ?? ''))
  }
  const add = (
    <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={props.add.run}>
      {props.add.says}
    </Button>
  )
  const { empty } = props
  return (
    <>
      {of.error && <Failure of={of.error} retry={() => void of.refetch()} />}
      {of.data?.length === 0 && (
        <Empty icon={empty.icon} title={empty.title} tools={add}>
          {empty.says}
        </Empty>
      )}
      {all.length > 0 && (
        <>
          <div className={c.more}>
            {add}
            {!all.every(offered) && (
              <Switch
                label={t`Show the retired ones`}
                checked={retired}
                onChange={(e) => setRetired(e.currentTarget.checked)}
              />
            )}
          </div>
          <ul className={c.list}>
            {shown.map((item) => {
              const sisters = among(shown, item)
              const { name } = item
              const depth = place?.(item).depth ?? 1
              return (
                <li
                  key={item.id}
                  data-top={depth === 1 || undefined}
                  data-retired={!offered(item) || undefined}
                  style={{ '--depth': depth } as CSSProperties}
                >
                  <span className={c.what}>{props.line(item)}</span>
                  <span className={c.tools}>
                    <UnstyledButton
                      className={c.icon}
                      aria-label={t`Move ${name} up`}
                      title={t`Move up`}
                      disabled={sisters[0] === item || props.busy}
                      onClick={() => move(item, -1)}
                    >
                      <IconArrowUp size={16} />
                    </UnstyledButton>
                    <UnstyledButton
                      className={c.icon}
                      aria-label={t`Move ${name} down`}
                      title={t`Move down`}
                      disabled={sisters.at(-1) === item || props.busy}
                      onClick={() => move(item, 1)}
                    >
                      <IconArrowDown size={16} />
                    </UnstyledButton>
                    {props.tools?.(item)}
                    <Button
                      leftSection={<IconPencil size={16} />}
                      aria-label={props.change.says(item)}
                      onClick={() => props.change.run(item)}
                    >
                      <Trans>Change</Trans>
                    </Button>
                  </span>
                </li>
              )
            })}
          </ul>
        </>
      )}
    </>
  )
}

/** What one line is made of. */
export const line = { name: c.name, meta: c.meta, icon: c.icon }
