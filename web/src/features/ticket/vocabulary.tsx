// The words and signs of records: icon, word and colour, never one alone.
import { useLingui } from '@lingui/react/macro'
import {
  type Icon,
  IconActivityHeartbeat,
  IconAlertOctagonFilled,
  IconApi,
  IconArchive,
  IconBolt,
  IconBuildingStore,
  IconChevronDown,
  IconChevronsDown,
  IconChevronsUp,
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleHalf2,
  IconCircleX,
  IconEqual,
  IconHeadset,
  IconLock,
  IconMail,
  IconMessageQuestion,
  IconPhone,
  IconPlayerPause,
  IconReplace,
  IconWorld,
} from '@tabler/icons-react'
import { useMemo } from 'react'
import type { Change, Channel, Kind, Level, State } from '~/api/types'
import { useFormat } from '~/ui/context'
import { french } from '~/ui/format'
import { Chip } from '~/ui/parts'
import c from './ticket.module.css'

export const stateIcons: Record<State, Icon> = {
  new: IconCircleDashed,
  assigned: IconCircle,
  in_progress: IconCircleHalf2,
  on_hold: IconPlayerPause,
  resolved: IconCircleCheck,
  closed: IconLock,
  cancelled: IconCircleX,
  submitted: IconCircleDashed,
  in_fulfilment: IconCircleHalf2,
  fulfilled: IconCircleCheck,
  refused: IconCircleX,
  registered: IconCircleDashed,
  assessed: IconCircle,
  authorised: IconCircleCheck,
  planned: IconCircleHalf2,
  implemented: IconCircleCheck,
  failed: IconCircleX,
}

export const kindIcons: Record<Kind, Icon> = {
  incident: IconBolt,
  request: IconMessageQuestion,
  change: IconReplace,
}
const priorityIcons: Icon[] = [IconAlertOctagonFilled, IconChevronsUp, IconEqual, IconChevronDown, IconChevronsDown]

const channelIcons: Partial<Record<Channel, Icon>> = {
  mail: IconMail,
  phone: IconPhone,
  portal: IconWorld,
  walk_in: IconBuildingStore,
  api: IconApi,
  desk: IconHeadset,
  job: IconActivityHeartbeat,
}

export const levels: Level[] = [1, 2, 3]

export function useWords() {
  const { t } = useLingui()
  const format = useFormat()
  return useMemo(() => {
    const states: Record<State, string> = {
      new: t`New`,
      assigned: t`Assigned`,
      in_progress: t`In progress`,
      on_hold: t`On hold`,
      resolved: t`Resolved`,
      closed: t`Closed`,
      cancelled: t`Cancelled`,
      submitted: t({ message: 'Submitted', context: 'state' }),
      in_fulfilment: t({ message: 'Being fulfilled', context: 'state' }),
      fulfilled: t({ message: 'Fulfilled', context: 'state' }),
      refused: t({ message: 'Refused', context: 'state' }),
      registered: t({ message: 'Registered', context: 'state' }),
      assessed: t({ message: 'Assessed', context: 'state' }),
      authorised: t({ message: 'Authorised', context: 'state' }),
      planned: t({ message: 'Planned', context: 'state' }),
      implemented: t({ message: 'Implemented', context: 'state' }),
      failed: t({ message: 'Failed', context: 'state' }),
    }
    // In French a request is feminine.
    const requestStates: Partial<Record<State, string>> = {
      closed: t({ message: 'Closed', context: 'request' }),
      cancelled: t({ message: 'Cancelled', context: 'request' }),
      refused: t({ message: 'Refused', context: 'request' }),
    }
    const kindNames: Record<Kind, string> = {
      incident: t`Incident`,
      request: t({ message: 'Request', context: 'kind' }),
      change: t({ message: 'Change', context: 'kind' }),
    }
    const types: Record<string, string> = {
      information: t`Information`,
      advice: t`Advice`,
      access: t({ message: 'Access', context: 'type' }),
      resource: t({ message: 'Resource', context: 'type' }),
      complaint: t`Complaint`,
      compliment: t`Compliment`,
    }
    const risks: Record<string, string> = {
      low: t({ message: 'Low', context: 'risk' }),
      medium: t({ message: 'Medium', context: 'risk' }),
      high: t({ message: 'High', context: 'risk' }),
    }
    const decisions: Record<string, string> = {
      authorised: t({ message: 'Authorised', context: 'state' }),
      refused: t({ message: 'Refused', context: 'state' }),
    }
    const holds: Record<string, string> = {
      user: t`user`,
      supplier: t`supplier`,
      change: t`change`,
      problem: t`problem`,
      appointment: t`appointment`,
    }
    const priorities = [t`Critical`, t`High`, t({ message: 'Medium', context: 'priority' }), t`Low`, t`Planned`]
    const impacts: Record<Level, string> = {
      1: t({ message: 'High', context: 'impact' }),
      2: t({ message: 'Medium', context: 'impact' }),
      3: t({ message: 'Low', context: 'impact' }),
    }
    const urgencies: Record<Level, string> = {
      1: t({ message: 'High', context: 'urgency' }),
      2: t({ message: 'Medium', context: 'urgency' }),
      3: t({ message: 'Low', context: 'urgency' }),
    }
    const channels: Record<string, string> = {
      portal: t`Portal`,
      mail: t`E-mail`,
      phone: t`Phone`,
      walk_in: t`Walk-in`,
      api: t`Program`,
      desk: t`Workspace`,
      import: t`Import`,
      job: t`Automatic`,
    }
    const codes: Record<string, string> = {
      solved: t`Repaired`,
      solved_remotely: t`Repaired remotely`,
      replaced: t`Equipment replaced`,
      configured: t`Configuration corrected`,
      explained: t`Usage explained`,
      not_reproduced: t`Not reproduced`,
      no_fault: t`No fault found`,
    }
    const cancels: Record<string, string> = {
      duplicate: t`Duplicate`,
      mistake: t`Mistake`,
      not_incident: t`Not an incident`,
      not_needed: t`No longer needed`,
      withdrawn: t`Taken back by the requester`,
    }
    const confirms: Record<string, string> = {
      user: t`by the user`,
      desk: t`by the desk`,
      nobody: t`not confirmed: closed without an answer`,
    }
    const detections: Record<string, string> = {
      user: t({ message: 'User', context: 'detection' }),
      staff: t({ message: 'Staff', context: 'detection' }),
      monitoring: t({ message: 'Monitoring', context: 'detection' }),
      correlation: t({ message: 'Event correlation', context: 'detection' }),
    }
    const fields: Record<string, string> = {
      title: t`Title`,
      description: t`Description`,
      state: t`State`,
      hold_reason: t`Reason for the hold`,
      impact: t`Impact`,
      urgency: t`Urgency`,
      priority: t`Priority`,
      team: t`Team`,
      assignee: t`Person`,
      requester: t`Requester`,
      contact: t`Contact`,
      callback: t`How to call back`,
      symptoms: t`Symptoms`,
      occurred: t`Occurred`,
      closes: t`Closes by itself`,
      watcher: t`Who follows`,
      first_symptom: t`First symptom`,
      last_good: t`Last worked well`,
      detected: t`Detected`,
      detected_by: t`Detected by`,
      location: t`Location`,
      users_hit: t`Users hit`,
      extent: t`Extent`,
      still_working: t`Still working`,
      outage_start: t`Outage begins`,
      outage_end: t`Outage ends`,
      answered: t`First answer`,
      reference: t`Reference`,
      channel: t`Channel`,
      category: t`Category`,
      opening_category: t`Opening category`,
      closing_category: t`Closing category`,
      organisation: t`Organisation`,
      site: t`Site`,
      resolution_code: t`Resolution code`,
      resolution_kind: t`Kind of resolution`,
      resolution_text: t`Resolution`,
      reopened: t`Times reopened`,
      confirmed: t`Confirmed by the user`,
      resolved: t({ message: 'Resolved', context: 'date' }),
      closed: t({ message: 'Closed', context: 'date' }),
      cancel_reason: t`Reason for cancelling`,
      logged_by: t`Logged by`,
      kind: t({ message: 'Kind', context: 'kind' }),
      type: t({ message: 'Type', context: 'type' }),
      result: t`What was given`,
      refusal: t`Reason for refusing`,
      justification: t`Why it is wanted`,
      risk: t`Risk`,
      assessment: t`Assessment`,
      plan: t`Plan`,
      back_out: t`How to go back`,
      starts: t({ message: 'Begins', context: 'window' }),
      ends: t({ message: 'Ends', context: 'window' }),
      decision: t`Decision`,
      decided_by: t`Decided by`,
      decided: t({ message: 'Decided', context: 'date' }),
      decision_text: t`Reason of the decision`,
      outcome: t`Outcome`,
      retriaged: t`Times converted`,
      first_contact: t`Solved at first contact`,
      link: t({ message: 'Link', context: 'field' }),
      messages: t`Messages`,
    }
    const resolutions: Record<string, string> = { workaround: t`Workaround`, fix: t`Fix` }

    const state = (s: string, hold = '', kind?: string) =>
      s === 'on_hold' && hold
        ? french(`${states.on_hold}${format.locale === 'fr' ? ' : ' : ': '}${holds[hold] ?? hold}`)
        : ((kind === 'request' ? requestStates[s as State] : undefined) ?? states[s as State] ?? s)

    const value = (field: string, v: unknown, label: string, kind?: Kind): string => {
      if (v === null || v === undefined || v === '') return field === 'link' ? label : ''
      const text = String(v)
      switch (field) {
        case 'state':
          return state(text, '', kind)
        case 'hold_reason':
          return holds[text] ?? text
        case 'impact':
          return impacts[Number(v) as Level] ?? text
        case 'urgency':
          return urgencies[Number(v) as Level] ?? text
        case 'priority':
          return priorities[Number(v) - 1] ? `P${v} ${priorities[Number(v) - 1]}` : text
        case 'channel':
          return channels[text] ?? text
        case 'resolution_code':
          return codes[text] ?? text
        case 'resolution_kind':
          return resolutions[text] ?? text
        case 'kind':
          return kindNames[text as Kind] ?? text
        case 'type':
          return types[text] ?? text
        case 'risk':
          return risks[text] ?? text
        case 'decision':
          return decisions[text] ?? text
        case 'cancel_reason':
          return cancels[text] ?? text
        case 'confirmed':
          return confirms[text] ?? text
        case 'first_contact':
          return v ? t`Yes` : t`No`
        case 'retriaged':
        case 'reopened':
          return v === 0 ? '' : text
        case 'detected_by':
          return detections[text] ?? text
        case 'users_hit':
          return v === 0 ? '' : text
        case 'occurred':
        case 'closes':
        case 'last_good':
        case 'detected':
        case 'outage_start':
        case 'outage_end':
        case 'answered':
        case 'resolved':
        case 'closed':
        case 'starts':
        case 'ends':
        case 'decided': {
          if (v === 0) return ''
          const at = typeof v === 'number' ? new Date(v) : new Date(text)
          return Number.isNaN(at.getTime()) ? text : format.full(at)
        }
        default:
          // An id says nothing to a person.
          return label || (typeof v === 'object' || /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(text) ? '' : text)
      }
    }

    return {
      state,
      states,
      hold: (h: string) => holds[h] ?? h,
      priority: (n: number) => priorities[n - 1] ?? String(n),
      impact: (l: number) => impacts[l as Level] ?? String(l),
      urgency: (l: number) => urgencies[l as Level] ?? String(l),
      channel: (ch: string) => channels[ch] ?? ch,
      code: (code: string) => codes[code] ?? code,
      cancel: (code: string) => cancels[code] ?? code,
      resolution: (k: string) => resolutions[k] ?? k,
      kind: (k: Kind) => kindNames[k] ?? k,
      type: (k: string) => types[k] ?? k,
      risk: (r: string) => risks[r] ?? r,
      field: (f: string) => fields[f] ?? f,
      /** One change of a record as words. */
      change: (ch: Change, kind?: Kind) => ({
        name: ch.field === 'link' && !ch.new ? t`Link removed` : (ch.name ?? fields[ch.field] ?? ch.field),
        old: ch.field === 'link' && !ch.new ? '' : value(ch.field, ch.old, ch.old_label, kind),
        new: value(ch.field, ch.new, ch.new_label || (ch.field === 'link' ? ch.old_label : ''), kind),
        /** a consequence, not worth a word in a summary */
        minor:
          [
            'resolved',
            'closed',
            'answered',
            'confirmed',
            'reopened',
            'decided',
            'decision',
            'decided_by',
            'retriaged',
            'refusal',
            'decision_text',

            'opening_category',
            'closes',
          ].includes(ch.field) ||
          (ch.field === 'hold_reason' && !ch.new),
      }),
      value,
    }
  }, [t, format])
}

/** What kind of record it is: its sign, and its word where there is room. */
export function KindMark(props: { kind: Kind; short?: boolean | 'narrow'; chip?: boolean }) {
  const words = useWords()
  const Glyph = kindIcons[props.kind] ?? IconBolt
  const name = words.kind(props.kind)
  if (props.chip)
    return (
      <Chip tone="outline" icon={Glyph}>
        {name}
      </Chip>
    )
  return (
    <span
      className={`${c.kind} ${props.short === 'narrow' ? c.wide : ''}`}
      data-kind={props.kind}
      title={props.short ? name : undefined}
    >
      <Glyph size={14} aria-hidden="true" />
      <span className={props.short === true ? 'sr' : undefined}>{name}</span>
    </span>
  )
}

export function StateMark(props: { state: State; hold?: string; kind?: Kind; short?: boolean; archived?: boolean }) {
  const { t } = useLingui()
  const words = useWords()
  const Glyph = props.archived ? IconArchive : (stateIcons[props.state] ?? IconCircle)
  const state = words.state(props.state, props.short ? '' : props.hold, props.kind)
  const text = props.archived ? t`${state}, archived` : state
  return (
    <span
      className={c.state}
      data-state={props.state}
      title={props.archived ? text : words.state(props.state, props.hold, props.kind)}
    >
      <Glyph size={14} stroke={2} aria-hidden="true" />
      <span className={c.clip}>{text}</span>
    </span>
  )
}

export function PriorityMark(props: { priority: number; long?: boolean }) {
  const words = useWords()
  const Glyph = priorityIcons[props.priority - 1] ?? IconEqual
  const name = words.priority(props.priority)
  return (
    <span className={c.priority} data-priority={props.priority} title={props.long ? undefined : name}>
      <Glyph size={14} stroke={2} aria-hidden="true" />
      <span>
        P{props.priority}
        {props.long ? ` ${name}` : <span className="sr"> {name}</span>}
      </span>
    </span>
  )
}

export function ChannelMark(props: { channel: Channel; size?: number; word?: boolean }) {
  const words = useWords()
  const Glyph = channelIcons[props.channel]
  if (!Glyph) return null
  const name = words.channel(props.channel)
  return (
    <span className={c.channel} title={props.word ? undefined : name}>
      <Glyph size={props.size ?? 14} aria-hidden="true" />
      {props.word ? name : <span className="sr">{name}</span>}
    </span>
  )
}
