// The routes of the contract in the shape that openapi-fetch reads.
import type * as t from './types'

type Path<P> = [P] extends [never] ? { path?: never } : { path: P }
type Params<Q, P> = { query?: Q; header?: never; cookie?: never } & Path<P>
type Answer<R, S extends number> = {
  [K in S]: { headers: Record<string, unknown>; content: { 'application/json': R } }
}
type Op<R, S extends number, Q, P> = { parameters: Params<Q, P>; responses: Answer<R, S> & Answer<t.Problem, 500> }
type With<B> = { requestBody: { content: { 'application/json': B } } }
type None = never
type Get<R, Q = None, P = None> = Op<R, 200, Q, P>
type Post<R, B, P = None> = Op<R, 200, never, P> & With<B>
type Ref = { ref: string }
type Id = { id: string }

export type ListQuery = {
  view?: string
  state?: string
  team?: string
  assignee?: string
  requester?: string
  priority?: string
  q?: string
  sort?: string
  cursor?: string
  limit?: number
}

export interface paths {
  '/api/session': { post: Post<t.Me, { login: string; password: string }>; delete: Op<undefined, 200, never, None> }
  '/api/me': { get: Get<t.Me>; patch: Post<t.Me, { language?: t.Language; zone?: string; theme?: t.Theme }> }
  '/api/tokens': { get: Get<t.Page<t.Token>>; post: Post<t.NewToken, { name: string }> }
  '/api/tokens/{id}': { delete: Op<undefined, 200, never, Id> }
  '/api/desk': { get: Get<t.Desk> }
  '/api/incidents': { get: Get<t.Page<t.Row>, ListQuery>; post: Post<t.Incident, t.NewIncident> }
  '/api/incidents/counts': { get: Get<t.Counts> }
  '/api/incidents/{ref}': { get: Get<t.Incident, None, Ref>; patch: Post<t.Incident, t.Patch, Ref> }
  '/api/incidents/{ref}/timeline': { get: Get<t.Page<t.Entry>, { after?: number }, Ref> }
  '/api/incidents/{ref}/assignment': {
    post: Post<t.Incident, { version: number; team_id?: string; person_id?: string; reason?: string }, Ref>
  }
  '/api/incidents/{ref}/state': { post: Post<t.Incident, t.Move & { version: number }, Ref> }
  '/api/incidents/{ref}/replies': {
    post: Post<t.Entry, { text: string; attachment_ids?: string[]; state?: t.Move }, Ref>
  }
  '/api/incidents/{ref}/notes': { post: Post<t.Entry, { text: string; attachment_ids?: string[] }, Ref> }
  '/api/incidents/{ref}/confirmation': { post: Post<t.Incident, { confirmed: boolean; text?: string }, Ref> }
  '/api/search': { get: Get<t.Page<t.Hit>, { q: string; limit?: number }> }
  '/api/people': { get: Get<t.Page<t.Person>, { q: string }> }
  '/api/people/{id}': { get: Get<t.Person, None, Id> }
  '/api/teams': { get: Get<t.Page<t.Team>> }
  '/api/mailboxes': { get: Get<t.Page<t.Mailbox>>; post: Post<t.Mailbox, t.MailboxInput> }
  '/api/mailboxes/{id}': { patch: Post<t.Mailbox, Partial<t.MailboxInput>, Id> }
}
