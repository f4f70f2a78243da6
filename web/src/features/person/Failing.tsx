// Beside the place where one answers: that letters to the requester come back.
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useFormat, useNow } from '~/ui/context'
import { Alert } from '~/ui/parts'
import { personQuery } from './queries'

export default function Failing(props: { id: string; frame: string; correct: ReactNode }) {
  const format = useFormat()
  const now = useNow()
  const p = useQuery(personQuery(props.id)).data
  if (!p?.email_failing) return null
  const { name, email: address, phone } = p
  return (
    <div className={props.frame} style={{ paddingBottom: 8 }}>
      <Alert tone="amber" tools={props.correct}>
        <strong>
          <Trans>
            Since {format.date(p.email_failing, now)} letters to {address} come back.
          </Trans>
        </strong>{' '}
        {phone ? (
          <Trans>
            {name} finds your reply on the portal alone. Call{' '}
            <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a> to agree on another address.
          </Trans>
        ) : (
          <Trans>
            {name} finds your reply on the portal alone: reach them another way to agree on another address.
          </Trans>
        )}
      </Alert>
    </div>
  )
}
