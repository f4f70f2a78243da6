// A duplicate is merged into the record that goes on: what that does is shown before.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal } from '@mantine/core'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { answer, client, Refusal } from '~/api/client'
import type { AnyRecord } from '~/api/types'
import { Alert, Failure, form } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './link.module.css'
import { at, type Other, useParting } from './Merge'
import type { Found } from './queries'
import { RecordField } from './RecordField'

const previewQuery = (ref: string, version: number, into: string) =>
  queryOptions({
    queryKey: ['merge-preview', ref, version, into],
    queryFn: () => answer(client.POST('/api/tickets/{ref}/merge/preview', { ...at(ref), body: { version, into } })),
    enabled: into !== '',
    retry: false,
    staleTime: 0,
  })

export function MergeDialog(props: {
  record: AnyRecord
  opened: boolean
  close: () => void
  mark: (record: Other) => ReactNode
  show: (record: Other) => void
}) {
  const { t } = useLingui()
  const { reference } = props.record
  return (
    <Modal
      opened={props.opened}
      onClose={props.close}
      title={t`Merge ${reference} into another record`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {props.opened && <Body {...props} />}
    </Modal>
  )
}

function Body(props: {
  record: AnyRecord
  close: () => void
  mark: (record: Other) => ReactNode
  show: (record: Other) => void
}) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const { record } = props
  const { reference, version } = record
  const [into, setInto] = useState<Found>()
  const looked = useQuery(previewQuery(reference, version, into?.id ?? ''))
  const part = useParting(reference)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const failed = error ?? looked.error ?? undefined
  const field = failed instanceof Refusal ? failed.field('into') : undefined
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (!into || !looked.data) return
    setBusy(true)
    setError(undefined)
    try {
      const body = { version, into: into.id }
      const other = await answer(client.POST('/api/tickets/{ref}/merge', { ...at(reference), body }))
      for (const key of ['ticket', 'tickets', 'timeline', 'links']) void cache.invalidateQueries({ queryKey: [key] })
      say(t`${reference} is merged into ${other.reference}`, { undo: () => void part() })
      props.close()
      props.show(other as Other)
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const name = looked.data?.requester?.name ?? ''
  const target = into?.reference ?? ''
  return (
    <form className={form.grid} onSubmit={submit}>
      {failed !== undefined && !field && <Failure of={failed} kept={<Trans>What you chose is kept.</Trans>} />}
      <RecordField
        label={t`The record that goes on`}
        but={record.id}
        value={into}
        onChange={(r) => {
          setInto(r)
          setError(undefined)
        }}
        mark={props.mark}
        error={field}
      />
      {into && looked.data && (
        <Alert>
          <ul className={c.does}>
            <li>
              <Trans>{reference} ends: cancelled, as a duplicate.</Trans>
            </li>
            <li>
              <Plural
                value={looked.data.messages}
                one={`Its message is then in ${target}.`}
                other={`Its # messages are then in ${target}.`}
              />
            </li>
            {!looked.data.same_requester && (
              <li>
                <Trans>
                  {name} goes on following {reference}, and gets the answers that you write in {target}; neither
                  requester reads the other’s words.
                </Trans>
              </li>
            )}
            {looked.data.watchers > 0 && (
              <li>
                <Plural
                  value={looked.data.watchers}
                  one={`Who follows it then follows ${target} too.`}
                  other={`The # people who follow it then follow ${target} too.`}
                />
              </li>
            )}
            <li>
              <Trans>This can be undone as long as nothing was said since.</Trans>
            </li>
          </ul>
        </Alert>
      )}
      <div className={form.tools}>
        <Button onClick={props.close}>
          <Trans>Go back</Trans>
        </Button>
        <Button type="submit" variant="filled" loading={busy} disabled={!into || !looked.data || looked.isError}>
          {into ? t`Merge into ${target}` : t({ message: 'Merge', context: 'verb' })}
        </Button>
      </div>
    </form>
  )
}
