// The letters that came in and became no message: read, let in, put away.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Skeleton } from '@mantine/core'
import { IconBan, IconDownload, IconMailCheck, IconMailOff, IconTrash } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useFormat } from '~/ui/context'
import { Empty, Failure, Tabs } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import { say } from '~/ui/toast'
import c from './arrival.module.css'
import {
  type Arrival,
  arrivalCountsQuery,
  arrivalQuery,
  arrivalsQuery,
  blocksQuery,
  type State,
  useDiscard,
  useRelease,
  useUnblock,
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
      about: t`Larger than the program reads: they stayed in the mailbox, marked with a flag.`,
    },
    blocked: { name: t`Blocked`, about: t`Of senders that the desk blocks.` },
    discarded: {
      name: t({ message: 'Put away', context: 'state' }),
      about: t`Put away by hand. Their bytes are kept all the same.`,
    },
  }
}

export function Arrivals(props: {
  state: State
  change: (state: State) => void
  /** who blocked and unblocked whom */
  history: ReactNode
}) {
  const { t } = useLingui()
  const { state } = props
  const states = useStates()
  const counts = useQuery(arrivalCountsQuery).data
  const list = useInfiniteQuery(arrivalsQuery(state))
  const rows = list.data?.pages.flatMap((p) => p.items) ?? []
  const [open, setOpen] = useState<Arrival>()
  const release = useRelease()
  const discard = useDiscard()
  const count = (s: State) => {
    const n = counts && s in counts ? counts[s as keyof typeof counts] : 0
    return typeof n === 'number' && n > 0 ? (n >= 1000 ? '1000+' : String(n)) : undefined
  }
  const letIn = (ids: string[]) =>
    release.mutate(ids, {
      onSuccess: () => {
        setOpen(undefined)
        say(t`Let in: each becomes a message in a moment`)
      },
    })
  const putAway = (ids: string[], block: boolean) =>
    discard.mutate(
      { ids, ...(block ? { block } : {}) },
      {
        onSuccess: () => {
          setOpen(undefined)
          say(block ? t`Put away; the sender is blocked` : t`Put away`)
        },
      },
    )
  const able = rows.filter((r) => r.releasable).slice(0, 100)
  return (
    <>
      <div className={c.tabs}>
        <Tabs
          label={t`State`}
          value={state}
          onChange={(s) => props.change(s as State)}
          items={(Object.keys(states) as State[]).map((s) => {
            const n = count(s)
            return { value: s, name: states[s].name, ...(n ? { count: n } : {}) }
          })}
        />
      </div>
      <p className={c.about}>{states[state].about}</p>
      {list.error && <Failure of={list.error} retry={() => void list.refetch()} />}
      {release.error && <Failure of={release.error} />}
      {discard.error && <Failure of={discard.error} />}
      {list.isPending && <Skeleton height={120} />}
      {list.isSuccess && rows.length === 0 && <Empty icon={IconMailCheck} title={t`No letter here`} />}
      {able.length > 1 && (
        <p className={c.all}>
          <Button
            leftSection={<IconMailCheck size={16} />}
            loading={release.isPending}
            onClick={() => letIn(able.map((r) => r.id))}
          >
            <Plural value={able.length} one="Let # letter in" other="Let all # letters in" />
          </Button>
        </p>
      )}
      <ul className={c.list} aria-label={states[state].name}>
        {rows.map((r) => (
          <li key={r.id}>
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
                onClick={() => letIn([r.id])}
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
      {state === 'blocked' && props.history}
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
              <>
                <Button
                  variant="filled"
                  data-autofocus
                  leftSection={<IconMailCheck size={16} />}
                  loading={release.isPending}
                  onClick={() => letIn([open.id])}
                >
                  <Trans>Let in</Trans>
                </Button>
                {open.state !== 'discarded' && (
                  <Button
                    leftSection={<IconTrash size={16} />}
                    loading={discard.isPending}
                    onClick={() => putAway([open.id], false)}
                  >
                    <Trans>Put away</Trans>
                  </Button>
                )}
                {open.state !== 'discarded' && open.state !== 'blocked' && open.sender && (
                  <Button
                    leftSection={<IconBan size={16} />}
                    loading={discard.isPending}
                    onClick={() => putAway([open.id], true)}
                  >
                    <Trans>Put away and block the sender</Trans>
                  </Button>
                )}
              </>
            )}
          </Letter>
        )}
      </Modal>
    </>
  )
}

function Letter(props: { of: Arrival; children: ReactNode }) {
  const { t } = useLingui()
  const format = useFormat()
  const { of } = props
  const whole = useQuery(arrivalQuery(of.id))
  const files = whole.data?.files.join(', ')
  return (
    <div className={c.letter}>
      <dl className="pairs">
        <div>
          <dt>
            <Trans>From</Trans>
          </dt>
          <dd>{of.sender || t`no sender`}</dd>
        </div>
        <div>
          <dt>
            <Trans>Came</Trans>
          </dt>
          <dd>
            {format.full(of.kept_at)} · {format.bytes(of.size)}
          </dd>
        </div>
        {of.reason && (
          <div>
            <dt>
              <Trans>Why</Trans>
            </dt>
            <dd>{of.reason}</dd>
          </div>
        )}
        {files && (
          <div>
            <dt>
              <Trans>Files</Trans>
            </dt>
            <dd>{files}</dd>
          </div>
        )}
      </dl>
      {whole.error && <Failure of={whole.error} retry={() => void whole.refetch()} />}
      {whole.isPending && <Skeleton height={80} />}
      {whole.data?.text && (
        <section className={c.text} aria-label={t`What it says`} tabIndex={0}>
          {whole.data.text}
        </section>
      )}
      <div className={c.tools}>
        {props.children}
        {of.state !== 'too_large' && (
          <Button component="a" href={`/api/arrivals/${of.id}/bytes`} download leftSection={<IconDownload size={16} />}>
            <Trans>Original</Trans>
          </Button>
        )}
      </div>
    </div>
  )
}

function Blocks() {
  const { t } = useLingui()
  const blocks = useQuery(blocksQuery)
  const unblock = useUnblock()
  return (
    <section>
      <h2 className={c.title}>
        <Trans>Blocked senders</Trans>
      </h2>
      {blocks.error && <Failure of={blocks.error} retry={() => void blocks.refetch()} />}
      {unblock.error && <Failure of={unblock.error} />}
      {blocks.data?.length === 0 && <Empty icon={IconMailOff} title={t`Nobody is blocked`} />}
      <ul className={c.list} aria-label={t`Blocked senders`}>
        {blocks.data?.map((b) => (
          <li key={b.id}>
            <span className={c.what}>
              <strong>{b.address}</strong>
              <small>
                <Trans>blocked</Trans> <Ago at={b.created_at} />
              </small>
            </span>
            <Button
              aria-label={t`Unblock ${b.address}`}
              loading={unblock.isPending && unblock.variables === b.id}
              onClick={() => unblock.mutate(b.id, { onSuccess: () => say(t`No longer blocked`) })}
            >
              <Trans>Unblock</Trans>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
