// The words of fields, for screens.
import { useLingui } from '@lingui/react/macro'
import type { FieldType, Kind } from './queries'

export const kinds: Kind[] = ['incident', 'request', 'change']

export const types: FieldType[] = [
  'text',
  'long_text',
  'number',
  'date',
  'date_time',
  'yes_no',
  'choice',
  'choices',
  'person',
  'link',
]

export function useFieldWords() {
  const { t } = useLingui()
  const typeNames: Record<FieldType, string> = {
    text: t({ message: 'Text', context: 'field' }),
    long_text: t`Long text`,
    number: t({ message: 'Number', context: 'field' }),
    date: t`Date`,
    date_time: t`Date and time`,
    yes_no: t`Yes or no`,
    choice: t`One of a list`,
    choices: t`Several of a list`,
    person: t`Person`,
    link: t({ message: 'Link', context: 'field type' }),
  }
  const many: Record<Kind, string> = { incident: t`Incidents`, request: t`Requests`, change: t`Changes` }
  const one: Record<Kind, string> = { incident: t`Incident`, request: t`Request`, change: t`Change` }
  return {
    type: (of: FieldType) => typeNames[of],
    kinds: (k: Kind) => many[k],
    kind: (k: Kind) => one[k],
  }
}
