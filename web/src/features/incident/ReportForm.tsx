// Reporting a fault, from a phone, in under a minute.
import { Trans, useLingui } from '@lingui/react/macro'
import type { Level } from '~/api/types'
import { type DoorProps, type StepDraft, StepForm } from '~/features/ticket/StepForm'
import { levels } from '~/features/ticket/vocabulary'
import { useDraft } from '~/ui/draft'

const empty: StepDraft = { title: '', description: '', impact: 3, urgency: 2, files: [] }

export function ReportForm(props: DoorProps) {
  const { t } = useLingui()
  const draft = useDraft(props.follows ? `report.${props.follows}` : 'report', empty)
  const who: Record<Level, string> = { 3: t`Only me`, 2: t`My team or my service`, 1: t`A whole site, or more` }
  const how: Record<Level, string> = {
    1: t`No, I cannot work`,
    2: t`With difficulty`,
    3: t`Yes, it is a nuisance`,
  }
  return (
    <StepForm
      {...props}
      kind="incident"
      draft={draft}
      heading={<Trans>Report an incident</Trans>}
      words={{
        ask: t`What is wrong?`,
        example: t`The printer on the 3rd floor jams`,
        missing: t`Say in a few words what is wrong.`,
        details: t`Since when, what you were doing, the message you see. A screenshot can be pasted here.`,
        send: t`Send the report`,
      }}
      questions={[
        {
          name: 'impact',
          legend: t`Who is affected?`,
          options: ([3, 2, 1] as Level[]).map((v) => ({ value: v, name: who[v] })),
        },
        {
          name: 'urgency',
          legend: t`Can you still work?`,
          options: levels.map((v) => ({ value: v, name: how[v] })),
        },
      ]}
      more={() => ({})}
    />
  )
}
