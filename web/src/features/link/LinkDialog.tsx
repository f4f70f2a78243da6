// The window that links a record to another.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Refusal } from '~/api/client'
import type { Relation } from '~/api/types'
import { useFormat } from '~/ui/context'
import { Failure, form, Pick } from '~/ui/parts'
import { type Mark, type Self, useLinking } from './Links'
import { type Found, offered, relationsQuery } from './queries'
import { RecordField } from './RecordField'

export function LinkDialog(props: { record: Self; opened: boolean; close: () => void; mark: Mark }) {
  const { t } = useLingui()
  const { reference } = props.record
  return (
    <Modal
      opened={props.opened}
      onClose={props.close}
      title={t`Link ${reference}`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {props.opened && <Body {...props} />}
    </Modal>
  )
}

function Body(props: { record: Self; close: () => void; mark: Mark }) {
  const { t } = useLingui()
  const format = useFormat()
  const words = useQuery(relationsQuery(format.locale)).data
  const { link } = useLinking(props.record)
  const [kind, setKind] = useState<Relation>('relates_to')
  const [other, setOther] = useState<Found>()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const field = error instanceof Refusal ? error.field('to') : undefined
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (!other) return
    setBusy(true)
    setError(undefined)
    try {
      await link(kind, other)
      props.close()
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const { reference } = props.record
  return (
    <form className={form.grid} onSubmit={submit}>
      {error !== undefined && !field && <Failure of={error} kept={<Trans>What you chose is kept.</Trans>} />}
      <Pick
        label={t`${reference} is`}
        value={kind}
        onChange={(k) => setKind(k as Relation)}
        options={offered.map((k) => ({ value: k, name: words?.[k] ?? k }))}
      />
      <RecordField
        label={t`Record`}
        but={props.record.id}
        value={other}
        onChange={(r) => {
          setOther(r)
          setError(undefined)
        }}
        mark={props.mark}
        error={field}
      />
      <div className={form.tools}>
        <Button onClick={props.close}>
          <Trans>Go back</Trans>
        </Button>
        <Button type="submit" variant="filled" loading={busy} disabled={!other}>
          {t({ message: 'Link', context: 'verb' })}
        </Button>
      </div>
    </form>
  )
}
