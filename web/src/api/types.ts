// The words of the contract, named once for the features. They are made from
// the generated schema; only what the schema cannot say is said here.
import type { components, paths } from './schema'

type S = components['schemas']

// A reference to another thing may be null, and the schema does not tell. These
// few never are.
type Sure = 'requester' | 'author' | 'receive' | 'send' | 'by' | 'account' | 'jobs' | 'letters'

/** What the server answers: any object inside another may be null. */
export type Given<T> = T extends (infer U)[]
  ? Given<U>[]
  : T extends object
    ? {
        [K in keyof T]: NonNullable<T[K]> extends unknown[]
          ? Given<T[K]>
          : NonNullable<T[K]> extends object
            ? K extends Sure
              ? Given<T[K]>
              : Given<T[K]> | null
            : T[K]
      }
    : T

export type Named = S['Ref']
export type Me = Given<S['Me']>
export type Language = Me['language']
export type Desk = Given<S['Desk']>
export type SampleAccount = S['SampleAccount']

export type Row = Given<S['Row']>
export type Kind = Row['kind']
export type Incident = Given<S['Incident']> & { kind: 'incident' }
export type ServiceRequest = Given<S['ServiceRequest']> & { kind: 'request' }
export type ChangeRequest = Given<S['ChangeRequest']> & { kind: 'change' }
export type AnyRecord = Incident | ServiceRequest | ChangeRequest
export type State = Row['state']
export type HoldReason = Exclude<Row['hold_reason'], ''>
export type Channel = Row['channel']
/** 1 high, 2 medium, 3 low */
export type Level = 1 | 2 | 3
export type RequestType = ServiceRequest['type']
export type Risk = Exclude<ChangeRequest['risk'], ''>
export type NewIncident = S['NewIncident']
export type NewRequest = S['NewRequest']
export type NewChange = S['NewChange']
export type Patch = S['IncidentChange']
export type RequestPatch = S['RequestChange']
export type ChangePatch = S['ChangeAmendment']
export type Assignment = S['Assignment']
export type Move = S['StateChange']
export type RequestMove = S['RequestStateChange']
export type ChangeMove = S['ChangeStateChange']
export type AnyMove = Move | RequestMove | ChangeMove
export type Counts = Given<S['CountsOutBody']>
export type ListQuery = NonNullable<paths['/api/tickets']['get']['parameters']['query']>
export type Page<T> = { items: T[]; next: string }

export type Entry = Given<S['TimelineItem']>
export type Change = S['FieldChange']
export type Attachment = S['AttachmentBody']
export type Delivery = S['DeliveryBody']
/** What somebody is writing and has not sent. */
export type Kept = S['DraftBody']
export type Canned = Given<S['CannedBody']>
export type CannedChange = S['CannedChange']
export type CannedAmendment = Given<S['CannedAmendment']>
export type Mentionable = S['Mentionable']
export type Present = S['PresentBody']

export type Link = Omit<Given<S['LinkBody']>, 'record'> & { record: S['Brief'] }
export type Relation = Link['kind']

export type BulkChange = S['BulkChange']
export type Effect = Omit<Given<S['EffectBody']>, 'record' | 'changes'> & {
  record: S['Brief'] | null
  changes: S['EffectChange'][]
}

export type Person = Given<S['PersonBody']>
export type Team = S['Team']
export type Mailbox = Given<S['MailboxBody']>
export type MailboxChange = S['MailboxChange']
export type MailServer = S['ServerBody']
export type MailServerChange = S['ServerChange']

export type Hint = S['Hint']
export type Clash = S['Conflict']
export type Problem = Omit<S['Problem'], 'errors' | 'conflicts'> & {
  errors: S['Mistake'][]
  conflicts?: Clash[]
}
