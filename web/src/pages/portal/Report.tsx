import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconArrowLeft, IconCircleCheck } from '@tabler/icons-react'
import { Link, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import type { Incident } from '~/api/types'
import { useMe } from '~/features/auth/queries'
import { ReportForm } from '~/features/incident/ReportForm'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import c from './Page.module.css'

export function Report() {
  const { t } = useLingui()
  const { start } = useSearch({ strict: false }) as { start?: string }
  const [sent, setSent] = useState<Incident>()
  useTitle(sent ? sent.reference : t`Report an incident`)
  if (sent) return <Receipt record={sent} />
  return (
    <main className={`${c.page} ${c.narrow}`} id="main" tabIndex={-1}>
      <Link to={paths.portal.home} className={c.back}>
        <IconArrowLeft size={20} aria-hidden="true" />
        <Trans>Home</Trans>
      </Link>
      <ReportForm sent={setSent} start={start} />
    </main>
  )
}

/** The number, and what happens next. */
function Receipt({ record }: { record: Incident }) {
  const me = useMe()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus()
    window.scrollTo(0, 0)
  }, [])
  const team = record.team?.name
  return (
    <main className={`${c.page} ${c.narrow}`} id="main" tabIndex={-1}>
      <div className={c.receipt} role="status">
        <h1 ref={heading} tabIndex={-1}>
          <IconCircleCheck size={32} aria-hidden="true" />
          <Trans>We have received your report</Trans>
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
            {team ? <Trans>The team {team} takes it in charge.</Trans> : <Trans>A team takes it in charge.</Trans>}
          </span>
        </li>
        <li>
          <span>
            <Trans>You are told at {me.email} of every answer; you can reply by e-mail or here.</Trans>
          </span>
        </li>
        <li>
          <span>
            <Trans>When it is solved, you are asked whether it works before it is closed.</Trans>
          </span>
        </li>
      </ol>
      <div className={c.tools}>
        <Button component={Link} to={paths.portal.record(record.reference)} variant="filled">
          <Trans>Follow my report</Trans>
        </Button>
        <Button component={Link} to={paths.portal.home}>
          <Trans>Home</Trans>
        </Button>
      </div>
    </main>
  )
}
