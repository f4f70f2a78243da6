// Choosing a time zone.
import { useLingui } from '@lingui/react/macro'
import { Pick } from '~/ui/parts'

export function Zone(props: { value: string; onChange: (zone: string) => void; error?: string; label?: string }) {
  const { t } = useLingui()
  const zones = Intl.supportedValuesOf('timeZone')
  if (props.value && !zones.includes(props.value)) zones.unshift(props.value)
  return (
    <Pick
      label={props.label ?? t`Time zone`}
      value={props.value}
      onChange={props.onChange}
      options={zones.map((z) => ({ value: z, name: z.replaceAll('_', ' ') }))}
      error={props.error}
    />
  )
}
