// What stands beside a record, in tabs; the one that is pinned is there first.
import { useLingui } from '@lingui/react/macro'
import { UnstyledButton } from '@mantine/core'
import {
  IconCopyCheck,
  IconHistory,
  IconListDetails,
  IconPin,
  IconPinFilled,
  IconUserCircle,
  IconX,
} from '@tabler/icons-react'
import { type ReactNode, Suspense, useState } from 'react'
import { noContext, usePreference } from '~/features/preference/queries'
import { Tabs, useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './Record.module.css'

export function Context(props: {
  close: (() => void) | undefined
  person: ReactNode
  more: ReactNode
  similar: ReactNode
  details: ReactNode
  history: ReactNode
}) {
  const { t } = useLingui()
  const failure = useFailure()
  const prefer = usePreference('context', noContext)
  const [chosen, setChosen] = useState<string>()
  const { pinned } = prefer.value
  const all = [
    { value: 'person', name: t`Requester`, icon: IconUserCircle },
    { value: 'details', name: t`Record`, icon: IconListDetails },
    ...(props.similar ? [{ value: 'similar', name: t`Similar`, icon: IconCopyCheck }] : []),
    { value: 'history', name: t`History`, icon: IconHistory },
  ]
  const wanted = chosen ?? pinned
  const tab = all.find((x) => x.value === wanted)?.value ?? 'person'
  const isPinned = tab === pinned
  const title = isPinned ? t`Unpin: the requester opens first again` : t`Pin: this tab opens first on every record`
  const pin = () =>
    void prefer.set({ pinned: isPinned ? '' : tab }).catch((error: unknown) => say(failure(error), { bad: true }))
  return (
    <>
      <div className={c.tabs}>
        <Tabs
          label={t`Context`}
          value={tab}
          onChange={setChosen}
          items={all.map((x) =>
            x.value === pinned
              ? { ...x, end: <IconPinFilled className={c.pin} size={12} aria-label={t`pinned`} role="img" /> }
              : x,
          )}
        />
        <UnstyledButton
          className={c.toggle}
          onClick={pin}
          aria-pressed={isPinned}
          aria-label={t`Pin this tab`}
          title={title}
        >
          {isPinned ? <IconPinFilled size={16} /> : <IconPin size={16} />}
        </UnstyledButton>
        {props.close && (
          <UnstyledButton className={c.toggle} onClick={props.close} aria-label={t`Close`}>
            <IconX size={18} />
          </UnstyledButton>
        )}
      </div>
      <div className={c.scroll} data-reading={tab === 'history' || undefined}>
        {tab === 'person' && (
          <>
            {props.person}
            {props.more}
          </>
        )}
        {tab === 'details' && props.details}
        {tab === 'similar' && <Suspense>{props.similar}</Suspense>}
        {tab === 'history' && (
          // Nothing in it takes the keyboard: it scrolls by itself.
          <div className={c.reading} tabIndex={0} role="log" aria-label={t`History`}>
            {props.history}
          </div>
        )}
      </div>
    </>
  )
}
