// Asking for something, from a phone: what it is about first, then the words.
import { Trans, useLingui } from '@lingui/react/macro'
import { UnstyledButton } from '@mantine/core'
import {
  type Icon,
  IconBulb,
  IconChevronRight,
  IconDeviceLaptop,
  IconHeart,
  IconKey,
  IconMessageQuestion,
  IconMoodSad,
} from '@tabler/icons-react'
import { useEffect, useMemo, useRef } from 'react'
import type { Level, RequestType } from '~/api/types'
import { requestTypes } from '~/features/ticket/kinds'
import c from '~/features/ticket/Report.module.css'
import { type DoorProps, type StepDraft, StepForm } from '~/features/ticket/StepForm'
import { useDraft } from '~/ui/draft'

export const typeIcons: Record<RequestType, Icon> = {
  information: IconMessageQuestion,
  advice: IconBulb,
  access: IconKey,
  resource: IconDeviceLaptop,
  complaint: IconMoodSad,
  compliment: IconHeart,
}

/** The six types as people who ask would say them. */
export function useTypeWords(): Record<RequestType, { name: string; about: string; ask: string; example: string }> {
  const { t } = useLingui()
  return useMemo(
    () => ({
      information: {
        name: t`A question`,
        about: t`To know how, where or when`,
        ask: t`What would you like to know?`,
        example: t`How do I book the large meeting room?`,
      },
      advice: {
        name: t({ message: 'Some advice', context: 'portal' }),
        about: t`To choose well, or prepare something`,
        ask: t`What would you like advice on?`,
        example: t`Which software to share large files?`,
      },
      access: {
        name: t`An access`,
        about: t`To a folder, an application, a building`,
        ask: t`What do you need access to?`,
        example: t`The accounting folder`,
      },
      resource: {
        name: t`Equipment or software`,
        about: t`A screen, a telephone, a licence`,
        ask: t`What do you need?`,
        example: t`A second screen for my desk`,
      },
      complaint: {
        name: t`A complaint`,
        about: t`To say what was not right`,
        ask: t`What was not right?`,
        example: t`Three weeks without an answer`,
      },
      compliment: {
        name: t`A thank-you`,
        about: t`To say what went well`,
        ask: t`What went well?`,
        example: t`My laptop was replaced within the hour`,
      },
    }),
    [t],
  )
}

type Draft = StepDraft & { type: RequestType | '' }
const empty: Draft = { type: '', title: '', description: '', impact: 3, urgency: 2, files: [] }

/** Words about the service itself wait for nothing: nobody is asked how soon. */
const timed = (type: RequestType) => type !== 'complaint' && type !== 'compliment'

export function RequestForm(props: DoorProps) {
  const { t } = useLingui()
  const words = useTypeWords()
  const draft = useDraft(props.follows ? `request.${props.follows}` : 'request', empty)
  const { type } = draft.value
  const choose = (next: RequestType | '') => draft.set((b) => ({ ...b, type: next }))
  const begun = useRef(type)
  useEffect(() => {
    if (type) begun.current = type
  }, [type])
  if (type === '') return <Types focus={begun.current !== ''} choose={choose} />
  const when: Record<Level, string> = {
    1: t`As soon as possible, I am waiting for it`,
    2: t`In the coming days`,
    3: t`There is no hurry`,
  }
  const say = words[type]
  return (
    <StepForm
      {...props}
      key={type}
      kind="request"
      draft={draft}
      focus
      heading={say.name}
      aside={
        <button type="button" className={c.other} onClick={() => choose('')}>
          <Trans>Something else</Trans>
        </button>
      }
      words={{
        ask: say.ask,
        example: say.example,
        missing: t`Say it in a few words.`,
        details: timed(type) ? t`For what, for whom, since when. A picture can be pasted here.` : undefined,
        send: t`Send the request`,
      }}
      before={[[t`Your request`, say.name]]}
      questions={
        timed(type)
          ? [
              {
                name: 'urgency',
                legend: t`When do you need it?`,
                options: ([1, 2, 3] as Level[]).map((v) => ({ value: v, name: when[v] })),
              },
            ]
          : []
      }
      more={(d) => ({ type: d.type || 'information', impact: 3, urgency: timed(type) ? d.urgency : 3 })}
    />
  )
}

/** What it is about, before anything is typed. */
function Types(props: { focus: boolean; choose: (type: RequestType) => void }) {
  const words = useTypeWords()
  const heading = useRef<HTMLHeadingElement>(null)
  const { focus } = props
  useEffect(() => {
    if (focus) heading.current?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }, [focus])
  return (
    <div className={c.form}>
      <h1 ref={heading} tabIndex={-1}>
        <Trans>What is your request about?</Trans>
      </h1>
      <ul className={c.types}>
        {requestTypes.map((x) => {
          const Glyph = typeIcons[x]
          return (
            <li key={x}>
              <UnstyledButton className={c.type} onClick={() => props.choose(x)}>
                <span className={c.typeIcon}>
                  <Glyph size={22} aria-hidden="true" />
                </span>
                <span>
                  <strong>{words[x].name}</strong>
                  <small>{words[x].about}</small>
                </span>
                <IconChevronRight size={20} aria-hidden="true" />
              </UnstyledButton>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
