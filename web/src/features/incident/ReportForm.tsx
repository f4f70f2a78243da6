// Reporting a fault, from a phone, in under a minute.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Textarea, TextInput } from '@mantine/core'
import { IconCamera } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react'
import { Refusal } from '~/api/client'
import type { AnyRecord, Attachment, Level } from '~/api/types'
import { create, ticketKeys } from '~/features/ticket/queries'
import c from '~/features/ticket/Report.module.css'
import { levels } from '~/features/ticket/vocabulary'
import { useDraft } from '~/ui/draft'
import { FileButton, FileChips, useFiles } from '~/ui/files'
import { Choices, Failure } from '~/ui/parts'

type Draft = { title: string; description: string; impact: Level; urgency: Level; files: Attachment[] }
const empty: Draft = { title: '', description: '', impact: 3, urgency: 2, files: [] }

export function ReportForm(props: { sent: (record: AnyRecord) => void; start?: string }) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const draft = useDraft('report', empty)
  const d = draft.value
  const put = draft.set
  const set = <K extends keyof Draft>(key: K, value: Draft[K]) => put((b) => ({ ...b, [key]: value }))
  const keep = useCallback((files: Attachment[]) => put((b) => ({ ...b, files })), [put])
  const files = useFiles(d.files, keep)
  const [summary, setSummary] = useState(false)
  const [isEmpty, setEmpty] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (summary) heading.current?.focus()
  }, [summary])
  // Words searched for on the page before are the beginning of the title.
  const { start } = props
  useEffect(() => {
    if (start) put((b) => (b.title ? b : { ...b, title: start }))
  }, [start, put])

  const who: Record<Level, string> = { 3: t`Only me`, 2: t`My team or my service`, 1: t`A whole site, or more` }
  const how: Record<Level, string> = {
    1: t`No, I cannot work`,
    2: t`With difficulty`,
    3: t`Yes, it is a nuisance`,
  }
  const save = useMutation({
    mutationFn: () =>
      create('incident', {
        title: d.title.trim(),
        description: d.description.trim() || d.title.trim(),
        impact: d.impact,
        urgency: d.urgency,
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
  const next = (e: FormEvent) => {
    e.preventDefault()
    if (!d.title.trim()) {
      setEmpty(true)
      field.current?.focus()
      return
    }
    setSummary(true)
    window.scrollTo(0, 0)
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
            <Trans>What is wrong</Trans>
          </dt>
          <dd>{d.title}</dd>
          {d.description.trim() && (
            <>
              <dt>
                <Trans>Details</Trans>
              </dt>
              <dd className={c.prose}>{d.description}</dd>
            </>
          )}
          <dt>
            <Trans>Who is affected?</Trans>
          </dt>
          <dd>{who[d.impact]}</dd>
          <dt>
            <Trans>Can you still work?</Trans>
          </dt>
          <dd>{how[d.urgency]}</dd>
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
            <Trans>Send the report</Trans>
          </Button>
        </div>
      </div>
    )

  return (
    <form className={c.form} onSubmit={next} noValidate>
      <h1>
        <Trans>Report an incident</Trans>
      </h1>
      <TextInput
        label={t`What is wrong?`}
        placeholder={t`The printer on the 3rd floor jams`}
        required
        withAsterisk={false}
        autoComplete="off"
        value={d.title}
        onChange={(e) => set('title', e.currentTarget.value)}
        error={isEmpty && !d.title.trim() ? t`Say in a few words what is wrong.` : wrong('title')}
        ref={field}
      />
      <Textarea
        label={t`Details`}
        description={t`Since when, what you were doing, the message you see. A screenshot can be pasted here.`}
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
      <Choices
        legend={t`Who is affected?`}
        name="impact"
        value={d.impact}
        onChange={(v) => set('impact', v)}
        options={([3, 2, 1] as Level[]).map((v) => ({ value: v, name: who[v] }))}
      />
      <Choices
        legend={t`Can you still work?`}
        name="urgency"
        value={d.urgency}
        onChange={(v) => set('urgency', v)}
        options={levels.map((v) => ({ value: v, name: how[v] }))}
      />
      <div className={c.tools}>
        <Button type="submit" variant="filled">
          <Trans>Continue</Trans>
        </Button>
      </div>
    </form>
  )
}
