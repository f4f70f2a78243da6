// Asking for something, from a phone: what it is about first, then the words.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Textarea, TextInput, UnstyledButton } from '@mantine/core'
import {
  type Icon,
  IconBulb,
  IconCamera,
  IconChevronRight,
  IconDeviceLaptop,
  IconHeart,
  IconKey,
  IconMessageQuestion,
  IconMoodSad,
} from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Refusal } from '~/api/client'
import type { AnyRecord, Attachment, Level, RequestType } from '~/api/types'
import { requestTypes } from '~/features/ticket/kinds'
import { create, ticketKeys } from '~/features/ticket/queries'
import c from '~/features/ticket/Report.module.css'
import { useDraft } from '~/ui/draft'
import { FileButton, FileChips, useFiles } from '~/ui/files'
import { Choices, Failure } from '~/ui/parts'

export const typeIcons: Record<RequestType, Icon> = {
  information: IconMessageQuestion,
  advice: IconBulb,
  access: IconKey,
  resource: IconDeviceLaptop,
  complaint: IconMoodSad,
  compliment: IconHeart,
}

/** The six types as people who ask would say them. */
export function useTypeWords(): Record<RequestType, { name: string; about: string; ask: string; example: string }> {
  const { t } = useLingui()
  return useMemo(
    () => ({
      information: {
        name: t`A question`,
        about: t`To know how, where or when`,
        ask: t`What would you like to know?`,
        example: t`How do I book the large meeting room?`,
      },
      advice: {
        name: t({ message: 'Some advice', context: 'portal' }),
        about: t`To choose well, or prepare something`,
        ask: t`What would you like advice on?`,
        example: t`Which software to share large files?`,
      },
      access: {
        name: t`An access`,
        about: t`To a folder, an application, a building`,
        ask: t`What do you need access to?`,
        example: t`The accounting folder`,
      },
      resource: {
        name: t`Equipment or software`,
        about: t`A screen, a telephone, a licence`,
        ask: t`What do you need?`,
        example: t`A second screen for my desk`,
      },
      complaint: {
        name: t`A complaint`,
        about: t`To say what was not right`,
        ask: t`What was not right?`,
        example: t`Three weeks without an answer`,
      },
      compliment: {
        name: t`A thank-you`,
        about: t`To say what went well`,
        ask: t`What went well?`,
        example: t`My laptop was replaced within the hour`,
      },
    }),
    [t],
  )
}

type Draft = { type: RequestType | ''; title: string; description: string; urgency: Level; files: Attachment[] }
const empty: Draft = { type: '', title: '', description: '', urgency: 2, files: [] }

/** Words about the service itself wait for nothing: nobody is asked how soon. */
const timed = (type: RequestType) => type !== 'complaint' && type !== 'compliment'

export function RequestForm(props: { sent: (record: AnyRecord) => void; start?: string }) {
  const { t } = useLingui()
  const words = useTypeWords()
  const cache = useQueryClient()
  const draft = useDraft('request', empty)
  const d = draft.value
  const put = draft.set
  const set = <K extends keyof Draft>(key: K, value: Draft[K]) => put((b) => ({ ...b, [key]: value }))
  const keep = useCallback((files: Attachment[]) => put((b) => ({ ...b, files })), [put])
  const files = useFiles(d.files, keep)
  const [summary, setSummary] = useState(false)
  const [isEmpty, setEmpty] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const { type } = d
  // Each step begins at its heading, for eyes and for ears.
  const [step, setStep] = useState('')
  const now = summary ? 'summary' : type
  useEffect(() => {
    if (now === step) return
    if (step !== '' || now !== '') heading.current?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
    setStep(now)
  }, [now, step])
  const { start } = props
  useEffect(() => {
    if (start) put((b) => (b.title ? b : { ...b, title: start }))
  }, [start, put])

  const when: Record<Level, string> = {
    1: t`As soon as possible, I am waiting for it`,
    2: t`In the coming days`,
    3: t`There is no hurry`,
  }
  const save = useMutation({
    mutationFn: () =>
      create('request', {
        title: d.title.trim(),
        description: d.description.trim() || d.title.trim(),
        type: type || 'information',
        ...(type && timed(type) ? { impact: 3, urgency: d.urgency } : { impact: 3, urgency: 3 }),
        ...(files.ids.length > 0 ? { attachment_ids: files.ids } : {}),
      }),
    onSuccess: (record) => {
      cache.setQueryData(ticketKeys.record(record.reference), record)
      void cache.invalidateQueries({ queryKey: ticketKeys.lists })
      draft.clear()
      files.clear()
      props.sent(record)
    },
    onError: (error) => {
      // A mistake in a field is shown beside the field.
      if (error instanceof Refusal && ['title', 'description'].some((f) => error.field(f))) setSummary(false)
    },
  })
  const wrong = (name: string) => (save.error instanceof Refusal ? save.error.field(name) : undefined)

  if (type === '')
    return (
      <div className={c.form}>
        <h1 ref={heading} tabIndex={-1}>
          <Trans>What is your request about?</Trans>
        </h1>
        <ul className={c.types}>
          {requestTypes.map((x) => {
            const Glyph = typeIcons[x]
            return (
              <li key={x}>
                <UnstyledButton className={c.type} onClick={() => set('type', x)}>
                  <span className={c.typeIcon}>
                    <Glyph size={22} aria-hidden="true" />
                  </span>
                  <span>
                    <strong>{words[x].name}</strong>
                    <small>{words[x].about}</small>
                  </span>
                  <IconChevronRight size={20} aria-hidden="true" />
                </UnstyledButton>
              </li>
            )
          })}
        </ul>
      </div>
    )

  const say = words[type]
  const next = (e: FormEvent) => {
    e.preventDefault()
    if (!d.title.trim()) {
      setEmpty(true)
      field.current?.focus()
      return
    }
    setSummary(true)
  }

  if (summary)
    return (
      <div className={c.form}>
        <h1 ref={heading} tabIndex={-1}>
          <Trans>Is this right?</Trans>
        </h1>
        {save.error && <Failure of={save.error} kept={<Trans>What you typed is kept.</Trans>} />}
        <dl className={c.summary}>
          <dt>
            <Trans>Your request</Trans>
          </dt>
          <dd>{say.name}</dd>
          <dt>{say.ask}</dt>
          <dd>{d.title}</dd>
          {d.description.trim() && (
            <>
              <dt>
                <Trans>Details</Trans>
              </dt>
              <dd className={c.prose}>{d.description}</dd>
            </>
          )}
          {timed(type) && (
            <>
              <dt>
                <Trans>When do you need it?</Trans>
              </dt>
              <dd>{when[d.urgency]}</dd>
            </>
          )}
          {files.list.length > 0 && (
            <>
              <dt>
                <Trans>Attachments</Trans>
              </dt>
              <dd>{files.list.map((f) => f.name).join(', ')}</dd>
            </>
          )}
        </dl>
        <div className={c.tools}>
          <Button onClick={() => setSummary(false)}>
            <Trans>Change</Trans>
          </Button>
          <Button variant="filled" loading={save.isPending} disabled={files.busy} onClick={() => save.mutate()}>
            <Trans>Send the request</Trans>
          </Button>
        </div>
      </div>
    )

  return (
    <form className={c.form} onSubmit={next} noValidate>
      <div className={c.headed}>
        <h1 ref={heading} tabIndex={-1}>
          {say.name}
        </h1>
        <button type="button" className={c.other} onClick={() => set('type', '')}>
          <Trans>Something else</Trans>
        </button>
      </div>
      <TextInput
        label={say.ask}
        placeholder={say.example}
        required
        withAsterisk={false}
        autoComplete="off"
        value={d.title}
        onChange={(e) => set('title', e.currentTarget.value)}
        error={isEmpty && !d.title.trim() ? t`Say it in a few words.` : wrong('title')}
        ref={field}
      />
      <Textarea
        label={t`Details`}
        description={timed(type) ? t`For what, for whom, since when. A picture can be pasted here.` : undefined}
        rows={5}
        value={d.description}
        onChange={(e) => set('description', e.currentTarget.value)}
        error={wrong('description')}
        {...files.field}
      />
      <div className={c.files}>
        <FileButton files={files}>
          {(open) => (
            <Button leftSection={<IconCamera size={20} />} onClick={open}>
              <Trans>Add a picture or a file</Trans>
            </Button>
          )}
        </FileButton>
        <FileChips files={files} />
      </div>
      {timed(type) && (
        <Choices
          legend={t`When do you need it?`}
          name="urgency"
          value={d.urgency}
          onChange={(v) => set('urgency', v)}
          options={([1, 2, 3] as Level[]).map((v) => ({ value: v, name: when[v] }))}
        />
      )}
      <div className={c.tools}>
        <Button type="submit" variant="filled">
          <Trans>Continue</Trans>
        </Button>
      </div>
    </form>
  )
}
