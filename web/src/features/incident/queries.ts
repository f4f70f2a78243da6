// What only an incident has on the server.
import { answer, client } from '~/api/client'
import type { Incident, Move, Patch } from '~/api/types'

const at = (ref: string) => ({ params: { path: { ref } } })

export const patch = async (ref: string, body: Patch) =>
  (await answer(client.PATCH('/api/incidents/{ref}', { ...at(ref), body }))) as Incident
export const move = async (ref: string, body: Move & { version: number }) =>
  (await answer(client.POST('/api/incidents/{ref}/state', { ...at(ref), body }))) as Incident
