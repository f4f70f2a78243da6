// The letters that came in and became no message: found, read, let in, put away.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Skeleton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconBan, IconFilter, IconHistory, IconMailCheck, IconTrash } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Empty, Failure, Pick, Tabs } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import { say } from '~/ui/toast'
import c from './arrival.module.css'
import { Blocks } from './Blocks'
import { Letter } from './Letter'
import {
  type Arrival,
  type ArrivalSearch,
  arrivalCountsQuery,
  arrivalsQuery,
  type State,
  useDiscard,
  useRelease,
} from './queries'

function useStates(): Record<State, { name: string; about: string }> {
  const { t } = useLingui()
  return {
    quarantined: {
      name: t`Quarantine`,
      about: t`No message could be made of these. Their bytes are kept: let them in to have them tried again.`,
    },
    held: {
      name: t`Held`,
      about: t`Too many came within an hour, from one sender or from all. Nothing is lost: let them in when you wish.`,
    },
    suspended: { name: t`Spam`, about: t`A mail server took these for spam.` },
    too_large: {
      name: t`Too large`,
      about: t`Larger than the desk keeps: they stayed where they came to. Raise the limit in the settings, then let them in.`,
    },
    blocked: { name: t`Blocked`, about: t`Of senders that the desk blocks.` },
    discarded: {
      name: t({ message: 'Put away', context: 'state' }),
      about: t`Put away by hand, or come a second time. Their bytes are kept all the same.`,
    },
  }
}

/** Why letters are in a state; a state with one reason needs no choice. */
function useReasons(state: State): { value: string; name: string }[] {
  const { t } = useLingui()
  const reasons: Partial<Record<State, { value: string; name: string }[]>> = {
    quarantined: [
      { value: 'mail.unreadable', name: t`Cannot be read` },
      { value: 'mail.too_large', name: t`Too large` },
      { value: 'mail.too_many_parts', name: t`Too many parts` },
      { value: 'mail.no_sender', name: t`No sender` },
      { value: 'mail.automatic', name: t`Automatic reply` },
      { value: 'mail.report', name: t`Delivery report of another desk` },
      { value: 'mail.failed', name: t`No message could be made of it` },
    ],
    discarded: [{ value: 'mail.again', name: t`Came twice` }],
    held: [
      { value: 'mail.too_often', name: t`Too many from one sender` },
      { value: 'mail.too_many', name: t`Too many from all` },
    ],
  }
  return reasons[state] ?? []
}

/** How many letters one act takes. */
const most = 100

export function Arrivals(props: {
  search: ArrivalSearch
  change: (search: ArrivalSearch) => void
  /** who let what in, who blocked whom */
  history: (kind: 'arrival' | 'arrival_block') => ReactNode
}) {
  const { t } = useLingui()
  const { search, change } = props
  const state = search.state ?? 'quarantined'
  const states = useStates()
  const reasons = useReasons(state)
  const counts = useQuery(arrivalCountsQuery).data
  const list = useInfiniteQuery(arrivalsQuery(search))
  const rows = list.data?.pages.flatMap((p) => p.items) ?? []
  const [typed, setTyped] = useState(search.sender ?? '')
  const ask = useDebouncedCallback((sender: string) => change({ ...search, sender: sender.trim() || undefined }), 300)
  const [open, setOpen] = useState<Arrival>()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [past, setPast] = useState(false)
  const release = useRelease()
  const discard = useDiscard()
  const count = (s: State) => {
    const n = counts && s in counts ? counts[s as keyof typeof counts] : 0
    return typeof n === 'number' && n > 0 ? (n >= 1000 ? '1000+' : String(n)) : undefined
  }
  const done = () => {
    setOpen(undefined)
    setChosen(new Set())
  }
  const letIn = async (ids: string[]) => {
    await release.mutateAsync(ids)
    done()
    say(t`Let in: each becomes a message in a moment`)
  }
  const putAway = async (ids: string[], block: boolean) => {
    await discard.mutateAsync({ ids, ...(block ? { block } : {}) })
    done()
    say(block ? t`Put away; whoever sent it is blocked` : t`Put away`)
  }
  const narrow = (next: ArrivalSearch) => {
    setTyped(next.sender ?? '')
    setChosen(new Set())
    change(next)
  }
  // What left the list meanwhile is acted on no more.
  const picked = rows.filter((r) => chosen.has(r.id)).slice(0, most)
  const able = picked.filter((r) => r.releasable).map((r) => r.id)
  const ids = picked.map((r) => r.id)
  const all = rows.length > 0 && picked.length === Math.min(rows.length, most)
  const choose = (id: string) =>
    setChosen((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  const narrowed = !!(search.reason || search.sender)
  // A failure is shown above the list, not thrown.
  const quietly = (act: Promise<void>) => void act.catch(() => {})
  return (
    <>
      <div className={c.tabs}>
        <Tabs
          label={t`State`}
          value={state}
          onChange={(s) => narrow({ state: s as State, sender: search.sender })}
          items={(Object.keys(states) as State[]).map((s) => {
            const n = count(s)
            return { value: s, name: states[s].name, ...(n ? { count: n } : {}) }
          })}
        />
      </div>
      <p className={c.about}>{states[state].about}</p>
      <search className={c.search}>
        <TextInput
          label={t`Sender`}
          type="search"
          placeholder={t`name@example.org`}
          value={typed}
          onChange={(e) => {
            setTyped(e.currentTarget.value)
            ask(e.currentTarget.value)
          }}
        />
        {reasons.length > 0 && (
          <Pick
            label={t`Why`}
            value={search.reason ?? ''}
            onChange={(reason) => narrow({ ...search, reason: reason || undefined })}
            options={[{ value: '', name: t`All reasons` }, ...reasons]}
          />
        )}
      </search>
      {list.error && <Failure of={list.error} retry={() => void list.refetch()} />}
      {release.error && <Failure of={release.error} />}
      {discard.error && <Failure of={discard.error} />}
      {list.isPending && <Skeleton height={120} />}
      {list.isSuccess && rows.length === 0 && (
        <Empty icon={IconMailCheck} title={narrowed ? t`No such letter here` : t`No letter here`}>
          {narrowed && (
            <Button onClick={() => narrow({ state })}>
              <Trans>Show all of them</Trans>
            </Button>
          )}
        </Empty>
      )}
      {rows.length > 0 && (
        <div className={c.acts} role="toolbar" aria-label={t`What to do with the chosen letters`}>
          <label className={c.check}>
            <input
              type="checkbox"
              checked={all}
              ref={(box) => {
                if (box) box.indeterminate = !all && picked.length > 0
              }}
              onChange={() => setChosen(picked.length > 0 ? new Set() : new Set(rows.slice(0, most).map((r) => r.id)))}
            />
            {picked.length > 0 ? (
              <Plural value={picked.length} one="# letter chosen" other="# letters chosen" />
            ) : (
              <Trans>Choose all that is shown</Trans>
            )}
          </label>
          {able.length > 0 && (
            <Button
              leftSection={<IconMailCheck size={16} />}
              loading={release.isPending}
              onClick={() => quietly(letIn(able))}
            >
              <Plural value={able.length} one="Let # letter in" other="Let # letters in" />
            </Button>
          )}
          {ids.length > 0 && state !== 'discarded' && (
            <Button
              leftSection={<IconTrash size={16} />}
              loading={discard.isPending}
              onClick={() => quietly(putAway(ids, false))}
            >
              <Plural value={ids.length} one="Put # letter away" other="Put # letters away" />
            </Button>
          )}
          {picked.some((r) => r.sender) && state !== 'discarded' && state !== 'blocked' && (
            <Button
              leftSection={<IconBan size={16} />}
              loading={discard.isPending}
              onClick={() => quietly(putAway(ids, true))}
            >
              <Trans>Put away and block the senders</Trans>
            </Button>
          )}
        </div>
      )}
      <ul className={c.list} aria-label={states[state].name}>
        {rows.map((r) => (
          <li key={r.id}>
            <label className={c.check}>
              <input type="checkbox" checked={chosen.has(r.id)} onChange={() => choose(r.id)} />
              <span className="sr">{t`Choose ${r.subject || r.sender}`}</span>
            </label>
            <button type="button" className={c.what} onClick={() => setOpen(r)}>
              <strong>{r.subject || t`(no subject)`}</strong>
              <small>
                {r.sender || t`no sender`}
                {r.mailbox && ` → ${r.mailbox.name}`} · <Ago at={r.kept_at} />
              </small>
              {r.reason && <small>{r.reason}</small>}
            </button>
            {r.releasable && (
              <Button
                leftSection={<IconMailCheck size={16} />}
                aria-label={t`Let in: ${r.subject}`}
                loading={release.isPending && release.variables?.length === 1 && release.variables[0] === r.id}
                onClick={() => quietly(letIn([r.id]))}
              >
                <Trans>Let in</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <p className={c.all}>
          <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
            <Trans>Show more</Trans>
          </Button>
        </p>
      )}
      {state === 'blocked' && <Blocks />}
      <p className={c.all}>
        <Button leftSection={<IconHistory size={16} />} aria-expanded={past} onClick={() => setPast(!past)}>
          <Trans>What was done here</Trans>
        </Button>
      </p>
      {past && props.history(state === 'blocked' ? 'arrival_block' : 'arrival')}
      <Modal
        opened={!!open}
        onClose={() => setOpen(undefined)}
        size="lg"
        title={open?.subject || t`(no subject)`}
        closeButtonProps={{ 'aria-label': t`Close` }}
      >
        {open && (
          <Letter of={open}>
            {open.releasable && (
              <Button
                variant="filled"
                data-autofocus
                leftSection={<IconMailCheck size={16} />}
                loading={release.isPending}
                onClick={() => quietly(letIn([open.id]))}
              >
                <Trans>Let in</Trans>
              </Button>
            )}
            {open.state !== 'discarded' && (
              <Button
                leftSection={<IconTrash size={16} />}
                loading={discard.isPending}
                onClick={() => quietly(putAway([open.id], false))}
              >
                <Trans>Put away</Trans>
              </Button>
            )}
            {open.state !== 'discarded' && open.state !== 'blocked' && open.sender && (
              <Button
                leftSection={<IconBan size={16} />}
                loading={discard.isPending}
                onClick={() => quietly(putAway([open.id], true))}
              >
                <Trans>Put away and block the sender</Trans>
              </Button>
            )}
            {open.sender && open.sender !== search.sender && (
              <Button
                leftSection={<IconFilter size={16} />}
                onClick={() => {
                  setOpen(undefined)
                  narrow({ state, sender: open.sender })
                }}
              >
                <Trans>All of this sender</Trans>
              </Button>
            )}
          </Letter>
        )}
      </Modal>
    </>
  )
}
