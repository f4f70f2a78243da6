// Who else is at this record, and whether they write. Never what.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconPencil } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { answer, client } from '~/api/client'
import { presenceKey } from '~/api/keys'
import { useTopics } from '~/api/live'
import type { Present } from '~/api/types'
import { Avatar } from '~/ui/parts'
import c from './presence.module.css'

/** A sign of presence holds 45 seconds; a writer who stops for a while reads. */
const renewed = 20_000
const pause = 8_000

const screen = crypto.randomUUID().slice(0, 8)

export type Presence = { others: Present[]; wrote: () => void; stopped: () => void }

/** Tells that one is here for as long as the record is on screen, and hears who else is. */
export function usePresence(ref: string, id: string, on: boolean): Presence {
  const cache = useQueryClient()
  const doing = useRef<'reading' | 'writing'>('reading')
  const timer = useRef<number>(undefined)
  const tell = useCallback(
    (now: 'reading' | 'writing' | 'gone') =>
      void fetch(`/api/tickets/${encodeURIComponent(ref)}/presence`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({ screen, doing: now }),
        keepalive: now === 'gone',
      }).catch(() => {}),
    [ref],
  )
  useTopics(on ? `presence:${id}` : '')
  const others = useQuery({
    queryKey: presenceKey(id),
    enabled: on,
    queryFn: async ({ signal }) => {
      const page = await answer(client.GET('/api/tickets/{ref}/presence', { params: { path: { ref } }, signal }))
      return page.items as Present[]
    },
    // Somebody whose screen fell silent goes without a hint.
    refetchInterval: (q) => (q.state.data?.length ? renewed : false),
    staleTime: 5_000,
    retry: false,
  }).data

  useEffect(() => {
    if (!on) return
    const seen = () => {
      if (document.visibilityState === 'visible') tell(doing.current)
    }
    const change = () => (document.visibilityState === 'visible' ? tell(doing.current) : tell('gone'))
    const leave = () => tell('gone')
    seen()
    const again = window.setInterval(seen, renewed)
    document.addEventListener('visibilitychange', change)
    window.addEventListener('pagehide', leave)
    return () => {
      window.clearInterval(again)
      window.clearTimeout(timer.current)
      document.removeEventListener('visibilitychange', change)
      window.removeEventListener('pagehide', leave)
      doing.current = 'reading'
      tell('gone')
      void cache.removeQueries({ queryKey: presenceKey(id) })
    }
  }, [on, tell, id, cache])

  const is = useCallback(
    (now: 'reading' | 'writing') => {
      if (!on) return
      window.clearTimeout(timer.current)
      if (now === 'writing') timer.current = window.setTimeout(() => is('reading'), pause)
      if (doing.current === now) return
      doing.current = now
      tell(now)
    },
    [on, tell],
  )
  const wrote = useCallback(() => is('writing'), [is])
  const stopped = useCallback(() => is('reading'), [is])
  return { others: others ?? none, wrote, stopped }
}

const none: Present[] = []

/** In the head of the record: their initials, and what they do in words. */
export function Others({ of }: { of: Present[] }) {
  const { t } = useLingui()
  if (of.length === 0) return null
  const writes = of.find((p) => p.doing === 'writing')
  const first = writes ?? of[0]
  const name = first?.person.name ?? ''
  const more = of.length - 1
  const all = of
    .map((p) => {
      const { name } = p.person
      return p.doing === 'writing' ? t`${name} is writing` : t`${name} is reading`
    })
    .join(', ')
  return (
    <span className={c.others} title={all} role="status">
      <span className={c.faces} aria-hidden="true">
        {of.slice(0, 3).map((p) => (
          <Avatar key={p.person.id} name={p.person.name} size={24} />
        ))}
      </span>
      <span className={c.words}>
        {writes ? <Trans>{name} is writing</Trans> : <Trans>{name} is reading too</Trans>}
        {more > 0 && (
          <>
            , <Plural value={more} one="# other here" other="# others here" />
          </>
        )}
      </span>
    </span>
  )
}

/** Beside the composer: who writes at this moment. */
export function Writers({ of }: { of: Present[] }) {
  const writers = of.filter((p) => p.doing === 'writing')
  const [first] = writers
  if (!first) return null
  const { name } = first.person
  return (
    <span className={c.writers}>
      <IconPencil size={14} aria-hidden="true" />
      {writers.length > 1 ? <Trans>Several people are writing…</Trans> : <Trans>{name} is writing…</Trans>}
    </span>
  )
}
