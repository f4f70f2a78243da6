// Small parts of every screen. They know no noun.
import { Trans, useLingui } from '@lingui/react/macro'
import {
  type Icon,
  IconAlertTriangle,
  IconArrowBigUp,
  IconArrowDown,
  IconArrowUp,
  IconCheck,
  IconCircleCheck,
  IconCornerDownLeft,
  IconInfoCircle,
  IconX,
} from '@tabler/icons-react'
import { type ComponentProps, type CSSProperties, Fragment, type ReactNode, useId } from 'react'
import { Offline, Refusal } from '~/api/client'
import { useKeyOf } from './actions'
import { initials } from './format'
import c from './parts.module.css'

export type Tone = 'accent' | 'red' | 'amber' | 'green' | 'violet' | 'outline' | 'plain'

export function Avatar(props: { name: string; size?: 24 | 28 | 40 }) {
  return (
    <span className={c.avatar} data-size={props.size ?? 28} aria-hidden="true">
      {initials(props.name)}
    </span>
  )
}

const mac = /Mac|iPhone|iPad/.test(navigator.userAgent)

/** The caps of a key or of a sequence: "r", "Shift+A", "g q", "Mod+Enter". */
export function Keys(props: { of: string }) {
  return (
    <span className={c.keys} aria-hidden="true">
      {props.of.split(' ').map((stroke, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the strokes of a sequence have no other name
        <Fragment key={i}>
          {stroke.split('+').map((cap) => (
            <kbd key={cap} className={c.key}>
              <Cap of={cap} />
            </kbd>
          ))}
        </Fragment>
      ))}
    </span>
  )
}

function Cap({ of }: { of: string }) {
  switch (of) {
    case 'Shift':
      return <IconArrowBigUp size={12} />
    case 'Enter':
      return <IconCornerDownLeft size={12} />
    case 'Up':
      return <IconArrowUp size={12} />
    case 'Down':
      return <IconArrowDown size={12} />
    case 'Mod':
      return mac ? '⌘' : 'Ctrl'
    case 'Escape':
      return <Trans>Esc</Trans>
    case 'Space':
      return <Trans>Space</Trans>
    default:
      return of.length === 1 ? of.toLowerCase() : of
  }
}

/** The key of an action, as its user has it. */
export function KeyOf(props: { id: string; own: string }) {
  const key = useKeyOf(props.id, props.own)
  return key ? <Keys of={key} /> : null
}

/** A key sequence in the form that assistive technologies read. */
export const ariaKeys = (of?: string) => of?.replaceAll('Mod', mac ? 'Meta' : 'Control')

export function Chip(props: { tone?: Tone; icon?: Icon; title?: string; children: ReactNode }) {
  const Glyph = props.icon
  return (
    <span className={c.chip} data-tone={props.tone} title={props.title}>
      {Glyph && <Glyph size={14} stroke={2} aria-hidden="true" />}
      {props.children}
    </span>
  )
}

export function Tabs(props: {
  label: string
  value: string
  onChange: (value: string) => void
  items: { value: string; name: string; count?: string; icon?: Icon; end?: ReactNode }[]
}) {
  return (
    <div role="tablist" aria-label={props.label} className={c.tabs}>
      {props.items.map((item) => (
        <button
          key={item.value}
          type="button"
          role="tab"
          className={c.tab}
          title={item.icon && item.name}
          aria-selected={item.value === props.value}
          tabIndex={item.value === props.value ? 0 : -1}
          onClick={() => props.onChange(item.value)}
          onKeyDown={(e) => {
            const step = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
            if (!step) return
            const at = props.items.findIndex((i) => i.value === item.value)
            const next = props.items[(at + step + props.items.length) % props.items.length]
            if (!next) return
            props.onChange(next.value)
            const buttons = e.currentTarget.parentElement?.querySelectorAll<HTMLElement>('[role=tab]')
            buttons?.[props.items.indexOf(next)]?.focus()
          }}
        >
          {item.icon && <item.icon size={16} aria-hidden="true" />}
          {item.name}
          {item.count !== undefined && <span className={c.count}>{item.count}</span>}
          {item.end}
        </button>
      ))}
    </div>
  )
}

export const tabClass = c.tab
export const countClass = c.count
export const form = { grid: c.form, row: c.formRow, tools: c.formTools }

export function Empty(props: {
  icon: Icon
  title: ReactNode
  children?: ReactNode
  tools?: ReactNode
  page?: boolean
}) {
  const Heading = props.page ? 'h1' : 'h2'
  return (
    <div className={c.empty}>
      <props.icon size={32} stroke={1.5} aria-hidden="true" />
      <Heading>{props.title}</Heading>
      {props.children && <p>{props.children}</p>}
      {props.tools && <div className={c.tools}>{props.tools}</div>}
    </div>
  )
}

const toneIcons = { red: IconAlertTriangle, amber: IconAlertTriangle, green: IconCircleCheck, plain: IconInfoCircle }

export function Alert(props: { tone?: 'red' | 'amber' | 'green'; children: ReactNode; tools?: ReactNode }) {
  const Glyph = toneIcons[props.tone ?? 'plain']
  return (
    <div className={c.alert} data-tone={props.tone} role={props.tone === 'red' ? 'alert' : 'status'}>
      <Glyph size={18} aria-hidden="true" />
      <div className={c.alertBody}>{props.children}</div>
      {props.tools}
    </div>
  )
}

/** What happened, what was kept and what to do, for anything that failed. */
export function Failure(props: { of: unknown; kept?: ReactNode; retry?: () => void }) {
  const { t } = useLingui()
  const words = useFailure()(props.of)
  const request = props.of instanceof Refusal ? props.of.requestId : ''
  // That the session is over is told by a window of its own, which goes when it is back.
  if (props.of instanceof Refusal && props.of.code === 'unauthenticated') return null
  return (
    <Alert
      tone="red"
      tools={
        props.retry && (
          <button type="button" className={c.tab} onClick={props.retry}>
            {t`Try again`}
          </button>
        )
      }
    >
      <strong>{words}</strong> {props.kept}
      {request && (
        <div className={c.request}>
          <Trans>Request {request}</Trans>
        </div>
      )}
    </Alert>
  )
}

/** One sentence about a failure. */
export function useFailure(): (error: unknown) => string {
  const { t } = useLingui()
  return (error) => {
    if (error instanceof Offline) return t`The server cannot be reached.`
    if (!(error instanceof Refusal)) return t`Something went wrong on this page.`
    if (error.status === 401) return t`Your session is over.`
    // That the storage is full, or the database away, is worth telling.
    if (error.status >= 500 && !(error.status === 503 && error.problem.detail)) return t`The server could not do this.`
    const { title, detail, errors } = error.problem
    const [first] = errors
    const rest = detail || first?.message
    if (!title || !rest) return title || rest || t`This was refused.`
    return /[.!?…]$/.test(title) ? `${title} ${rest}` : `${title}. ${rest}`
  }
}

export const requestClass = c.request

/** A thin bar at the top while something long is under way. */
export function Bar(props: { on: boolean }) {
  return props.on ? <div className={c.bar} aria-hidden="true" /> : null
}

export type Step = {
  key: string
  name: string
  is: 'done' | 'now' | 'next' | 'stopped'
  detail?: ReactNode
  time?: ReactNode
}

/** A parcel-style stepper: done, now, next. */
export function Steps(props: { steps: Step[]; upright?: boolean; label: string }) {
  const { t } = useLingui()
  const words = { done: t`done`, now: t`now`, next: t`to come`, stopped: t`stopped` }
  return (
    <ol
      className={c.steps}
      data-upright={props.upright || undefined}
      aria-label={props.label}
      style={{ '--steps': props.steps.length } as CSSProperties}
    >
      {props.steps.map((s) => (
        <li key={s.key} className={c.step} data-step={s.is} aria-current={s.is === 'now' ? 'step' : undefined}>
          <span className={c.mark} aria-hidden="true">
            {s.is === 'done' && <IconCheck size={14} stroke={2.5} />}
            {s.is === 'stopped' && <IconX size={14} stroke={2.5} />}
          </span>
          <span className={c.stepName}>
            {s.name}
            <span className="sr"> ({words[s.is]})</span>
          </span>
          {props.upright && s.time && <span className={c.stepTime}>{s.time}</span>}
          {s.detail && <span className={c.stepDetail}>{s.detail}</span>}
          {!props.upright && s.time && <span className={c.stepDetail}>{s.time}</span>}
        </li>
      ))}
    </ol>
  )
}

export function Choices<V extends string | number>(props: {
  legend: string
  name: string
  value: V
  onChange: (value: V) => void
  options: { value: V; name: string; detail?: string }[]
  /** takes the keyboard when its window opens */
  first?: boolean
}) {
  return (
    <fieldset className={c.choices}>
      <legend>{props.legend}</legend>
      {props.options.map((o) => (
        <label key={o.value} className={c.choice}>
          <input
            type="radio"
            name={props.name}
            value={o.value}
            checked={o.value === props.value}
            onChange={() => props.onChange(o.value)}
            data-autofocus={(props.first && o.value === props.value) || undefined}
          />
          <span>
            {o.name}
            {o.detail && <small>{o.detail}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** One choice out of few, with the list of the system. */
export function Pick(
  props: {
    label: ReactNode
    value: string
    onChange: (value: string) => void
    options: { value: string; name: string }[]
    description?: ReactNode
    error?: ReactNode
  } & Omit<ComponentProps<'select'>, 'value' | 'onChange'>,
) {
  const { label, value, onChange, options, description, error, ...rest } = props
  const id = useId()
  return (
    <div className={c.pick}>
      <label htmlFor={id}>{label}</label>
      <select {...rest} id={id} value={value} onChange={(e) => onChange(e.target.value)} aria-invalid={!!error}>
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.name}
          </option>
        ))}
      </select>
      {description && <p>{description}</p>}
      {error && <p data-error>{error}</p>}
    </div>
  )
}

export function Segments<V extends string>(props: {
  label: string
  value: V
  onChange: (value: V) => void
  options: { value: V; name: ReactNode; lang?: string }[]
}) {
  return (
    <div role="group" aria-label={props.label} className={c.segments}>
      {props.options.map((o) => (
        <button
          key={o.value}
          type="button"
          aria-pressed={o.value === props.value}
          lang={o.lang}
          onClick={() => props.onChange(o.value)}
        >
          {o.name}
        </button>
      ))}
    </div>
  )
}

export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#0B627B" />
      <path
        d="M9 22v-7a7 7 0 0 1 14 0v7M6.5 22.5h19"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  )
}
