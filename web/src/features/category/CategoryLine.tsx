// The category of a record, changed in place.
import { useLingui } from '@lingui/react/macro'
import { IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import { CategoryField, useOffered } from './CategoryField'
import c from './category.module.css'
import type { Kind } from './queries'

export function CategoryLine(props: {
  kind: Kind
  value: { id: string; name: string } | null
  /** why it cannot be changed; undefined when it can */
  fixed?: boolean
  save: (id: string) => void
}) {
  const { t } = useLingui()
  const offered = useOffered(props.kind, !props.fixed)
  const [editing, setEditing] = useState(false)
  const name = t({ message: 'Now', context: 'category' })
  if (editing)
    return (
      <CategoryField
        label={t`Category`}
        hideLabel
        kind={props.kind}
        value={props.value?.id ?? ''}
        name={props.value?.name}
        autoFocus
        leave={() => setEditing(false)}
        onChange={(id) => {
          setEditing(false)
          if (id !== (props.value?.id ?? '')) props.save(id)
        }}
      />
    )
  if (props.fixed || offered.length === 0)
    return (
      <p className={c.line}>
        {props.value && <span className={c.lineName}>{name}</span>}
        <span className={props.value ? undefined : c.meta}>{props.value?.name ?? t`not given`}</span>
      </p>
    )
  return (
    <button type="button" className={c.line} data-edit onClick={() => setEditing(true)} title={t`Change`}>
      <span className={props.value ? c.lineName : 'sr'}>{props.value ? name : t`Category`} </span>
      <span className={props.value ? c.lineValue : c.meta}>{props.value?.name ?? t`not given`}</span>
      <IconPencil size={14} aria-hidden="true" />
    </button>
  )
}
