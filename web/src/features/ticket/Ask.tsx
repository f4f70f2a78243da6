// A window that asks for what an act needs: a choice, some words, a date. What
// was typed stays in it until the server has taken it.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, Fragment, type ReactNode, useRef, useState } from 'react'
import { Refusal } from '~/api/client'
import { useAbout } from '~/ui/about'
import { useFormKey } from '~/ui/actions'
import { Choices, Failure, form, Pick } from '~/ui/parts'

export type Values = Record<string, string>

export type Asking = {
  title: string
  /** what its button says; the title when left out */
  button?: string
  /** what will happen, before it does */
  about?: ReactNode
  fields: AskField[]
  submit: (values: Values) => Promise<unknown>
}

export type AskField = {
  name: string
  label: string
  start?: string
  required?: boolean | ((v: Values) => boolean)
  when?: (v: Values) => boolean
} & (
  | { is: 'choice' | 'pick'; options: { value: string; name: string; detail?: string }[] }
  | { is: 'text'; rows?: number; help?: string }
  | { is: 'line' }
  | { is: 'moment' }
  /** a field of another feature, brought by the page */
  | { is: 'own'; field: (value: string, set: (value: string) => void, label: string, error?: string) => ReactNode }
)

export function AskDialog(props: { asked: Asking | undefined; close: () => void }) {
  const { t } = useLingui()
  const { asked } = props
  const titled = useAbout()
  return (
    <Modal
      opened={!!asked}
      onClose={props.close}
      title={titled(asked?.title)}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {asked && <Body key={asked.title} asked={asked} close={props.close} />}
    </Modal>
  )
}

function Body({ asked, close }: { asked: Asking; close: () => void }) {
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(asked.fields.map((f) => [f.name, f.start ?? ''])),
  )
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const element = useRef<HTMLFormElement>(null)
  const submits = useFormKey()
  const shown = asked.fields.filter((f) => f.when?.(values) ?? true)
  const needed = (f: AskField) => (typeof f.required === 'function' ? f.required(values) : f.required)
  const missing = shown.some((f) => needed(f) && !values[f.name]?.trim())
  const set = (name: string) => (value: string) => setValues((v) => ({ ...v, [name]: value }))
  const wrong = (name: string) => (error instanceof Refusal ? error.field(name) : undefined)
  const beside = shown.some((f) => wrong(f.name))
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (missing || busy) return
    setBusy(true)
    setError(undefined)
    try {
      await asked.submit(Object.fromEntries(shown.map((f) => [f.name, (values[f.name] ?? '').trim()])))
      close()
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      ref={element}
      className={form.grid}
      onSubmit={submit}
      onKeyDown={(e) => {
        if (!submits.is(e)) return
        e.preventDefault()
        element.current?.requestSubmit()
      }}
    >
      {error !== undefined && !beside && <Failure of={error} kept={<Trans>What you typed is kept.</Trans>} />}
      {asked.about}
      {shown.map((f, i) => {
        const value = values[f.name] ?? ''
        const common = {
          label: f.label,
          value,
          required: needed(f),
          withAsterisk: false,
          error: wrong(f.name),
          'data-autofocus': i === 0 || undefined,
        }
        switch (f.is) {
          case 'choice':
            return (
              <Choices
                key={f.name}
                first={i === 0}
                legend={f.label}
                name={f.name}
                value={value}
                onChange={set(f.name)}
                options={f.options}
              />
            )
          case 'pick':
            return (
              <Pick
                key={f.name}
                data-autofocus={i === 0 || undefined}
                label={f.label}
                value={value}
                onChange={set(f.name)}
                options={f.options}
                error={wrong(f.name)}
              />
            )
          case 'own':
            return <Fragment key={f.name}>{f.field(value, set(f.name), f.label, wrong(f.name))}</Fragment>
          case 'line':
            return <TextInput key={f.name} {...common} onChange={(e) => set(f.name)(e.currentTarget.value)} />
          case 'moment':
            return (
              <TextInput
                key={f.name}
                type="datetime-local"
                {...common}
                onChange={(e) => set(f.name)(e.currentTarget.value)}
              />
            )
          default:
            return (
              <Textarea
                key={f.name}
                rows={f.rows ?? 3}
                description={f.help}
                {...common}
                onChange={(e) => set(f.name)(e.currentTarget.value)}
              />
            )
        }
      })}
      <div className={form.tools}>
        <Button onClick={close}>
          <Trans>Go back</Trans>
        </Button>
        <Button type="submit" variant="filled" loading={busy} disabled={missing}>
          {asked.button ?? asked.title}
        </Button>
      </div>
    </form>
  )
}
