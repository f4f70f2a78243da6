// One letter that is put aside, as far as it can be read.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useFormat } from '~/ui/context'
import { Failure } from '~/ui/parts'
import c from './arrival.module.css'
import { type Arrival, arrivalQuery } from './queries'

export function Letter(props: { of: Arrival; children: ReactNode }) {
  const { t } = useLingui()
  const format = useFormat()
  const { of } = props
  const whole = useQuery(arrivalQuery(of.id))
  const files = whole.data?.files.join(', ')
  return (
    <div className={c.letter}>
      <dl className="pairs">
        <div>
          <dt>
            <Trans>From</Trans>
          </dt>
          <dd>{of.sender || t`no sender`}</dd>
        </div>
        <div>
          <dt>
            <Trans>Came</Trans>
          </dt>
          <dd>
            {format.full(of.kept_at)} · {format.bytes(of.size)}
          </dd>
        </div>
        {of.reason && (
          <div>
            <dt>
              <Trans>Why</Trans>
            </dt>
            <dd>{of.reason}</dd>
          </div>
        )}
        {files && (
          <div>
            <dt>
              <Trans>Files</Trans>
            </dt>
            <dd>{files}</dd>
          </div>
        )}
      </dl>
      {whole.error && <Failure of={whole.error} retry={() => void whole.refetch()} />}
      {whole.isPending && <Skeleton height={80} />}
      {whole.data?.text && (
        <section className={c.text} aria-label={t`What it says`} tabIndex={0}>
          {whole.data.text}
        </section>
      )}
      <div className={c.tools}>
        {props.children}
        {of.has_bytes && (
          <Button component="a" href={`/api/arrivals/${of.id}/bytes`} download leftSection={<IconDownload size={16} />}>
            <Trans>Original</Trans>
          </Button>
        )}
      </div>
    </div>
  )
}
