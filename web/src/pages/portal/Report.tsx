// The two doors: something that no longer works, and something that is wanted.
import { Trans, useLingui } from '@lingui/react/macro'
import { IconArrowLeft } from '@tabler/icons-react'
import { Link, useSearch } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import type { AnyRecord } from '~/api/types'
import { useCustom } from '~/features/field/custom'
import { ReportForm } from '~/features/incident/ReportForm'
import { RequestForm } from '~/features/request/RequestForm'
import type { StepDraft } from '~/features/ticket/StepForm'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import c from './Page.module.css'
import { Receipt } from './Receipt'

const Alike = lazy(() => import('./Alike'))

const alike = ({ title, description, files }: StepDraft, clear: () => void) =>
  title.trim().length > 3 && (
    <Suspense>
      <Alike title={title} description={description} files={files} clear={clear} />
    </Suspense>
  )

export function Report() {
  const { t } = useLingui()
  const { start, follows } = useSearch({ strict: false }) as { start?: string; follows?: string }
  const [sent, setSent] = useState<AnyRecord>()
  const custom = useCustom({ portal: true })
  useTitle(sent ? sent.reference : t`Report an incident`)
  return (
    <Door
      sent={sent}
      form={<ReportForm sent={setSent} start={start} follows={follows} custom={custom} alike={alike} />}
    />
  )
}

export function Ask() {
  const { t } = useLingui()
  const { start, follows } = useSearch({ strict: false }) as { start?: string; follows?: string }
  const [sent, setSent] = useState<AnyRecord>()
  const custom = useCustom({ portal: true })
  useTitle(sent ? sent.reference : t`Make a request`)
  return (
    <Door
      sent={sent}
      form={<RequestForm sent={setSent} start={start} follows={follows} custom={custom} alike={alike} />}
    />
  )
}

function Door({ sent, form }: { sent: AnyRecord | undefined; form: ReactNode }) {
  if (sent) return <Receipt record={sent} />
  return (
    <main className={`${c.page} ${c.narrow}`} id="main" tabIndex={-1}>
      <Link to={paths.portal.home} className={c.back}>
        <IconArrowLeft size={20} aria-hidden="true" />
        <Trans>Home</Trans>
      </Link>
      {form}
    </main>
  )
}
