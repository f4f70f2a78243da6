// The statement of accessibility: what was tried, what does not conform yet, and
// how to get what one cannot reach.
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useTitle } from '~/ui/context'
import c from './auth.module.css'
import { Frame, type Speaking } from './Frame'
import { deskQuery } from './queries'

export function Accessibility(props: Speaking & { home: string }) {
  const { t } = useLingui()
  const desk = useQuery(deskQuery)
  const name = desk.data?.name ?? 'Guichet'
  useTitle(t`Accessibility`)
  return (
    <Frame
      {...props}
      name={desk.data?.name}
      version={desk.data?.version}
      title={<Trans>Accessibility: partially conforms</Trans>}
    >
      <div className={c.statement}>
        <p>
          <Trans>
            {name} uses Guichet, which is made to be used by everybody: with a keyboard, a screen reader, a magnifier or
            a telephone. It conforms in part to WCAG 2.2 level AA and to RGAA 4.1.
          </Trans>
        </p>
        <h2>
          <Trans>What was tried</Trans>
        </h2>
        <p>
          <Trans>
            Before each version the axe program looks at the screens and most of their windows in French and in English,
            each time in one theme at the width of a desk and in the other at that of a telephone, and none of them may
            be cut at a width of 320 pixels. Both themes at both widths, in both languages, were last looked at on 23
            November 2026. The main tasks are done by keyboard alone. No independent audit was made, and no rate of
            conformity is claimed.
          </Trans>
        </p>
        <h2>
          <Trans>What does not conform yet</Trans>
        </h2>
        <ul>
          <li>
            <Trans>The screens were not yet tried as a whole with NVDA, JAWS and VoiceOver.</Trans>
          </li>
          <li>
            <Trans>The letters that people send are shown as they came: their pictures may have no description.</Trans>
          </li>
          <li>
            <Trans>The reference of the API is in English only.</Trans>
          </li>
        </ul>
        <h2>
          <Trans>Get what you cannot reach</Trans>
        </h2>
        <p>
          <Trans>
            Tell the service desk by telephone, at the counter or by e-mail what you could not read or do: it gives you
            the content in another form, and passes the fault on. In France, without an answer, you may turn to the
            Défenseur des droits.
          </Trans>
        </p>
        <p className={c.links}>
          <a href={props.home}>
            <Trans>Back to the start</Trans>
          </a>
        </p>
      </div>
    </Frame>
  )
}
