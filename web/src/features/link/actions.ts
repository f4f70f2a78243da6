// What ties the record on screen to others.
import { useLingui } from '@lingui/react/macro'
import { IconArrowsSplit2, IconGitMerge, IconLinkPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { AnyRecord } from '~/api/types'
import type { Action } from '~/ui/actions'

export type Tie = 'link' | 'merge' | 'split' | undefined

export function useTies(record: AnyRecord, open: (tie: Tie) => void): Action[] {
  const { t } = useLingui()
  const group = record.reference
  const { actions, moves } = record
  return useMemo(
    () => [
      {
        id: 'link',
        name: t`Link to a record…`,
        icon: IconLinkPlus,
        key: 'l',
        group,
        when: actions.includes('link'),
        words: 'lier lien doublon parent enfant cause duplicate child relation',
        run: () => open('link'),
      },
      {
        id: 'merge',
        name: t`Merge into another record…`,
        icon: IconGitMerge,
        key: 'Shift+M',
        group,
        when: actions.includes('link') && (moves.includes('cancelled') || t`Only an open record can be merged`),
        words: 'fusionner doublon merge duplicate',
        run: () => open('merge'),
      },
      {
        id: 'split',
        name: t`Split off a second matter…`,
        icon: IconArrowsSplit2,
        group,
        when: actions.includes('split'),
        words: 'séparer scinder diviser deux sujets split separate two matters',
        run: () => open('split'),
      },
    ],
    [actions, moves, group, open, t],
  )
}
