// In which order the list stands, and in which groups.
import { useLingui } from '@lingui/react/macro'
import { Menu, UnstyledButton } from '@mantine/core'
import { IconArrowsSort } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { Row } from '~/api/types'
import type { Grouping } from '~/features/ticket/Queue'
import { KindMark, PriorityMark, StateMark } from '~/features/ticket/vocabulary'
import { Pick } from '~/ui/parts'
import type { OwnGroup } from './own'
import c from './Queue.module.css'

export function useGrouping(key: string | undefined, own: OwnGroup[]): Grouping | undefined {
  const { t } = useLingui()
  return useMemo(() => {
    if (!key) return undefined
    const of: Record<string, Grouping['of']> = {
      state: (row: Row) => ({ id: row.state, name: <StateMark state={row.state} kind={row.kind} short /> }),
      team: (row: Row) => ({ id: row.team?.id ?? '', name: row.team?.name ?? '' }),
      assignee: (row: Row) => ({ id: row.assignee?.id ?? '', name: row.assignee?.name ?? t`Nobody yet` }),
      priority: (row: Row) => ({ id: String(row.priority), name: <PriorityMark priority={row.priority} long /> }),
      kind: (row: Row) => ({ id: row.kind, name: <KindMark kind={row.kind} /> }),
      organisation: (row: Row) => ({
        id: row.organisation?.id ?? '',
        name: row.organisation?.name ?? t`Without an organisation`,
      }),
    }
    const found = of[key] ?? own.find((g) => g.id === key)?.of
    return found && { key, of: found }
  }, [key, own, t])
}

export function Arrange(props: {
  sort: string
  group: string
  /** the fields that the list may be shown in groups by */
  own: OwnGroup[]
  /** the view of everything, whose own order is the latest first */
  all: boolean
  onSort: (sort: string) => void
  onGroup: (group: string) => void
  narrow: boolean
}) {
  const { t } = useLingui()
  const { sort } = props
  const urgent = { value: props.all ? 'priority' : '', name: t`Most urgent first` }
  const latest = { value: props.all ? '' : '-updated', name: t`Last updated first` }
  const orders = [
    ...(props.all ? [latest, urgent] : [urgent, latest]),
    { value: '-created', name: t`Newest first` },
    { value: 'created', name: t`Oldest first` },
    { value: 'requester', name: t`By requester` },
    { value: 'team,priority', name: t`By team` },
    { value: 'assignee,priority', name: t`By assignee` },
  ]
  if (!orders.some((o) => o.value === sort)) orders.push({ value: sort, name: t`Order of the columns` })
  const groups = [
    { value: '', name: t`No groups` },
    { value: 'state', name: t`By state` },
    { value: 'priority', name: t`By priority` },
    { value: 'team', name: t`By team` },
    { value: 'assignee', name: t`By assignee` },
    { value: 'kind', name: t`By type` },
    { value: 'organisation', name: t`By organisation` },
    ...props.own.map((g) => ({ value: g.id, name: t`By field: ${g.name}` })),
  ]
  if (!props.narrow)
    return (
      <>
        <Pick label={<span className="sr">{t`Order`}</span>} value={sort} onChange={props.onSort} options={orders} />
        <Pick
          label={<span className="sr">{t`Groups`}</span>}
          value={props.group}
          onChange={props.onGroup}
          options={groups}
        />
      </>
    )
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={c.icon} aria-label={t`Order and groups`} title={t`Order and groups`}>
          <IconArrowsSort size={18} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown className={c.menu}>
        <Menu.RadioGroup value={sort} onChange={props.onSort}>
          <Menu.Label>{t`Order`}</Menu.Label>
          {orders.map((o) => (
            <Menu.RadioItem key={o.value} value={o.value}>
              {o.name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.RadioGroup value={props.group} onChange={props.onGroup}>
          <Menu.Label>{t`Groups`}</Menu.Label>
          {groups.map((o) => (
            <Menu.RadioItem key={o.value} value={o.value}>
              {o.name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
