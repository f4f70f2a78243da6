// The fields of a record beside its history: read, and changed in place.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Textarea, TextInput } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { AnyRecord } from '~/api/types'
import { useAllActions } from '~/ui/actions'
import { When } from '~/ui/Time'
import c from './Fields.module.css'
import { ChannelMark, useWords } from './vocabulary'

/** The looks of a column of details. */
export const classes = { parts: c.parts, prose: c.prose }

export function Pairs(props: { of: [string, ReactNode][] }) {
  return (
    <dl className="pairs">
      {props.of
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** What every record tells of itself at the end of its details, with what only its kind has. */
export function About(props: { record: AnyRecord; more?: [string, ReactNode][] }) {
  const { t } = useLingui()
  const words = useWords()
  const { record } = props
  const when = (at: string | null) => at && <When at={at} />
  // They are changed where the priority is, with what comes of it.
  const set = useAllActions().find((a) => a.id === 'priority' && a.group === record.reference)
  const level = (name: string) =>
    set?.when === true ? (
      <button type="button" className={c.level} onClick={set.run} title={set.name}>
        {name}
        <IconPencil size={14} aria-hidden="true" />
      </button>
    ) : (
      name
    )
  const reopened = record.kind === 'change' ? 0 : record.reopen_count
  return (
    <section>
      <h2>
        <Trans>Record</Trans>
      </h2>
      <Pairs
        of={[
          [t`Impact`, level(words.impact(record.impact))],
          [t`Urgency`, level(words.urgency(record.urgency))],
          [t`Channel`, <ChannelMark key="c" channel={record.channel} word />],
          [t`Organisation`, record.organisation?.name],
          [t`Site`, record.site?.name],
          ...(props.more ?? []),
          [t`Logged`, when(record.created_at)],
          [t`Logged by`, record.logged_by?.name],
          [t`Updated`, when(record.updated_at)],
          [t`Reopened`, reopened > 0 ? String(reopened) : ''],
          [t`Reason for cancelling`, record.cancel_reason && words.cancel(record.cancel_reason)],
          [t`Formerly`, record.aliases.join(', ')],
        ]}
      />
    </section>
  )
}

export function Field(props: {
  name: string
  value: string
  version: number
  long?: boolean
  /** read only: the record is over, or not theirs to change */
  fixed?: boolean
  save: (next: string, seen: number) => Promise<boolean>
}) {
  const { t } = useLingui()
  const [typed, setTyped] = useState<string>()
  const [seen, setSeen] = useState(props.version)
  const [busy, setBusy] = useState(false)
  if (props.fixed)
    return (
      <p>
        <span className={props.long ? 'sr' : c.name}>{props.name} </span>
        <span className={props.value ? c.value : c.none}>{props.value || t`not given`}</span>
      </p>
    )
  if (typed === undefined)
    return (
      <button
        type="button"
        className={c.field}
        onClick={() => {
          setSeen(props.version)
          setTyped(props.value)
        }}
        title={t`Change`}
      >
        <span className={props.long ? 'sr' : c.name}>{props.name} </span>
        <span className={props.value ? c.value : c.none}>{props.value || t`not given`}</span>
        <IconPencil size={14} aria-hidden="true" />
      </button>
    )
  const save = async () => {
    setBusy(true)
    if (typed.trim() === props.value || (await props.save(typed.trim(), seen))) setTyped(undefined)
    setBusy(false)
  }
  const common = {
    value: typed,
    autoFocus: true,
    'aria-label': props.name,
    onKeyDown: (e: React.KeyboardEvent) => {
      if (e.key === 'Escape') {
        e.stopPropagation()
        setTyped(undefined)
      } else if (e.key === 'Enter' && (!props.long || e.ctrlKey || e.metaKey)) {
        e.preventDefault()
        void save()
      }
    },
  }
  return (
    <div className={c.editor}>
      {props.long ? (
        <Textarea {...common} rows={4} onChange={(e) => setTyped(e.currentTarget.value)} />
      ) : (
        <TextInput {...common} onChange={(e) => setTyped(e.currentTarget.value)} />
      )}
      <div className={c.tools}>
        <Button onClick={() => setTyped(undefined)}>
          <Trans>Go back</Trans>
        </Button>
        <Button onClick={() => void save()} loading={busy}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </div>
  )
}
