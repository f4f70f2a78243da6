// A record logged by an agent, for somebody who calls or stands there: what it
// is comes first, and decides what is asked.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Textarea, TextInput } from '@mantine/core'
import { IconChevronRight, IconPaperclip } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useCallback, useEffect, useRef } from 'react'
import { Refusal } from '~/api/client'
import type { AnyRecord, Attachment, Channel, Kind, Level, Person, RequestType, Team } from '~/api/types'
import { useFormKey } from '~/ui/actions'
import { useFormat } from '~/ui/context'
import { useDraft } from '~/ui/draft'
import { FileButton, FileChips, useFiles } from '~/ui/files'
import { Failure, form, Keys, Pick } from '~/ui/parts'
import c from './CreateForm.module.css'
import type { Custom } from './custom'
import { kinds, requestTypes, resolutionCodes } from './kinds'
import { usePriority } from './priority'
import { create, ticketKeys } from './queries'
import { kindIcons, levels, PriorityMark, useWords } from './vocabulary'

type Draft = {
  kind: Kind
  type: RequestType
  justification: string
  requester: Person | null
  channel: Channel
  title: string
  description: string
  impact: Level
  urgency: Level
  team: string
  category: string
  contact: string
  callback: string
  symptoms: string
  occurred: string
  files: Attachment[]
  fields?: Record<string, unknown>
  /** answered and closed while it is logged */
  solved?: boolean
  answer?: string
  code?: string
}

const empty: Draft = {
  kind: 'incident',
  type: 'information',
  justification: '',
  requester: null,
  channel: 'phone',
  title: '',
  description: '',
  impact: 3,
  urgency: 2,
  team: '',
  category: '',
  contact: '',
  callback: '',
  symptoms: '',
  occurred: '',
  files: [],
}

export function CreateForm(props: {
  teams: Team[]
  /** the kinds that the reader may log */
  kinds: Kind[]
  /** the kind that the address asks for */
  start?: Kind
  done: (record: AnyRecord) => void
  requester: (value: Person | null, set: (p: Person | null) => void, error?: string) => ReactNode
  aside: (requester: Person | null) => ReactNode
  /** the field of the category, of another feature; nothing where the desk has none */
  category: (kind: Kind, value: string, set: (id: string) => void, error?: string) => ReactNode
  custom: Custom
}) {
  const { t } = useLingui()
  const words = useWords()
  const format = useFormat()
  const cache = useQueryClient()
  const draft = useDraft('record.new', empty)
  const d = draft.value
  const kind = props.kinds.includes(d.kind) ? d.kind : (props.kinds[0] ?? 'incident')
  const put = draft.set
  const solved = kind !== 'change' && !!d.solved
  const keepFiles = useCallback((sent: Attachment[]) => put((b) => ({ ...b, files: sent })), [put])
  const files = useFiles(d.files, keepFiles)
  const { start } = props
  useEffect(() => {
    if (start) put((b) => ({ ...b, kind: start }))
  }, [start, put])
  const formElement = useRef<HTMLFormElement>(null)
  const submits = useFormKey()
  const save = useMutation({
    mutationFn: () =>
      create(kind, {
        title: d.title.trim(),
        description: d.description.trim(),
        impact: d.impact,
        urgency: d.urgency,
        channel: d.channel,
        ...(kind === 'request' ? { type: d.type } : {}),
        ...(kind === 'change' && d.justification.trim() ? { justification: d.justification.trim() } : {}),
        ...(d.requester ? { requester_id: d.requester.id } : {}),
        ...(d.team ? { team_id: d.team } : {}),
        ...(d.category ? { category_id: d.category } : {}),
        ...(kind !== 'change' && d.contact.trim() ? { contact: d.contact.trim() } : {}),
        ...(kind !== 'change' && d.callback.trim() ? { callback: d.callback.trim() } : {}),
        ...(kind === 'incident' && d.symptoms.trim() ? { symptoms: d.symptoms.trim() } : {}),
        ...(kind === 'incident' && d.occurred ? { occurred_at: format.instant(d.occurred) } : {}),
        ...(files.ids.length > 0 ? { attachment_ids: files.ids } : {}),
        ...props.custom.given(kind, d.category, d.fields ?? {}),
        ...(solved
          ? {
              solution: {
                text: (d.answer ?? '').trim(),
                close: true,
                ...(kind === 'incident' ? { code: d.code ?? 'explained' } : {}),
              },
            }
          : {}),
      }),
    onSuccess: (record) => {
      draft.clear()
      cache.setQueryData(ticketKeys.record(record.reference), record)
      void cache.invalidateQueries({ queryKey: ticketKeys.lists })
      props.done(record)
    },
  })
  const priority = usePriority()(d.impact, d.urgency)
  const set = <K extends keyof Draft>(key: K, value: Draft[K]) => put((b) => ({ ...b, [key]: value }))
  const setField = (id: string, value: unknown) => put((b) => ({ ...b, fields: { ...b.fields, [id]: value } }))
  const wrong = (name: string) => (save.error instanceof Refusal ? save.error.field(name) : undefined)
  const submit = (e?: FormEvent) => {
    e?.preventDefault()
    if (!files.busy && !save.isPending) save.mutate()
  }
  const impacts = levels.map((l) => ({ value: String(l), name: words.impact(l) }))
  const urgencies = levels.map((l) => ({ value: String(l), name: words.urgency(l) }))

  const team = (
    <Pick
      label={t`Team`}
      value={d.team}
      onChange={(id) => set('team', id)}
      options={[
        { value: '', name: t({ message: 'By default', context: 'team' }) },
        ...props.teams.map((x) => ({ value: x.id, name: x.name })),
      ]}
      error={wrong('team_id')}
    />
  )

  return (
    <form
      ref={formElement}
      className={c.form}
      onSubmit={submit}
      onKeyDown={(e) => {
        if (!submits.is(e)) return
        e.preventDefault()
        formElement.current?.requestSubmit()
      }}
    >
      {save.error && <Failure of={save.error} kept={<Trans>What you typed is kept.</Trans>} />}
      <div className={c.what}>
        <fieldset className={c.kinds}>
          <legend>
            <Trans>What is it?</Trans>
          </legend>
          {kinds
            .filter((k) => props.kinds.includes(k))
            .map((k) => {
              const Glyph = kindIcons[k]
              return (
                <label key={k} className={c.kind}>
                  <input
                    type="radio"
                    name="kind"
                    value={k}
                    checked={k === kind}
                    onChange={() => set('kind', k)}
                    // biome-ignore lint/a11y/noAutofocus: the page was opened to fill this in
                    autoFocus={!start && k === kind}
                  />
                  <Glyph size={18} aria-hidden="true" />
                  {words.kind(k)}
                </label>
              )
            })}
        </fieldset>
        {kind === 'request' && (
          <Pick
            label={t`Of which nature?`}
            value={d.type}
            onChange={(type) => set('type', type as RequestType)}
            options={requestTypes.map((type) => ({ value: type, name: words.type(type) }))}
            error={wrong('type')}
          />
        )}
      </div>
      <div className={form.row}>
        {props.requester(d.requester, (p) => set('requester', p), wrong('requester_id'))}
        {kind !== 'change' && (
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
        )}
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
        rows={kind === 'change' ? 4 : 6}
        value={d.description}
        onChange={(e) => set('description', e.currentTarget.value)}
        error={wrong('description')}
        {...files.field}
      />
      <FileChips files={files} />
      {kind === 'change' && (
        <Textarea
          label={words.field('justification')}
          rows={3}
          value={d.justification}
          onChange={(e) => set('justification', e.currentTarget.value)}
          error={wrong('justification')}
        />
      )}
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
          {priority !== undefined && <PriorityMark priority={priority} long />}
        </div>
        {kind === 'change' && team}
      </div>
      {props.category(
        kind,
        d.category,
        (id) => set('category', id),
        wrong('category_id') ?? wrong('closing_category_id'),
      )}
      {props.custom.form(kind, d.category, d.fields ?? {}, setField, wrong)}
      {kind !== 'change' && (
        <details className={c.more} open={!!(d.contact || d.team || d.callback || d.symptoms || d.occurred)}>
          <summary>
            <IconChevronRight size={16} aria-hidden="true" />
            {kind === 'incident' ? (
              <Trans>Team, contact, symptoms, when it happened</Trans>
            ) : (
              <Trans>Team, how to reach them</Trans>
            )}
          </summary>
          <div className={form.grid}>
            <div className={form.row}>
              {team}
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
              {kind === 'incident' && (
                <TextInput
                  type="datetime-local"
                  label={t`Occurred`}
                  value={d.occurred}
                  onChange={(e) => set('occurred', e.currentTarget.value)}
                  error={wrong('occurred_at')}
                />
              )}
            </div>
            {kind === 'incident' && (
              <Textarea
                label={t`Symptoms`}
                description={t`In the words of the person: messages on screen, what still works.`}
                rows={3}
                value={d.symptoms}
                onChange={(e) => set('symptoms', e.currentTarget.value)}
                error={wrong('symptoms')}
              />
            )}
          </div>
        </details>
      )}
      {kind !== 'change' && (
        <div className={form.grid}>
          <label className={c.solved}>
            <input type="checkbox" checked={solved} onChange={(e) => set('solved', e.currentTarget.checked)} />
            <span>
              <Trans>Answer and close at once</Trans>
              <small>
                <Trans>They are still there, and the answer is known.</Trans>
              </small>
            </span>
          </label>
          {solved && (
            <>
              <Textarea
                label={t`Answer`}
                description={t`The requester reads it; it is what the record ends with.`}
                rows={4}
                required
                withAsterisk={false}
                value={d.answer ?? ''}
                onChange={(e) => set('answer', e.currentTarget.value)}
                error={wrong('solution.text')}
                autoFocus
              />
              {kind === 'incident' && (
                <Pick
                  label={t`Code`}
                  value={d.code ?? 'explained'}
                  onChange={(code) => set('code', code)}
                  options={resolutionCodes.map((x) => ({ value: x, name: words.code(x) }))}
                />
              )}
            </>
          )}
        </div>
      )}
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
          rightSection={<Keys of={submits.key} />}
        >
          {solved ? (
            <Trans>Log, answer and close</Trans>
          ) : kind === 'incident' ? (
            <Trans>Log the incident</Trans>
          ) : kind === 'request' ? (
            <Trans>Log the request</Trans>
          ) : (
            <Trans>Register the change</Trans>
          )}
        </Button>
      </div>
    </form>
  )
}
