// The action that a note writes down: its kind, what came of it and, where it was
// done before, when.
import { Trans, useLingui } from '@lingui/react/macro'
import { TextInput } from '@mantine/core'
import { IconClockEdit } from '@tabler/icons-react'
import type { Entry } from '~/api/types'
import { useFormat } from '~/ui/context'
import { Chip, Pick } from '~/ui/parts'
import c from './Activity.module.css'
import { type Action, noAction } from './action'

function useActivities(): Record<string, string> {
  const { t } = useLingui()
  return {
    routing: t`Routing`,
    diagnosis: t`Diagnosis`,
    contact: t({ message: 'Contact', context: 'activity' }),
    recovery: t`Recovery`,
    verification: t`Verification`,
    other: t`Other action`,
  }
}

export function ActivityFields(props: {
  value: Action
  onChange: (next: Action) => void
  wrong: (field: string) => string | undefined
}) {
  const { t } = useLingui()
  const names = useActivities()
  const { value, onChange, wrong } = props
  const set = (next: Partial<Action>) => onChange({ ...value, ...next })
  return (
    <div className={c.fields} data-extra>
      <Pick
        label={t`Action`}
        value={value.activity}
        onChange={(activity) => set({ activity, ...(activity ? {} : noAction) })}
        options={[
          { value: '', name: t`None: a note only` },
          ...Object.entries(names).map(([code, name]) => ({ value: code, name })),
        ]}
        error={wrong('activity')}
      />
      {value.activity && (
        <>
          <TextInput
            label={t`Outcome`}
            value={value.outcome}
            maxLength={500}
            onChange={(e) => set({ outcome: e.currentTarget.value })}
            error={wrong('outcome')}
          />
          <label className={c.late}>
            <input
              type="checkbox"
              checked={value.late}
              onChange={(e) => set({ late: e.currentTarget.checked, started: '', ended: '' })}
            />
            <Trans>Done earlier</Trans>
          </label>
          {value.late && (
            <>
              <TextInput
                type="datetime-local"
                label={t`Really begun`}
                value={value.started}
                onChange={(e) => set({ started: e.currentTarget.value })}
                error={wrong('started_at')}
              />
              <TextInput
                type="datetime-local"
                label={t`Really done`}
                value={value.ended}
                onChange={(e) => set({ ended: e.currentTarget.value })}
                error={wrong('ended_at')}
              />
            </>
          )}
        </>
      )}
    </div>
  )
}

/** Above the words of a note: what was done, what came of it, and when. */
export function ActivityLine({ of, recorded }: { of: NonNullable<Entry['activity']>; recorded: string }) {
  const { t } = useLingui()
  const format = useFormat()
  const names = useActivities()
  const span = of.started_at && of.ended_at ? format.span(of.started_at, of.ended_at) : ''
  const written = format.full(recorded)
  return (
    <p className={c.line}>
      {of.kind && <strong>{names[of.kind] ?? of.label}</strong>}
      {of.outcome && <span>{of.outcome}</span>}
      {of.late && (
        <Chip tone="amber" icon={IconClockEdit} title={t`Written down on ${written}`}>
          <Trans>Late entry</Trans> {span}
        </Chip>
      )}
    </p>
  )
}
