// What only a service request has on the server.
import { answer, client } from '~/api/client'
import type { RequestMove, RequestPatch, ServiceRequest } from '~/api/types'

const at = (ref: string) => ({ params: { path: { ref } } })

export const patch = async (ref: string, body: RequestPatch) =>
  (await answer(client.PATCH('/api/requests/{ref}', { ...at(ref), body }))) as ServiceRequest
export const move = async (ref: string, body: RequestMove & { version: number }) =>
  (await answer(client.POST('/api/requests/{ref}/state', { ...at(ref), body }))) as ServiceRequest
export const withdraw = async (ref: string, text: string) =>
  (await answer(
    client.POST('/api/requests/{ref}/withdrawal', { ...at(ref), body: text ? { text } : {} }),
  )) as ServiceRequest
