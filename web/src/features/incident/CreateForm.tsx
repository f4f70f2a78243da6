// An incident logged by an agent, for somebody who calls or stands there.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Textarea, TextInput } from '@mantine/core'
import { IconChevronRight, IconPaperclip } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useCallback, useRef } from 'react'
import { Refusal } from '~/api/client'
import type { Attachment, Channel, Incident, Level, Person, Team } from '~/api/types'
import { ticketKeys } from '~/features/ticket/queries'
import { levels, PriorityMark, priorityOf, useWords } from '~/features/ticket/vocabulary'
import { useFormat } from '~/ui/context'
import { useDraft } from '~/ui/draft'
import { FileButton, FileChips, useFiles } from '~/ui/files'
import { Failure, form, Keys, Pick } from '~/ui/parts'
import c from './CreateForm.module.css'
import { create } from './queries'

type Draft = {
  requester: Person | null
  channel: Channel
  title: string
  description: string
  impact: Level
  urgency: Level
  team: string
  contact: string
  callback: string
  symptoms: string
  occurred: string
  files: Attachment[]
}

const empty: Draft = {
  requester: null,
  channel: 'phone',
  title: '',
  description: '',
  impact: 3,
  urgency: 2,
  team: '',
  contact: '',
  callback: '',
  symptoms: '',
  occurred: '',
  files: [],
}

export function CreateForm(props: {
  teams: Team[]
  done: (record: Incident) => void
  requester: (value: Person | null, set: (p: Person | null) => void, error?: string) => ReactNode
  aside: (requester: Person | null) => ReactNode
}) {
  const { t } = useLingui()
  const words = useWords()
  const format = useFormat()
  const cache = useQueryClient()
  const draft = useDraft('incident.new', empty)
  const d = draft.value
  const put = draft.set
  const keepFiles = useCallback((sent: Attachment[]) => put((b) => ({ ...b, files: sent })), [put])
  const files = useFiles(d.files, keepFiles)
  const formElement = useRef<HTMLFormElement>(null)
  const save = useMutation({
    mutationFn: () =>
      create({
        title: d.title.trim(),
        description: d.description.trim(),
        impact: d.impact,
        urgency: d.urgency,
        channel: d.channel,
        ...(d.requester ? { requester_id: d.requester.id } : {}),
        ...(d.team ? { team_id: d.team } : {}),
        ...(d.contact.trim() ? { contact: d.contact.trim() } : {}),
        ...(d.callback.trim() ? { callback: d.callback.trim() } : {}),
        ...(d.symptoms.trim() ? { symptoms: d.symptoms.trim() } : {}),
        ...(d.occurred ? { occurred_at: format.instant(d.occurred) } : {}),
        ...(files.ids.length > 0 ? { attachment_ids: files.ids } : {}),
      }),
    onSuccess: (record) => {
      draft.clear()
      cache.setQueryData(ticketKeys.record(record.reference), record)
      void cache.invalidateQueries({ queryKey: ticketKeys.lists })
      props.done(record)
    },
  })
  const set = <K extends keyof Draft>(key: K, value: Draft[K]) => put((b) => ({ ...b, [key]: value }))
  const wrong = (name: string) => (save.error instanceof Refusal ? save.error.field(name) : undefined)
  const submit = (e?: FormEvent) => {
    e?.preventDefault()
    if (!files.busy && !save.isPending) save.mutate()
  }
  const impacts = levels.map((l) => ({ value: String(l), name: words.impact(l) }))
  const urgencies = levels.map((l) => ({ value: String(l), name: words.urgency(l) }))

  return (
    <form
      ref={formElement}
      className={c.form}
      onSubmit={submit}
      onKeyDown={(e) => {
        if (e.key !== 'Enter' || !(e.ctrlKey || e.metaKey)) return
        e.preventDefault()
        formElement.current?.requestSubmit()
      }}
    >
      {save.error && <Failure of={save.error} kept={<Trans>What you typed is kept.</Trans>} />}
      <div className={form.row}>
        {props.requester(d.requester, (p) => set('requester', p), wrong('requester_id'))}
        <Pick
          label={t`How did they reach the desk?`}
          value={d.channel}
          onChange={(ch) => set('channel', ch as Channel)}
          options={(['phone', 'walk_in', 'mail', 'portal'] as Channel[]).map((ch) => ({
            value: ch,
            name: words.channel(ch),
          }))}
          error={wrong('channel')}
        />
      </div>
      {props.aside(d.requester)}
      <TextInput
        label={t`Title`}
        required
        withAsterisk={false}
        value={d.title}
        onChange={(e) => set('title', e.currentTarget.value)}
        error={wrong('title')}
      />
      <Textarea
        label={t`Description`}
        rows={6}
        value={d.description}
        onChange={(e) => set('description', e.currentTarget.value)}
        error={wrong('description')}
        {...files.field}
      />
      <FileChips files={files} />
      <div className={c.trio}>
        <Pick
          label={t`Impact`}
          value={String(d.impact)}
          onChange={(l) => set('impact', Number(l) as Level)}
          options={impacts}
          error={wrong('impact')}
        />
        <Pick
          label={t`Urgency`}
          value={String(d.urgency)}
          onChange={(l) => set('urgency', Number(l) as Level)}
          options={urgencies}
          error={wrong('urgency')}
        />
        <div className={c.priority} aria-live="polite">
          <span>
            <Trans>Priority</Trans>
          </span>
          <PriorityMark priority={priorityOf(d.impact, d.urgency)} long />
        </div>
        <Pick
          label={t`Team`}
          value={d.team}
          onChange={(id) => set('team', id)}
          options={[
            { value: '', name: t`The team that receives` },
            ...props.teams.map((x) => ({ value: x.id, name: x.name })),
          ]}
          error={wrong('team_id')}
        />
      </div>
      <details className={c.more} open={!!(d.contact || d.callback || d.symptoms || d.occurred)}>
        <summary>
          <IconChevronRight size={16} aria-hidden="true" />
          <Trans>Contact, symptoms, when it happened</Trans>
        </summary>
        <div className={form.grid}>
          <div className={form.row}>
            <TextInput
              label={t`Contact`}
              placeholder={t`Number or address for this matter`}
              value={d.contact}
              onChange={(e) => set('contact', e.currentTarget.value)}
              error={wrong('contact')}
            />
            <TextInput
              label={t`How to call back`}
              placeholder={t`After 14:00, by telephone`}
              value={d.callback}
              onChange={(e) => set('callback', e.currentTarget.value)}
              error={wrong('callback')}
            />
            <TextInput
              type="datetime-local"
              label={t`Occurred`}
              value={d.occurred}
              onChange={(e) => set('occurred', e.currentTarget.value)}
              error={wrong('occurred_at')}
            />
          </div>
          <Textarea
            label={t`Symptoms`}
            description={t`In the words of the person: messages on screen, what still works.`}
            rows={3}
            value={d.symptoms}
            onChange={(e) => set('symptoms', e.currentTarget.value)}
            error={wrong('symptoms')}
          />
        </div>
      </details>
      <div className={c.tools}>
        <FileButton files={files}>
          {(open) => (
            <Button leftSection={<IconPaperclip size={16} />} onClick={open}>
              <Trans>Attach a file</Trans>
            </Button>
          )}
        </FileButton>
        <span className={c.grow} />
        {(d.title || d.description || d.requester) && (
          <Button
            onClick={() => {
              draft.clear()
              files.clear()
            }}
          >
            <Trans>Clear</Trans>
          </Button>
        )}
        <Button
          type="submit"
          variant="filled"
          loading={save.isPending}
          disabled={files.busy}
          rightSection={<Keys of="Mod+Enter" />}
        >
          <Trans>Log the incident</Trans>
        </Button>
      </div>
    </form>
  )
}
