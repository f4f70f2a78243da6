// What may be done to one record of any kind, with what everybody expects around it: the
// cache kept right, a conflict shown with who and what, an undo offered.
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { Refusal } from '~/api/client'
import { timelineKey } from '~/api/keys'
import type { AnyRecord, Clash } from '~/api/types'
import { useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import { type At, fetchRecord, keepRecord, patch, ticketKeys } from './queries'

export type Conflict = { clashes: Clash[]; again: () => Promise<void>; drop: () => void }

/** Fields that must be filled in before: they are asked for, then the act is done again. */
export type Lacking = { ids: string[]; fill: (values: Record<string, unknown>) => Promise<void>; drop: () => void }

/** The fields that a state asks for, where that is all that is wrong. */
function lackingOf(error: unknown): string[] {
  const wrong = error instanceof Refusal ? (error.problem.errors ?? []) : []
  return wrong.every((m) => m.code === 'custom.required_state')
    ? wrong.map((m) => m.location.replace('fields.', ''))
    : []
}

type Verb = (version: number) => Promise<AnyRecord>

export function useVerbs({ kind, reference: ref }: At) {
  const cache = useQueryClient()
  const failure = useFailure()
  const [busy, setBusy] = useState(false)
  const [conflict, setConflict] = useState<Conflict>()
  const [lacking, setLacking] = useState<Lacking>()

  /**
   * Runs a verb on the version seen; throws what the server refuses. A form says
   * which version it was opened on: what came in by itself while it was filled
   * is not what its reader decided on.
   */
  const attempt = useCallback(
    async (verb: Verb, seen?: number): Promise<AnyRecord | undefined> => {
      const shown = cache.getQueryData<AnyRecord>(ticketKeys.record(ref))
      setBusy(true)
      try {
        const record = await verb(seen ?? shown?.version ?? 0)
        keepRecord(cache, record)
        return record
      } catch (error) {
        const ids = lackingOf(error)
        if (ids.length > 0) {
          setLacking({
            ids,
            drop: () => setLacking(undefined),
            fill: async (values) => {
              const now = cache.getQueryData<AnyRecord>(ticketKeys.record(ref))?.version ?? 0
              keepRecord(cache, await patch({ kind, reference: ref }, { version: now, fields: values }))
              setLacking(undefined)
              await attempt(verb)
            },
          })
          return undefined
        }
        if (!(error instanceof Refusal) || error.status !== 409 || !error.problem.conflicts?.length) throw error
        const fresh = await fetchRecord(ref, kind)
        keepRecord(cache, fresh)
        setConflict({
          clashes: error.problem.conflicts,
          drop: () => setConflict(undefined),
          again: async () => {
            await attempt(verb)
            setConflict(undefined)
          },
        })
        return undefined
      } finally {
        setBusy(false)
        void cache.invalidateQueries({ queryKey: timelineKey(ref) })
      }
    },
    [cache, ref, kind],
  )

  /** The same for an edit made in place: a refusal is said, not thrown. */
  const edit = useCallback(
    async (verb: Verb, done: string, undo?: Verb, seen?: number) => {
      try {
        const record = await attempt(verb, seen)
        // The window about the conflict now holds what was typed.
        if (!record) return true
        say(done, undo && { undo: () => void edit(undo, done) })
        return true
      } catch (error) {
        say(failure(error), { bad: true })
        return false
      }
    },
    [attempt, failure],
  )

  return { busy, conflict, lacking, attempt, edit }
}

export type Verbs = ReturnType<typeof useVerbs>
