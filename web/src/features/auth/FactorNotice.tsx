import { Trans } from '@lingui/react/macro'
import { Alert } from '~/ui/parts'
import { useMe } from './queries'

/** Told to who works at the desk, as long as they have none. */
export function FactorNotice() {
  const me = useMe()
  if (me.second_factor !== 'needed') return null
  return (
    <Alert tone="amber">
      {me.limited ? (
        <Trans>
          The service desk asks for a second factor of those who work at it. Set it up here: your work opens at once.
        </Trans>
      ) : (
        <Trans>
          The service desk now asks for a second factor of those who work at it. Set it up on your account page before
          you next sign in.
        </Trans>
      )}
    </Alert>
  )
}
