// What one change would do to each chosen record, before it is made; how far it is
// while it runs, and its way back after.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useCallback, useState } from 'react'
import type { BulkChange, Effect, Row } from '~/api/types'
import { Alert, Failure, form, useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './Bulk.module.css'
import { having, make, takeBack } from './bulk'
import { ticketKeys } from './queries'
import { useWords } from './vocabulary'

/** What one change would do to each record, not made yet. */
export type Looked = { title: string; change: BulkChange; rows: Row[]; effects: Effect[] }

export function Preview(props: { looked: Looked | undefined; close: () => void; done: () => void }) {
  const { t } = useLingui()
  const { looked } = props
  const [busy, setBusy] = useState(false)
  return (
    <Modal
      opened={!!looked}
      onClose={busy ? () => {} : props.close}
      withCloseButton={!busy}
      title={looked?.title}
      size="lg"
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {looked && <Effects {...props} looked={looked} busy={busy} setBusy={setBusy} />}
    </Modal>
  )
}

const shownMost = 50

function Effects(props: {
  looked: Looked
  close: () => void
  done: () => void
  busy: boolean
  setBusy: (busy: boolean) => void
}) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const failure = useFailure()
  const { looked, busy, setBusy } = props
  const [part, setPart] = useState(0)
  const [error, setError] = useState<unknown>()
  const changed = having(looked.effects, 'changed')
  const same = having(looked.effects, 'same')
  const refused = having(looked.effects, 'refused')

  const settle = useCallback(() => {
    void cache.invalidateQueries({ queryKey: ticketKeys.lists })
    void cache.invalidateQueries({ queryKey: ticketKeys.records })
    void cache.invalidateQueries({ queryKey: ['timeline'] })
  }, [cache])
  const back = async (acts: string[]) => {
    try {
      const effects = await takeBack(acts)
      const kept = having(effects, 'refused').length
      const restored = having(effects, 'changed').length
      say(kept === 0 ? t`Taken back: ${restored}` : t`Taken back: ${restored}; changed since and left: ${kept}`)
    } catch (failed) {
      say(failure(failed), { bad: true })
    } finally {
      settle()
    }
  }
  const apply = async () => {
    setBusy(true)
    setError(undefined)
    try {
      // Those that refuse it now are asked again: what stands in the way may be gone.
      const { acts, effects } = await make(looked.rows, looked.change, setPart)
      const done = having(effects, 'changed').length
      const no = having(effects, 'refused').length
      const words = no === 0 ? t`Changed: ${done}` : t`Changed: ${done}; refused: ${no}`
      say(words, acts.length > 0 ? { undo: () => void back(acts) } : undefined)
      props.close()
      props.done()
    } catch (failed) {
      setError(failed)
    } finally {
      setBusy(false)
      settle()
    }
  }
  const percent = Math.round(part * 100)
  return (
    <div className={form.grid}>
      {error !== undefined && <Failure of={error} kept={<Trans>What was changed before stays changed.</Trans>} />}
      {changed.length > 0 ? (
        <Group of={changed} title={<Plural value={changed.length} one="# record changes" other="# records change" />} />
      ) : (
        <Alert tone="amber">
          <Trans>This changes none of the chosen records.</Trans>
        </Alert>
      )}
      {refused.length > 0 && (
        <Group
          of={refused}
          title={<Plural value={refused.length} one="# record refuses it" other="# records refuse it" />}
        />
      )}
      {same.length > 0 && (
        <p className={c.same}>
          <Plural value={same.length} one="# record is so already." other="# records are so already." />
        </p>
      )}
      {busy && (
        <div className={c.progress}>
          <progress max={100} value={percent} aria-label={t`Progress`} /> <span className="num">{percent} %</span>
        </div>
      )}
      <div className={form.tools}>
        <Button onClick={props.close} disabled={busy}>
          <Trans>Go back</Trans>
        </Button>
        <Button
          variant="filled"
          loading={busy}
          disabled={changed.length === 0}
          onClick={() => void apply()}
          data-autofocus
        >
          <Plural value={changed.length} one="Change # record" other="Change # records" />
        </Button>
      </div>
    </div>
  )
}

function Group({ of, title }: { of: Effect[]; title: ReactNode }) {
  const words = useWords()
  const { t } = useLingui()
  const more = of.length - shownMost
  return (
    <section className={c.group}>
      <h3>{title}</h3>
      <ul tabIndex={0} aria-label={t`Records`}>
        {of.slice(0, shownMost).map((e) => (
          <li key={e.id}>
            <span className={c.ref}>{e.record?.reference ?? '–'}</span>
            <span className={c.title}>{e.record?.title ?? ''}</span>
            <span className={c.what}>
              {e.outcome === 'refused'
                ? e.message
                : e.changes.map((ch) => {
                    const told = words.change(ch, e.record?.kind)
                    return (
                      <span key={ch.field} className={c.change}>
                        {told.name} {told.old || '–'} <IconArrowRight size={12} aria-label={t`becomes`} />{' '}
                        {told.new || '–'}
                      </span>
                    )
                  })}
            </span>
          </li>
        ))}
        {more > 0 && (
          <li>
            <Plural value={more} one="and # more" other="and # more" />
          </li>
        )}
      </ul>
    </section>
  )
}
