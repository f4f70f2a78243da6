// What became of a message for each who was written to.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconAlertCircle, IconChecks, IconClock } from '@tabler/icons-react'
import { useState } from 'react'
import type { Delivery } from '~/api/types'
import { useFormat } from '~/ui/context'
import { useResend } from './queries'
import c from './Timeline.module.css'

export function Deliveries({ of, record }: { of: Delivery[]; record: string }) {
  const { t } = useLingui()
  const again = useResend(record)
  const format = useFormat()
  const [open, setOpen] = useState(false)
  if (of.length === 0) return null
  const failed = of.filter((d) => d.state === 'failed').length
  const waiting = of.some((d) => d.state === 'waiting')
  const words = { failed: t`rejected`, waiting: t`being sent`, sent: t`sent` }
  const Glyph = failed > 0 ? IconAlertCircle : waiting ? IconClock : IconChecks
  return (
    <>
      <button
        type="button"
        className={failed > 0 ? c.failed : c.delivered}
        aria-expanded={open}
        title={of.map((d) => d.address).join(', ')}
        onClick={() => setOpen(!open)}
      >
        <Glyph size={14} aria-hidden="true" />
        {failed > 0 ? (
          <Plural value={failed} one="# rejected" other="# rejected" />
        ) : waiting ? (
          words.waiting
        ) : (
          words.sent
        )}
      </button>
      {open && (
        <ul className={c.recipients} aria-label={t`Recipients`}>
          {of.map((d) => (
            <li key={d.address}>
              {d.address}
              <span data-failed={d.state === 'failed' || undefined}>
                {words[d.state]}
                {d.sent_at && ` ${format.time(d.sent_at)}`}
                {d.reason && ` – ${d.reason}`}
              </span>
              {d.state === 'failed' && (
                <button
                  type="button"
                  className={c.link}
                  disabled={again.isPending}
                  aria-label={t`Send again to ${d.address}`}
                  onClick={() => again.mutate(d.id)}
                >
                  <Trans>Send again</Trans>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
