// What a person asks the desk, from a phone, in two steps: the words, then a summary
// before it is sent. What only one kind asks is handed in.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Textarea, TextInput } from '@mantine/core'
import { IconCamera } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, Fragment, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { Refusal } from '~/api/client'
import type { AnyRecord, Attachment, Kind, Level } from '~/api/types'
import { FileButton, FileChips, FileLinks, useFiles } from '~/ui/files'
import { Choices, Failure } from '~/ui/parts'
import { useWrong } from '~/ui/wrong'
import type { Custom } from './custom'
import { create, type NewTicket, ticketKeys } from './queries'
import c from './Report.module.css'

export type StepDraft = {
  title: string
  description: string
  impact: Level
  urgency: Level
  files: Attachment[]
  fields?: Record<string, unknown>
}

/** A choice among few, beside the words. */
export type Question = {
  name: 'impact' | 'urgency'
  legend: string
  options: { value: Level; name: string }[]
}

/** Where a mistake is shown: beside a field of the first step. */
const beside = /^(title|description|fields\.)/

/** What a door of the portal is given. */
export type DoorProps = {
  sent: (record: AnyRecord) => void
  /** words that were searched for before, or the title of what it continues */
  start?: string | undefined
  /** the record, over by now, that it continues */
  follows?: string | undefined
  custom: Custom
  /** what may be this already, below the words that say it */
  alike?: (d: StepDraft, clear: () => void) => ReactNode
}

export function StepForm<D extends StepDraft>(
  props: DoorProps & {
    kind: Kind
    draft: { value: D; set: (next: (before: D) => D) => void; clear: () => void }
    heading: ReactNode
    /** beside the heading */
    aside?: ReactNode
    /** the keyboard begins at the heading: it is not the first thing on the page */
    focus?: boolean
    words: { ask: string; example: string; missing: string; details?: string | undefined; send: string }
    /** what stands first in the summary */
    before?: [string, string][]
    questions: Question[]
    /** what is sent beside the words and the answers */
    more: (d: D) => Partial<NewTicket>
  },
) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const { draft, words, questions } = props
  const d = draft.value
  const put = draft.set
  const set = (next: Partial<StepDraft>) => put((b) => ({ ...b, ...next }))
  const keep = useCallback((files: Attachment[]) => put((b) => ({ ...b, files })), [put])
  const files = useFiles(d.files, keep)
  const [summary, setSummary] = useState(false)
  const [isEmpty, setEmpty] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const shown = useRef<boolean>(undefined)
  // Each step begins at its heading, for eyes and for ears.
  useEffect(() => {
    if (shown.current === summary) return
    if (shown.current !== undefined || props.focus) heading.current?.focus({ preventScroll: true })
    window.scrollTo(0, 0)
    shown.current = summary
  }, [summary, props.focus])
  const { start } = props
  useEffect(() => {
    if (start) put((b) => (b.title ? b : { ...b, title: start }))
  }, [start, put])

  const save = useMutation({
    mutationFn: () =>
      create(props.kind, {
        title: d.title.trim(),
        description: d.description.trim() || d.title.trim(),
        impact: d.impact,
        urgency: d.urgency,
        ...(props.follows ? { follows: props.follows } : {}),
        ...(files.ids.length > 0 ? { attachment_ids: files.ids } : {}),
        ...props.custom.given(props.kind, '', d.fields ?? {}),
        ...props.more(d),
      }),
    onSuccess: (record) => {
      cache.setQueryData(ticketKeys.record(record.reference), record)
      void cache.invalidateQueries({ queryKey: ticketKeys.lists })
      void cache.invalidateQueries({ queryKey: ticketKeys.records })
      draft.clear()
      files.clear()
      props.sent(record)
    },
    onError: (error) => {
      // A mistake in a field is shown beside the field.
      if (error instanceof Refusal && error.problem.errors?.some((m) => beside.test(m.location))) setSummary(false)
    },
  })
  const { wrong, bind } = useWrong(save.error)
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
          {[...(props.before ?? []), [words.ask, d.title] as const].map(([term, value]) => (
            <Fragment key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </Fragment>
          ))}
          {d.description.trim() && (
            <>
              <dt>
                <Trans>Details</Trans>
              </dt>
              <dd className={c.prose}>{d.description}</dd>
            </>
          )}
          {questions.map((q) => (
            <Fragment key={q.name}>
              <dt>{q.legend}</dt>
              <dd>{q.options.find((o) => o.value === d[q.name])?.name}</dd>
            </Fragment>
          ))}
          {props.custom.summary(props.kind, d.fields ?? {})}
          {files.list.length > 0 && (
            <>
              <dt>
                <Trans>Attachments</Trans>
              </dt>
              <dd>
                <FileLinks files={files.list.flatMap((f) => f.sent ?? [])} pictures />
              </dd>
            </>
          )}
          {props.follows && (
            <>
              <dt>
                <Trans>It continues</Trans>
              </dt>
              <dd>{props.follows}</dd>
            </>
          )}
        </dl>
        <div className={c.tools}>
          <Button onClick={() => setSummary(false)}>
            <Trans>Change</Trans>
          </Button>
          <Button variant="filled" loading={save.isPending} disabled={files.busy} onClick={() => save.mutate()}>
            {words.send}
          </Button>
        </div>
      </div>
    )

  return (
    <form className={c.form} onSubmit={next} {...bind} noValidate>
      <div className={props.aside ? c.headed : undefined}>
        <h1 ref={heading} tabIndex={-1}>
          {props.heading}
        </h1>
        {props.aside}
      </div>
      {props.follows && (
        <p className={c.follows}>
          <Trans>It continues {props.follows}: the desk sees both.</Trans>
        </p>
      )}
      <TextInput
        label={words.ask}
        name="title"
        placeholder={words.example}
        required
        withAsterisk={false}
        autoComplete="off"
        value={d.title}
        onChange={(e) => set({ title: e.currentTarget.value })}
        error={isEmpty && !d.title.trim() ? words.missing : wrong('title')}
        ref={field}
      />
      {!props.follows && props.alike?.(d, draft.clear)}
      <Textarea
        label={t`Details`}
        name="description"
        description={words.details}
        rows={5}
        value={d.description}
        onChange={(e) => set({ description: e.currentTarget.value })}
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
      {props.custom.form(
        props.kind,
        '',
        d.fields ?? {},
        (id, value) => put((b) => ({ ...b, fields: { ...b.fields, [id]: value } })),
        wrong,
      )}
      {questions.map((q) => (
        <Choices
          key={q.name}
          legend={q.legend}
          name={q.name}
          value={d[q.name]}
          onChange={(v) => set({ [q.name]: v })}
          options={q.options}
        />
      ))}
      <div className={c.tools}>
        <Button type="submit" variant="filled">
          <Trans>Continue</Trans>
        </Button>
      </div>
    </form>
  )
}
