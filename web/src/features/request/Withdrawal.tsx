// The requester takes their request back, as long as nobody is at it.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { timelineKey } from '~/api/keys'
import type { ServiceRequest } from '~/api/types'
import c from '~/features/ticket/Mine.module.css'
import { keepRecord, ticketKeys } from '~/features/ticket/queries'
import { Failure } from '~/ui/parts'
import { withdraw } from './queries'

export function Withdrawal({ record }: { record: ServiceRequest }) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [text, setText] = useState('')
  const send = useMutation({
    mutationFn: () => withdraw(record.reference, text.trim()),
    onSuccess: (next) => {
      keepRecord(cache, next)
      setAsking(false)
    },
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: ticketKeys.record(record.reference) })
      void cache.invalidateQueries({ queryKey: timelineKey(record.reference) })
    },
  })
  if (!record.actions.includes('withdraw')) return null
  if (!asking)
    return (
      <p className={c.withdraw}>
        <button type="button" onClick={() => setAsking(true)}>
          <Trans>Take my request back</Trans>
        </button>
      </p>
    )
  return (
    <section className={c.confirm} aria-label={t`Take my request back`}>
      <form
        className={c.refuse}
        onSubmit={(e) => {
          e.preventDefault()
          send.mutate()
        }}
      >
        <p>
          <Trans>Nobody has begun yet: the request ends here, and nothing will be done.</Trans>
        </p>
        {send.error && <Failure of={send.error} kept={<Trans>What you typed is kept.</Trans>} />}
        <Textarea
          label={t`Why? (optional)`}
          rows={2}
          autoFocus
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
        />
        <div className={c.two}>
          <Button onClick={() => setAsking(false)}>
            <Trans>Keep it</Trans>
          </Button>
          <Button type="submit" variant="filled" loading={send.isPending}>
            <Trans>Take it back</Trans>
          </Button>
        </div>
      </form>
    </section>
  )
}
