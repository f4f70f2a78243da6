// The fields that an administrator added, as the queue knows them: its columns, and
// the words of its filter.
import { useLingui } from '@lingui/react/macro'
import { useMemo } from 'react'
import { FieldValue } from '~/features/field/FieldValue'
import { useFields } from '~/features/field/queries'
import type { Column } from '~/features/ticket/columns'
import type { Own } from '~/features/ticket/filter'
import type { Grouping } from '~/features/ticket/Queue'
import v from '~/features/ticket/ticket.module.css'

const narrow = ['yes_no', 'date', 'number']

/** A field that the list may be shown in groups by. */
export type OwnGroup = { id: string; name: string; of: Grouping['of'] }

export function useOwn(): { columns: Column[]; words: Own[]; groups: OwnGroup[] } {
  const { t } = useLingui()
  const all = useFields()
  return useMemo(() => {
    const fields = all.filter((f) => f.desk && f.active)
    return {
      columns: fields.map((f) => ({
        id: `field.${f.id}` as const,
        name: f.name,
        width: narrow.includes(f.type) ? 'minmax(80px, 110px)' : 'minmax(100px, 160px)',
        least: narrow.includes(f.type) ? 80 : 100,
        ...(f.sorts ? { sort: `field.${f.id}` } : {}),
        right: f.type === 'number',
        cell: (row) => (
          <span className={v.clip}>
            <FieldValue of={f} value={row.fields?.[f.id]} brief />
          </span>
        ),
      })),
      groups: fields
        .filter((f) => f.type === 'choice')
        .map((f) => ({
          id: `field.${f.id}`,
          name: f.name,
          of: (row) => {
            const option = f.options.find((o) => o.id === row.fields?.[f.id])
            return { id: option?.id ?? '', name: option?.name ?? t`${f.name}: not given` }
          },
        })),
      words: fields
        .filter((f) => f.narrows)
        .map((f) => ({
          id: `field.${f.id}` as const,
          fr: f.name_fr || f.name_en,
          en: f.name_en || f.name_fr,
          values:
            f.type === 'yes_no'
              ? [
                  { fr: 'oui', en: 'yes' },
                  { fr: 'non', en: 'no' },
                ]
              : f.options.map((o) => ({ fr: o.name_fr || o.name_en || '', en: o.name_en || o.name_fr || '' })),
          compared: f.type === 'number' || f.type === 'date' || f.type === 'date_time',
        })),
    }
  }, [all, t])
}
