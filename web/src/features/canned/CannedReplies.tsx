// Answers that are written once and given often: the list, and one of them.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Skeleton, Textarea, TextInput } from '@mantine/core'
import { IconArrowNarrowRight, IconMessage2Plus, IconMessages, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { Refusal } from '~/api/client'
import type { Canned, CannedChange, Named } from '~/api/types'
import { Chip, Empty, Failure, form, Pick } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import { say } from '~/ui/toast'
import c from './canned.module.css'
import { cannedHistoryQuery, cannedQuery, useSaveCanned } from './queries'

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

export function CannedReplies(props: { teams: Named[]; manages: boolean; agent: boolean }) {
  const { t } = useLingui()
  const list = useQuery(cannedQuery)
  const [open, setOpen] = useState<Canned | 'new'>()
  const [typed, setTyped] = useState('')
  const words = fold(typed).split(/\s+/).filter(Boolean)
  const shown = list.data?.filter((r) =>
    words.every((w) => fold(`${r.name} ${r.shortcut} ${r.text_fr} ${r.text_en}`).includes(w)),
  )
  return (
    <>
      <div className={c.head}>
        <h1>
          <Trans>Canned replies</Trans>
        </h1>
        <Button variant="filled" leftSection={<IconMessage2Plus size={16} />} onClick={() => setOpen('new')}>
          <Trans>Write a canned reply</Trans>
        </Button>
      </div>
      <p className={c.lead}>
        <Trans>Type / in a reply or a note to insert one; names and references fill themselves in.</Trans>
      </p>
      {list.error && <Failure of={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Skeleton height={160} />}
      {list.data?.length === 0 && (
        <Empty icon={IconMessages} title={<Trans>No canned reply yet</Trans>}>
          <Trans>Write the answer you give most often: it is then two keys away.</Trans>
        </Empty>
      )}
      {list.data && list.data.length > 0 && (
        <>
          <TextInput
            className={c.search}
            aria-label={t`Search the canned replies`}
            placeholder={t`Search the canned replies`}
            leftSection={<IconSearch size={16} />}
            value={typed}
            onChange={(e) => setTyped(e.currentTarget.value)}
          />
          <ul className={c.list}>
            {shown?.map((r) => (
              <li key={r.id} data-off={!r.active || undefined}>
                <button type="button" onClick={() => setOpen(r)}>
                  <span className={c.name}>
                    <strong>{r.name}</strong>
                    {r.shortcut && <kbd>/{r.shortcut}</kbd>}
                    <Whose reply={r} />
                    {!r.active && (
                      <Chip tone="outline">
                        <Trans context="canned reply">Retired</Trans>
                      </Chip>
                    )}
                  </span>
                  <span className={c.text} lang={r.text_fr ? 'fr' : 'en'}>
                    <Filled text={r.text_fr || r.text_en} />
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {shown?.length === 0 && (
            <p className={c.lead}>
              <Trans>No canned reply has these words.</Trans>
            </p>
          )}
        </>
      )}
      {open && (
        <Edit
          key={open === 'new' ? 'new' : open.id}
          reply={open === 'new' ? undefined : open}
          close={() => setOpen(undefined)}
          {...props}
        />
      )}
    </>
  )
}

/** What fills itself in, as who writes a reply calls it. */
function useVariables(): Record<string, string> {
  const { t } = useLingui()
  return {
    'requester.name': t`requester’s name`,
    reference: t`reference`,
    title: t`title`,
    state: t`state`,
    'agent.name': t`your name`,
    'team.name': t`team`,
    'desk.name': t`name of the desk`,
  }
}

/** A text with the names of what fills itself in, in place of its code. */
function Filled({ text }: { text: string }) {
  const names = useVariables()
  return text.split(/\{\{\s*([a-z.]+)\s*\}\}/).map((part, i) =>
    i % 2 === 0 || !names[part] ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text, in their order
      <span key={i} className={c.variable}>
        {names[part]}
      </span>
    ),
  )
}

function Whose({ reply }: { reply: Canned }) {
  return (
    <span className={c.whose}>
      {reply.reach === 'shared' ? (
        <Trans>The whole desk</Trans>
      ) : reply.reach === 'team' ? (
        reply.team?.name
      ) : (
        <Trans>Mine</Trans>
      )}
    </span>
  )
}

type Given = { name: string; shortcut: string; whose: string; text_fr: string; text_en: string }

function Edit(props: {
  reply: Canned | undefined
  teams: Named[]
  manages: boolean
  agent: boolean
  close: () => void
}) {
  const { t } = useLingui()
  const { reply } = props
  const save = useSaveCanned(reply)
  const [given, setGiven] = useState<Given>({
    name: reply?.name ?? '',
    shortcut: reply?.shortcut ?? '',
    whose: reply ? (reply.team?.id ?? reply.reach) : props.agent ? 'personal' : 'shared',
    text_fr: reply?.text_fr ?? '',
    text_en: reply?.text_en ?? '',
  })
  const locked = reply !== undefined && !reply.editable
  const wrong = (name: string) => (save.error instanceof Refusal ? save.error.field(name) : undefined)
  const told = ['name', 'shortcut', 'text_fr', 'text_en', 'team_id', 'reach'].some(wrong)
  const teams = [
    ...props.teams,
    ...(reply?.team && !props.teams.some((x) => x.id === reply.team?.id) ? [reply.team] : []),
  ]
  const whose = [
    ...(props.agent ? [{ value: 'personal', name: t`Mine` }] : []),
    ...teams.map((x) => ({ value: x.id, name: x.name })),
    ...(props.manages || given.whose === 'shared' ? [{ value: 'shared', name: t`The whole desk` }] : []),
  ]
  const put = (part: Partial<Given>) => setGiven((g) => ({ ...g, ...part }))
  const variables = useVariables()
  const texts = { text_fr: useRef<HTMLTextAreaElement>(null), text_en: useRef<HTMLTextAreaElement>(null) }
  const [into, setInto] = useState<'text_fr' | 'text_en'>('text_fr')
  const insert = (variable: string) => {
    const field = texts[into].current
    if (!field) return
    field.focus()
    // As if it were typed: where one writes, and it can be undone there.
    field.setRangeText(`{{${variable}}}`, field.selectionStart, field.selectionEnd, 'end')
    put({ [into]: field.value })
  }
  const send = (change: CannedChange, words: string) =>
    save.mutate(change, {
      onSuccess: () => {
        say(words)
        props.close()
      },
    })
  const reach = (w: string): CannedChange =>
    w === 'personal' || w === 'shared' ? { reach: w } : { reach: 'team', team_id: w }
  return (
    <Modal
      opened
      size="lg"
      onClose={props.close}
      title={reply ? reply.name : t`Write a canned reply`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <form
        className={form.grid}
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          const { whose: w, ...texts } = given
          send({ ...texts, ...reach(w) }, t`Saved`)
        }}
      >
        {save.error && !told && <Failure of={save.error} kept={<Trans>What you typed is kept.</Trans>} />}
        {locked && (
          <p className={c.lead}>
            <Trans>An administrator looks after the replies of the whole desk.</Trans>
          </p>
        )}
        <fieldset disabled={locked} className={c.fields}>
          <div className={form.row}>
            <TextInput
              label={t`Name`}
              data-autofocus
              value={given.name}
              onChange={(e) => put({ name: e.currentTarget.value })}
              error={wrong('name')}
            />
            <TextInput
              label={t`Shortcut`}
              placeholder={t`Typed after the slash`}
              value={given.shortcut}
              onChange={(e) => put({ shortcut: e.currentTarget.value })}
              error={wrong('shortcut')}
            />
          </div>
          <Pick
            label={t`For`}
            value={given.whose}
            onChange={(w) => put({ whose: w })}
            options={whose}
            error={wrong('team_id') ?? wrong('reach')}
          />
          <Textarea
            label={t`Text in French`}
            ref={texts.text_fr}
            onFocus={() => setInto('text_fr')}
            autosize
            minRows={4}
            maxRows={12}
            value={given.text_fr}
            onChange={(e) => put({ text_fr: e.currentTarget.value })}
            error={wrong('text_fr')}
          />
          <Textarea
            label={t`Text in English`}
            ref={texts.text_en}
            onFocus={() => setInto('text_en')}
            description={t`The requester’s language decides; where one is missing, the other is used.`}
            autosize
            minRows={4}
            maxRows={12}
            value={given.text_en}
            onChange={(e) => put({ text_en: e.currentTarget.value })}
            error={wrong('text_en')}
          />
          <p className={c.variables}>
            <Trans>Insert what fills itself in:</Trans>{' '}
            {Object.entries(variables).map(([v, name]) => (
              <Button
                key={v}
                size="compact-md"
                title={`{{${v}}}`}
                onMouseDown={(e) => e.preventDefault()}
                onClick={() => insert(v)}
              >
                {name}
              </Button>
            ))}
          </p>
        </fieldset>
        {!locked && (
          <div className={form.tools}>
            {reply && (
              <Button
                variant="subtle"
                onClick={() =>
                  send({ active: !reply.active }, reply.active ? t`Retired: it is offered no more` : t`Offered again`)
                }
              >
                {reply.active ? <Trans context="canned reply">Retire</Trans> : <Trans>Offer again</Trans>}
              </Button>
            )}
            <span className={c.grow} />
            <Button onClick={props.close}>
              <Trans>Go back</Trans>
            </Button>
            <Button type="submit" variant="filled" loading={save.isPending}>
              <Trans>Save</Trans>
            </Button>
          </div>
        )}
      </form>
      {reply && <History reply={reply} />}
    </Modal>
  )
}

function History({ reply }: { reply: Canned }) {
  const { t } = useLingui()
  const history = useQuery(cannedHistoryQuery(reply.id))
  const names: Record<string, string> = {
    name: t`Name`,
    shortcut: t`Shortcut`,
    reach: t`For`,
    text_fr: t`Text in French`,
    text_en: t`Text in English`,
    active: t`Offered`,
  }
  const reaches: Record<string, string> = { personal: t`Mine`, team: t`A team`, shared: t`The whole desk` }
  const word = (field: string, v: unknown) =>
    v === true ? t`yes` : v === false ? t`no` : field === 'reach' ? (reaches[String(v)] ?? '') : String(v ?? '')
  return (
    <section className={c.history}>
      <h2>
        <Trans>History</Trans>
      </h2>
      {history.error && <Failure of={history.error} retry={() => void history.refetch()} />}
      <ol>
        {history.data?.map((a) => (
          <li key={a.version}>
            <p>
              <strong>{a.version === 1 ? t`Created` : t`Changed`}</strong> · {a.actor?.name || t`the program`} ·{' '}
              <Ago at={a.at} />
            </p>
            <dl className="pairs">
              {a.changes
                .filter((x) => names[x.field])
                .map((x) => (
                  <div key={x.field}>
                    <dt>{names[x.field]}</dt>
                    <dd>
                      {word(x.field, x.old) && (
                        <>
                          <del>{word(x.field, x.old)}</del> <IconArrowNarrowRight
                            size={14}
                            aria-label={t`becomes`}
                          />{' '}
                        </>
                      )}
                      <ins>{word(x.field, x.new) || t`nothing`}</ins>
                    </dd>
                  </div>
                ))}
            </dl>
          </li>
        ))}
      </ol>
    </section>
  )
}
