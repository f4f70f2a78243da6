// After sending: the number, and what happens next.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { AnyRecord } from '~/api/types'
import { deskQuery, useMe } from '~/features/auth/queries'
import { paths } from '~/paths'
import c from './Page.module.css'

export function Receipt({ record }: { record: AnyRecord }) {
  const { t } = useLingui()
  const me = useMe()
  // A desk that sends no letters promises none.
  const letters = useQuery(deskQuery).data?.letters && me.email
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
    window.scrollTo(0, 0)
  }, [])
  const team = record.team?.name
  const type = record.kind === 'request' ? record.type : ''
  const said =
    type === 'complaint'
      ? t`We have received your complaint`
      : type === 'compliment'
        ? t`Thank you, your words are passed on`
        : record.kind === 'request'
          ? t`We have received your request`
          : t`We have received your report`
  return (
    <main className={`${c.page} ${c.narrow}`} id="main" tabIndex={-1}>
      <div className={c.receipt} role="status">
        <h1 ref={heading} tabIndex={-1}>
          <IconCircleCheck size={32} aria-hidden="true" />
          {said}
        </h1>
        <p>
          <Trans>
            Its number is <span className={c.number}>{record.reference}</span>
          </Trans>
        </p>
      </div>
      <h2>
        <Trans>What happens next</Trans>
      </h2>
      <ol className={c.next}>
        <li>
          <span>
            {type === 'complaint' || type === 'compliment' ? (
              <Trans>The team {team} reads it and answers you.</Trans>
            ) : record.kind === 'request' ? (
              <Trans>The team {team} sees to it.</Trans>
            ) : team ? (
              <Trans>The team {team} takes it in charge.</Trans>
            ) : (
              <Trans>A team takes it in charge.</Trans>
            )}
          </span>
        </li>
        <li>
          <span>
            {letters ? (
              <Trans>You are told at {me.email} of every answer; you can reply by e-mail or here.</Trans>
            ) : (
              <Trans>Every answer comes here, in your records; the bell at the top tells you of it.</Trans>
            )}
          </span>
        </li>
        <li>
          <span>
            {record.kind === 'request' ? (
              <Trans>
                Until somebody begins, you can take it back. At the end you say whether it is what you wanted.
              </Trans>
            ) : (
              <Trans>When it is solved, you are asked whether it works before it is closed.</Trans>
            )}
          </span>
        </li>
      </ol>
      <div className={c.tools}>
        <Button component={Link} to={paths.portal.record(record.reference)} variant="filled">
          {record.kind === 'request' ? <Trans>Follow my request</Trans> : <Trans>Follow my report</Trans>}
        </Button>
        <Button component={Link} to={paths.portal.home}>
          <Trans>Home</Trans>
        </Button>
      </div>
    </main>
  )
}
