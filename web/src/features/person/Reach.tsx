// What sending does, in words: how the requester will come to read it.
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { personQuery } from './queries'

export function Reach(props: { id: string; name: string }) {
  const p = useQuery(personQuery(props.id)).data
  const { name } = props
  const address = p?.email
  if (p?.email_failing)
    return (
      <Trans>
        {name} will read it on the portal: letters to {address} come back.
      </Trans>
    )
  if (p && !p.email)
    return <Trans>No address of {name} is known: nothing is sent, it is read on the portal alone.</Trans>
  return <Trans>{name} will read it on the portal and by e-mail.</Trans>
}
