// One change to many records on the server: looked at, made a hundred at a time,
// taken back.
import { answer, client } from '~/api/client'
import type { BulkChange, Effect, Row } from '~/api/types'

/** How many records may be chosen, and how many one act changes. */
export const chosenMost = 200
const actMost = 100

const picks = (rows: Row[]) => rows.map(({ id, version }) => ({ id, version }))

export async function look(rows: Row[], change: BulkChange): Promise<Effect[]> {
  const { effects } = await answer(client.POST('/api/bulk/preview', { body: { records: picks(rows), change } }))
  return effects
}

/** Makes the change, telling how much of it is done. */
export async function make(rows: Row[], change: BulkChange, progress: (part: number) => void) {
  const acts: string[] = []
  const effects: Effect[] = []
  for (let at = 0; at < rows.length; at += actMost) {
    const part = rows.slice(at, at + actMost)
    const done = await answer(client.POST('/api/bulk', { body: { records: picks(part), change } }))
    effects.push(...done.effects)
    if (done.id) acts.push(done.id)
    progress(Math.min(1, (at + part.length) / rows.length))
  }
  return { acts, effects }
}

/** Takes acts back, the last first. */
export async function takeBack(acts: string[]): Promise<Effect[]> {
  const effects: Effect[] = []
  for (const id of acts.toReversed()) {
    const done = await answer(client.POST('/api/bulk/{id}/undo', { params: { path: { id } } }))
    effects.push(...done.effects)
  }
  return effects
}

export const having = (effects: Effect[], outcome: Effect['outcome']) => effects.filter((e) => e.outcome === outcome)
