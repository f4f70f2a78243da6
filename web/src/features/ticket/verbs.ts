// What may be done to one record of any kind, with what everybody expects around it: the
// cache kept right, a conflict shown with who and what, an undo offered.
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { Refusal } from '~/api/client'
import { timelineKey } from '~/api/keys'
import type { AnyRecord, Clash } from '~/api/types'
import { useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import { type At, fetchRecord, keepRecord, ticketKeys } from './queries'

export type Conflict = { clashes: Clash[]; again: () => Promise<void>; drop: () => void }

type Verb = (version: number) => Promise<AnyRecord>

export function useVerbs({ kind, reference: ref }: At) {
  const cache = useQueryClient()
  const failure = useFailure()
  const [busy, setBusy] = useState(false)
  const [conflict, setConflict] = useState<Conflict>()

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

  return { busy, conflict, attempt, edit }
}

export type Verbs = ReturnType<typeof useVerbs>
