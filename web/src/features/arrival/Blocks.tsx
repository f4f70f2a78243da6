// Whose letters are put aside.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconMailOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Empty, Failure } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import { say } from '~/ui/toast'
import c from './arrival.module.css'
import { blocksQuery, useUnblock } from './queries'

export function Blocks() {
  const { t } = useLingui()
  const blocks = useQuery(blocksQuery)
  const unblock = useUnblock()
  return (
    <section>
      <h2 className={c.title}>
        <Trans>Blocked senders</Trans>
      </h2>
      {blocks.error && <Failure of={blocks.error} retry={() => void blocks.refetch()} />}
      {unblock.error && <Failure of={unblock.error} />}
      {blocks.data?.length === 0 && <Empty icon={IconMailOff} title={t`Nobody is blocked`} />}
      <ul className={c.list} aria-label={t`Blocked senders`}>
        {blocks.data?.map((b) => (
          <li key={b.id}>
            <span className={c.what}>
              <strong>{b.address}</strong>
              <small>
                <Trans>blocked</Trans> <Ago at={b.created_at} />
              </small>
            </span>
            <Button
              aria-label={t`Unblock ${b.address}`}
              loading={unblock.isPending && unblock.variables === b.id}
              onClick={() => unblock.mutate(b.id, { onSuccess: () => say(t`No longer blocked`) })}
            >
              <Trans>Unblock</Trans>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
