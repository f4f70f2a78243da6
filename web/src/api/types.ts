// The words of the contract, named once for the features.

export type Named = { id: string; name: string }
export type Language = 'fr' | 'en'
export type Theme = 'auto' | 'light' | 'dark'
export type Role = 'user' | 'agent' | 'administrator'

export type Me = {
  id: string
  name: string
  language: Language
  zone: string
  theme: Theme
  roles: Role[]
  permissions: string[]
  email: string
  organisation: Named | null
  site: Named | null
  teams: Named[]
  desk_name: string
}

export type SampleAccount = { login: string; password: string; name: string; role: Role }
export type Desk = { name: string; languages: Language[]; sample: SampleAccount[]; version: string }
export type Token = { id: string; name: string; created_at: string; used_at: string | null; expires_at: string | null }
export type NewToken = Token & { token: string }

export type State = 'new' | 'assigned' | 'in_progress' | 'on_hold' | 'resolved' | 'closed' | 'cancelled'
export type HoldReason = 'user' | 'supplier' | 'change' | 'problem' | 'appointment'
/** 1 high, 2 medium, 3 low */
export type Level = 1 | 2 | 3
export type Channel = 'portal' | 'mail' | 'phone' | 'walk_in' | 'api' | 'desk' | 'import' | 'job' | ''

export type Row = {
  id: string
  reference: string
  title: string
  state: State
  hold_reason: HoldReason | ''
  impact: Level
  urgency: Level
  priority: number
  team: Named | null
  assignee: Named | null
  requester: Named & { vip: boolean }
  organisation: Named | null
  site: Named | null
  channel: Channel
  created_at: string
  updated_at: string
  state_since: string
  last: { at: string; direction: 'in' | 'out'; excerpt: string } | null
  version: number
}

export type Resolution = { text: string; code: string; kind: 'workaround' | 'fix' }

export type Incident = Row & {
  contact: string
  callback: string
  symptoms: string
  occurred_at: string | null
  answered_at: string | null
  cancel_reason: string
  logged_by: Named | null
  resolution: Resolution | null
  resolved_at: string | null
  closed_at: string | null
  reopen_count: number
  confirmed: '' | 'user' | 'desk'
  moves: State[]
  actions: string[]
  conversation_id: string
}

export type Attachment = { id: string; name: string; size: number; type: string }
export type Delivery = { address: string; state: 'waiting' | 'sent' | 'failed'; sent_at: string | null }
export type Message = {
  direction: 'in' | 'out' | ''
  channel: Channel
  author: Named
  automatic: boolean
  text: string
  html: string
  quoted: string
  attachments: Attachment[]
  deliveries: Delivery[]
}
export type Change = { field: string; old: unknown; new: unknown; old_label: string; new_label: string }
export type Entry = {
  id: string
  at: string
  recorded_at: string
  kind: 'message' | 'note' | 'activity'
  actor: Named | null
  via: string
  version: number
  message: Message | null
  changes: Change[]
  code: string
  reason: string
  erased: boolean
  links: { kind: string; reference: string }[]
}

export type Page<T> = { items: T[]; next: string }
export type Counts = { views: { view: string; count: number; more: boolean }[] }

export type NewIncident = {
  title: string
  description: string
  impact?: Level
  urgency?: Level
  requester_id?: string
  channel?: Channel
  team_id?: string
  contact?: string
  callback?: string
  occurred_at?: string
  symptoms?: string
  attachment_ids?: string[]
}
export type Move = { to: State; hold_reason?: HoldReason; reason?: string; resolution?: Resolution }
export type Patch = {
  version: number
  title?: string
  impact?: Level
  urgency?: Level
  contact?: string
  callback?: string
  symptoms?: string
  occurred_at?: string
  reason?: string
}

export type Hit = {
  kind: string
  id: string
  reference: string
  title: string
  state: State
  requester: string
  excerpt: string
}
export type Person = Named & {
  email: string
  organisation: Named | null
  vip: boolean
  phone: string
  title: string
  site: Named | null
  language: string
  zone: string
  open: number
}
export type Team = Named & { members: Named[] }
export type Mailbox = {
  id: string
  name: string
  address: string
  team: Named | null
  enabled: boolean
  imap: Server
  smtp: Server
  state: string
  error: string
  checked_at: string | null
}
export type Server = { host: string; port: number; tls: string; login: string }
export type MailboxInput = {
  name: string
  address: string
  team_id: string
  enabled: boolean
  imap: Server & { password?: string }
  smtp: Server & { password?: string }
}

export type Clash = { field: string; yours: unknown; theirs: unknown; by: Named; at: string }
export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  code: string
  errors: { location: string; message: string; code: string }[]
  request_id: string
  conflicts?: Clash[]
}
