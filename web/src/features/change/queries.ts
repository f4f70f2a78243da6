// What only a change request has on the server.
import { answer, client } from '~/api/client'
import type { ChangeMove, ChangePatch, ChangeRequest } from '~/api/types'

const at = (ref: string) => ({ params: { path: { ref } } })

export const patch = async (ref: string, body: ChangePatch) =>
  (await answer(client.PATCH('/api/changes/{ref}', { ...at(ref), body }))) as ChangeRequest
export const move = async (ref: string, body: ChangeMove & { version: number }) =>
  (await answer(client.POST('/api/changes/{ref}/state', { ...at(ref), body }))) as ChangeRequest
export const decide = async (ref: string, body: { version: number; authorised: boolean; reason?: string }) =>
  (await answer(client.POST('/api/changes/{ref}/decision', { ...at(ref), body }))) as ChangeRequest
