// One conversation held two matters: the messages of the second leave for a record of
// their own. What that does is shown before, and its way back is there while nothing
// was said in it since.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { answer, client, Refusal } from '~/api/client'
import type { AnyRecord, Entry, Kind, Link, RequestType } from '~/api/types'
import { useFormat, useNow } from '~/ui/context'
import { Alert, Failure, form, Pick, useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './link.module.css'

type Other = Link['record']
type Wanted = { messages: string[]; kind: Kind; title: string; type?: RequestType }

const at = (ref: string) => ({ params: { path: { ref } } })

const splitQuery = (ref: string) =>
  queryOptions({
    queryKey: ['links', ref, 'split'],
    queryFn: ({ signal }) => answer(client.GET('/api/tickets/{ref}/split', { ...at(ref), signal })),
  })

const previewQuery = (ref: string, body: Wanted) =>
  queryOptions({
    queryKey: ['split-preview', ref, body],
    queryFn: () => answer(client.POST('/api/tickets/{ref}/split/preview', { ...at(ref), body })),
    enabled: body.messages.length > 0 && body.title.trim().length > 2,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
  })

/** Takes a split back, and says so. */
function useJoining(ref: string) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const failure = useFailure()
  return async () => {
    try {
      const back = await answer(client.POST('/api/tickets/{ref}/split/undo', at(ref)))
      say(t`The messages are back in ${back.reference}`)
      return back as Other
    } catch (error) {
      say(failure(error), { bad: true })
      return undefined
    } finally {
      for (const key of ['ticket', 'tickets', 'timeline', 'links']) void cache.invalidateQueries({ queryKey: [key] })
    }
  }
}

type Props = {
  record: AnyRecord
  entries: Entry[]
  /** the kinds that the reader may log, and their words */
  kinds: { value: Kind; name: string }[]
  types: { value: RequestType; name: string }[]
  close: () => void
  show: (record: Other) => void
}

export function SplitDialog(props: Props & { opened: boolean }) {
  const { t } = useLingui()
  const { reference } = props.record
  return (
    <Modal
      opened={props.opened}
      onClose={props.close}
      title={t`Split ${reference}`}
      size="lg"
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {props.opened && <Body {...props} />}
    </Modal>
  )
}

function Body(props: Props) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const format = useFormat()
  const now = useNow()
  const { record } = props
  const { reference } = record
  const [chosen, setChosen] = useState<string[]>([])
  const [kind, setKind] = useState<Kind>(props.kinds[0]?.value ?? record.kind)
  const [type, setType] = useState<RequestType>('information')
  const [title, setTitle] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const body: Wanted = { messages: chosen, kind, title: title.trim(), ...(kind === 'request' ? { type } : {}) }
  const [settled] = useDebouncedValue(body, 200)
  const looked = useQuery(previewQuery(reference, settled))
  const ready = chosen.length > 0 && title.trim().length > 2
  const failed = error ?? (ready ? looked.error : undefined) ?? undefined
  const wrong = (name: string) => (failed instanceof Refusal ? failed.field(name) : undefined)
  const said = props.entries.filter((e) => e.kind === 'message' && e.message?.id && !e.leaves_at && e.version !== 1)
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      const made = (await answer(client.POST('/api/tickets/{ref}/split', { ...at(reference), body }))) as Other
      for (const key of ['ticket', 'tickets', 'timeline', 'links']) void cache.invalidateQueries({ queryKey: [key] })
      const back = () => void answer(client.POST('/api/tickets/{ref}/split/undo', at(made.reference))).finally(again)
      const again = () => {
        for (const key of ['ticket', 'tickets', 'timeline', 'links']) void cache.invalidateQueries({ queryKey: [key] })
      }
      say(t`${made.reference} is split off from ${reference}`, { undo: back })
      props.close()
      props.show(made)
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const name = looked.data?.requester?.name ?? ''
  if (said.length === 0)
    return (
      <div className={form.grid}>
        <p>
          <Trans>
            Nothing but its opening message was said in {reference}. If that holds two matters, raise a record from this
            one.
          </Trans>
        </p>
        <div className={form.tools}>
          <Button onClick={props.close} data-autofocus>
            <Trans>Go back</Trans>
          </Button>
        </div>
      </div>
    )
  return (
    <form className={form.grid} onSubmit={submit}>
      {failed !== undefined && !wrong('messages') && !wrong('title') && (
        <Failure of={failed} kept={<Trans>What you chose is kept.</Trans>} />
      )}
      <fieldset className={c.leaving}>
        <legend>
          <Trans>Which messages leave?</Trans>
        </legend>
        {said.map((e, i) => {
          const m = e.message
          if (!m) return null
          return (
            <label key={m.id} className={c.leaves}>
              <input
                type="checkbox"
                checked={chosen.includes(m.id)}
                data-autofocus={i === 0 || undefined}
                onChange={(x) => {
                  setError(undefined)
                  setChosen(x.currentTarget.checked ? [...chosen, m.id] : chosen.filter((id) => id !== m.id))
                }}
              />
              <span>
                <span className={c.meta}>
                  <strong>{m.author.name}</strong>
                  <span className="num">
                    {format.date(e.at, now)} {format.time(e.at)}
                  </span>
                </span>
                <span className={c.said}>{m.text}</span>
              </span>
            </label>
          )
        })}
        {wrong('messages') && <p className={c.error}>{wrong('messages')}</p>}
      </fieldset>
      <div className={form.row}>
        <Pick label={t`What is it?`} value={kind} onChange={(k) => setKind(k as Kind)} options={props.kinds} />
        {kind === 'request' && (
          <Pick
            label={t`Of which nature?`}
            value={type}
            onChange={(x) => setType(x as RequestType)}
            options={props.types}
          />
        )}
      </div>
      <TextInput
        label={t`Title of the new record`}
        required
        withAsterisk={false}
        value={title}
        maxLength={300}
        onChange={(e) => setTitle(e.currentTarget.value)}
        error={wrong('title')}
      />
      {ready && looked.data && !looked.isError && (
        <Alert>
          <ul className={c.does}>
            <li>
              <Plural
                value={looked.data.messages}
                one={`One message leaves ${reference} for a new record of ${name}.`}
                other={`# messages leave ${reference} for a new record of ${name}.`}
              />
            </li>
            {looked.data.files > 0 && (
              <li>
                <Plural value={looked.data.files} one="Its file goes with it." other="Their # files go with them." />
              </li>
            )}
            {!looked.data.same_requester && (
              <li>
                <Trans>
                  It is {name} who wrote them: the record is theirs, and the requester of {reference} reads them no
                  more.
                </Trans>
              </li>
            )}
            <li>
              <Trans>{name} is told of the new number. Nothing that was said is sent again.</Trans>
            </li>
            <li>
              <Trans>This can be undone as long as nothing is said in the new record.</Trans>
            </li>
          </ul>
        </Alert>
      )}
      <div className={form.tools}>
        <Button onClick={props.close}>
          <Trans>Go back</Trans>
        </Button>
        <Button type="submit" variant="filled" loading={busy} disabled={!ready || looked.isError || !looked.data}>
          {t({ message: 'Split', context: 'verb' })}
        </Button>
      </div>
    </form>
  )
}

/** Above a record that was split from another, for as long as that can be undone. */
export function Separated(props: {
  record: AnyRecord
  /** its first words were said in another */
  split: boolean
  open: (record: Other) => ReactNode
  show: (record: Other) => void
}) {
  const { record } = props
  const state = useQuery({ ...splitQuery(record.reference), enabled: props.split }).data
  const join = useJoining(record.reference)
  if (!state?.from || !state.undo) return null
  return (
    <div className={c.merged}>
      <Alert
        tools={
          <Button
            size="compact-md"
            onClick={() =>
              void join().then((back) => {
                if (back) props.show(back)
              })
            }
          >
            <Trans>Undo the split</Trans>
          </Button>
        }
      >
        <Trans>Split off from {props.open(state.from as Other)}.</Trans>
      </Alert>
    </div>
  )
}
