// The moves that need words: hold, resolve, cancel, reopen. What was typed
// stays in the window until the server has taken it.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Textarea } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Refusal } from '~/api/client'
import type { HoldReason, Move } from '~/api/types'
import { cancelReasons, holdReasons, resolutionCodes } from '~/features/ticket/kinds'
import { useWords } from '~/features/ticket/vocabulary'
import { useAbout } from '~/ui/about'
import { capital } from '~/ui/format'
import { Choices, Failure, form, Pick } from '~/ui/parts'
import type { Asked, MoveKind } from './asked'

/** The field of the closing category, brought by the page; none where the desk has no categories. */
export type ClosingField = (
  value: string,
  onChange: (id: string) => void,
  label: string,
  error: string | undefined,
) => ReactNode

export function MoveDialog(props: { asked: Asked | undefined; close: () => void; closing: ClosingField | undefined }) {
  const { t } = useLingui()
  const titles: Record<MoveKind, string> = {
    hold: t`Put on hold`,
    resolve: t`Resolve`,
    cancel: t`Cancel the incident`,
    reopen: t`Reopen`,
    close: t({ message: 'Close', context: 'move' }),
  }
  const { asked } = props
  const titled = useAbout()
  return (
    <Modal
      opened={!!asked}
      onClose={props.close}
      title={titled(asked && titles[asked.kind])}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {asked && <Body asked={asked} close={props.close} title={titles[asked.kind]} closing={props.closing} />}
    </Modal>
  )
}

function Body(props: { asked: Asked; close: () => void; title: string; closing: ClosingField | undefined }) {
  const { asked, close, title } = props
  const { t } = useLingui()
  const words = useWords()
  const [hold, setHold] = useState<HoldReason>('user')
  const [cancel, setCancel] = useState('duplicate')
  const [code, setCode] = useState(resolutionCodes[0] ?? '')
  const [kind, setKind] = useState<'fix' | 'workaround'>('fix')
  const [text, setText] = useState(asked.text ?? '')
  const [category, setCategory] = useState(asked.category ?? '')
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const ends = asked.kind === 'resolve' || asked.kind === 'close'

  const submit = async (e?: FormEvent) => {
    e?.preventDefault()
    if (ends && props.closing && !category) return setMissing(true)
    const said = text.trim()
    const move: Move =
      asked.kind === 'hold'
        ? { to: 'on_hold', hold_reason: hold, ...(said ? { reason: said } : {}) }
        : asked.kind === 'resolve'
          ? {
              to: 'resolved',
              resolution: { text: said, code, kind },
              ...(category ? { closing_category_id: category } : {}),
            }
          : asked.kind === 'cancel'
            ? { to: 'cancelled', reason: cancel }
            : asked.kind === 'close'
              ? { to: 'closed', ...(category ? { closing_category_id: category } : {}) }
              : { to: 'in_progress', reason: said }
    setBusy(true)
    setError(undefined)
    try {
      await asked.submit(move)
      close()
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const needsText = asked.kind === 'resolve' || asked.kind === 'reopen'
  const unsorted =
    missing && !category
      ? t`Give the closing category.`
      : error instanceof Refusal
        ? (error.field('closing_category_id') ?? error.field('state.closing_category_id'))
        : undefined
  const field = error instanceof Refusal ? (error.field('text') ?? error.field('reason')) : undefined

  return (
    <form
      className={form.grid}
      onSubmit={submit}
      onKeyDown={(e) => {
        if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
          e.preventDefault()
          if (!needsText || text.trim()) void submit()
        }
      }}
    >
      {error !== undefined && !field && !unsorted && (
        <Failure of={error} kept={<Trans>What you typed is kept.</Trans>} />
      )}
      {asked.kind === 'hold' && (
        <Choices
          first
          legend={t`What is awaited?`}
          name="hold"
          value={hold}
          onChange={setHold}
          options={(holdReasons.incident ?? []).map((r) => ({ value: r, name: capital(words.hold(r)) }))}
        />
      )}
      {asked.kind === 'cancel' && (
        <Choices
          first
          legend={t`Why is it cancelled?`}
          name="cancel"
          value={cancel}
          onChange={setCancel}
          options={cancelReasons.incident.map((r) => ({ value: r, name: words.cancel(r) }))}
        />
      )}
      {asked.kind !== 'cancel' && asked.kind !== 'close' && (
        <Textarea
          label={
            asked.kind === 'resolve'
              ? t`Resolution`
              : asked.kind === 'hold'
                ? t`Detail (optional)`
                : t`Why is it reopened?`
          }
          description={
            asked.kind === 'resolve' ? t`The requester reads this and is asked whether it works.` : undefined
          }
          rows={asked.kind === 'resolve' ? 5 : 3}
          data-autofocus={asked.kind !== 'hold' || undefined}
          required={needsText}
          withAsterisk={false}
          value={text}
          onChange={(e) => setText(e.currentTarget.value)}
          error={field}
        />
      )}
      {asked.kind === 'resolve' && (
        <div className={form.row}>
          <Pick
            label={t`Code`}
            value={code}
            onChange={setCode}
            options={resolutionCodes.map((x) => ({ value: x, name: words.code(x) }))}
          />
          <Pick
            label={t`Kind of resolution`}
            value={kind}
            onChange={(k) => setKind(k as 'fix' | 'workaround')}
            options={[
              { value: 'fix', name: words.resolution('fix') },
              { value: 'workaround', name: words.resolution('workaround') },
            ]}
          />
        </div>
      )}
      {ends && props.closing?.(category, setCategory, t`Closing category`, unsorted)}
      <div className={form.tools}>
        <Button onClick={close}>
          <Trans>Go back</Trans>
        </Button>
        <Button type="submit" variant="filled" loading={busy} disabled={needsText && !text.trim()}>
          {asked.sending ? <SendAnd title={title} /> : title}
        </Button>
      </div>
    </form>
  )
}

function SendAnd({ title }: { title: string }) {
  const lower = title.charAt(0).toLowerCase() + title.slice(1)
  return <Trans>Send and {lower}</Trans>
}
