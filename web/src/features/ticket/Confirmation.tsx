// The requester's word on what the desk says is done.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Textarea } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { timelineKey } from '~/api/keys'
import type { Incident, ServiceRequest } from '~/api/types'
import { useFormat, useNow } from '~/ui/context'
import { Failure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './Mine.module.css'
import { confirm, keepRecord, ticketKeys } from './queries'

/** It works, or it does not: the two answers to a resolution. */
export function Confirmation({ record }: { record: Incident | ServiceRequest }) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const [refusing, setRefusing] = useState(false)
  const [text, setText] = useState('')
  const send = useMutation({
    mutationFn: (confirmed: boolean) => confirm(record, { confirmed, ...(confirmed ? {} : { text: text.trim() }) }),
    onSuccess: (next, confirmed) => {
      keepRecord(cache, next)
      if (confirmed) say(t`Thank you: it is closed.`)
      setRefusing(false)
      setText('')
    },
    onSettled: () => {
      void cache.invalidateQueries({ queryKey: ticketKeys.record(record.reference) })
      void cache.invalidateQueries({ queryKey: timelineKey(record.reference) })
    },
  })
  if (!record.actions.includes('confirm')) return null
  const request = record.kind === 'request'
  const said = request ? record.result : record.resolution?.text
  return (
    <section className={c.confirm} aria-label={request ? t`Is it what you asked for?` : t`Is it solved?`}>
      {said && (
        <div className={c.resolution}>
          <h2>
            {request
              ? t`The desk says that it is done`
              : record.resolution?.kind === 'workaround'
                ? t`A workaround is proposed`
                : t`The desk says that it is solved`}
          </h2>
          <p className={c.prose}>{said}</p>
        </div>
      )}
      {record.closes_at && <Lapse at={record.closes_at} />}
      {send.error && <Failure of={send.error} kept={<Trans>What you typed is kept.</Trans>} />}
      {refusing ? (
        <form
          className={c.refuse}
          onSubmit={(e) => {
            e.preventDefault()
            send.mutate(false)
          }}
        >
          <Textarea
            label={request ? t`What is missing?` : t`What is still wrong?`}
            rows={3}
            autoFocus
            required
            withAsterisk={false}
            value={text}
            onChange={(e) => setText(e.currentTarget.value)}
          />
          <div className={c.two}>
            <Button onClick={() => setRefusing(false)}>
              <Trans>Go back</Trans>
            </Button>
            <Button type="submit" variant="filled" loading={send.isPending} disabled={!text.trim()}>
              <Trans>Send</Trans>
            </Button>
          </div>
        </form>
      ) : (
        <div className={c.two}>
          <Button leftSection={<IconCheck size={20} />} loading={send.isPending} onClick={() => send.mutate(true)}>
            {request ? <Trans>It is what I asked for</Trans> : <Trans>It is solved</Trans>}
          </Button>
          <Button onClick={() => setRefusing(true)} disabled={send.isPending}>
            {request ? <Trans>Something is missing</Trans> : <Trans>Still broken</Trans>}
          </Button>
        </div>
      )}
    </section>
  )
}

/** When it closes by itself, if nobody says anything. */
function Lapse({ at }: { at: string }) {
  const format = useFormat()
  const now = useNow()
  const day = format.day(at, now)
  return (
    <p className={c.meta}>
      <Trans>Without an answer, it closes by itself on {day}.</Trans>
    </p>
  )
}
