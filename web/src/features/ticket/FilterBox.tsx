// The filter of a list: tokens and words, typed or picked, kept in the address.
import { useLingui } from '@lingui/react/macro'
import { IconSearch, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Team } from '~/api/types'
import { useFormat } from '~/ui/context'
import { Proposals, useListbox } from '~/ui/listbox'
import { KeyOf, Keys } from '~/ui/parts'
import c from './FilterBox.module.css'
import {
  filterName,
  type Key,
  keyWords,
  type Own,
  parse,
  type Suggestion,
  suggest,
  type Token,
  without,
  withToken,
} from './filter'

export function FilterBox(props: {
  text: string
  onChange: (text: string) => void
  teams: Team[]
  own: Own[]
  focus: (take: () => void) => void
  leave: () => void
  wide?: boolean
}) {
  const { t } = useLingui()
  const format = useFormat()
  const input = useRef<HTMLInputElement>(null)
  const parsed = parse(props.text, props.teams, props.own)
  const [typed, setTyped] = useState(parsed.words)
  const [focused, setFocused] = useState(false)
  const { focus } = props
  useEffect(() => focus(() => input.current?.focus()), [focus])
  // The address may change under the field, back, forward, a link; and what is a
  // token is known when the fields are.
  const [seen, setSeen] = useState({ text: props.text, own: props.own })
  if (seen.text !== props.text || seen.own !== props.own) {
    setSeen({ text: props.text, own: props.own })
    if (!focused) setTyped(parsed.words)
  }

  const tokens = parsed.tokens.map((x) => x.text)
  const commit = (words: string) => props.onChange([...tokens, words.trim()].filter(Boolean).join(' '))
  const last = typed.match(/(?:[^\s"]|"[^"]*"?)*$/)?.[0] ?? ''
  const items = focused ? suggest(last, props.teams, format.locale, props.own) : []
  const [closed, setClosed] = useState(false)
  const box = useListbox<Suggestion>({
    items,
    open: focused && !closed,
    free: true,
    close: () => (items.length > 0 && !closed ? setClosed(true) : leave()),
    pick: (s) => pick(s),
  })
  const pick = (s: Suggestion) => {
    const before = typed.slice(0, typed.length - last.length)
    if (!s.done) return setTyped(before + s.text)
    setTyped(before.trimEnd())
    box.reset()
    props.onChange([withToken(tokens.join(' '), s.text, props.own), before.trim()].filter(Boolean).join(' '))
  }
  const leave = () => {
    input.current?.blur()
    props.leave()
  }

  // Words act as they are typed, after a breath.
  const timer = useRef(0)
  useEffect(() => () => window.clearTimeout(timer.current), [])
  const type = (value: string) => {
    setClosed(false)
    setTyped(value)
    window.clearTimeout(timer.current)
    const next = parse(value, props.teams, props.own)
    if (next.tokens.length > 0 && /\s$/.test(value) && !/"[^"]*$/.test(value)) {
      setTyped(next.words)
      const all = next.tokens.reduce((text, tok) => withToken(text, tok.text, props.own), tokens.join(' '))
      return props.onChange([all, next.words].filter(Boolean).join(' '))
    }
    if (/[:<>]\S*$/.test(value)) return
    timer.current = window.setTimeout(() => commit(value), 250)
  }

  // What is begun is completed: a name by Tab, a value after its name by Enter too.
  const [first] = focused && !closed ? items : []
  const completes = (e: KeyboardEvent) =>
    !e.nativeEvent.isComposing &&
    ((e.key === 'Tab' && !e.shiftKey) || (e.key === 'Enter' && first?.done && /[:<>][^:<>]/.test(last)))

  const key = (e: KeyboardEvent<HTMLInputElement>) => {
    if (first && box.at < 0 && completes(e)) {
      e.preventDefault()
      window.clearTimeout(timer.current)
      return pick(first)
    }
    if (box.key(e)) return
    if (e.key === 'Enter') {
      e.preventDefault()
      const next = parse(typed, props.teams, props.own)
      const all = next.tokens.reduce((text, tok) => withToken(text, tok.text, props.own), tokens.join(' '))
      setTyped(next.words)
      window.clearTimeout(timer.current)
      props.onChange([all, next.words].filter(Boolean).join(' '))
      leave()
    } else if (e.key === 'Backspace' && typed === '' && tokens.length > 0) {
      props.onChange(without(props.text, tokens[tokens.length - 1] ?? ''))
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a click beside the tokens goes to the field
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field itself is reached with the keyboard
    <div className={c.box} data-wide={props.wide || undefined} onClick={() => input.current?.focus()}>
      <IconSearch size={16} aria-hidden="true" />
      {parsed.tokens.map((x) => (
        <TokenChip key={x.text} token={x} own={props.own} remove={() => props.onChange(without(props.text, x.text))} />
      ))}
      <input
        {...box.input}
        ref={input}
        className={c.input}
        aria-label={t`Filter the list`}
        placeholder={parsed.tokens.length === 0 ? t`Filter: type:, state:, team:, to:, words…` : ''}
        value={typed}
        maxLength={500}
        onChange={(e) => type(e.target.value)}
        onKeyDown={key}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      />
      {!focused && !props.text && <KeyOf id="filter" own="/" />}
      {focused && !closed && items.length > 0 && (
        <Proposals
          of={box}
          items={items}
          label={t`Filters`}
          name={(s) => s.text}
          render={(s) => (s === first && box.at < 0 ? <Hinted name={s.name} /> : s.name)}
        />
      )}
    </div>
  )
}

/** The proposal that Tab takes. */
const Hinted = ({ name }: { name: string }) => (
  <span className={c.hinted}>
    {name} <Keys of="Tab" />
  </span>
)

function TokenChip(props: { token: Token; own: Own[]; remove: () => void }) {
  const { t } = useLingui()
  const format = useFormat()
  const { key, op, value, known } = props.token
  const field = props.own.find((f) => f.id === key)
  const name = field ? filterName(field[format.locale] || field.fr || field.en) : keyWords[key as Key][format.locale]
  return (
    <span className={c.token} data-unknown={!known || undefined} title={known ? undefined : t`Nothing has this value`}>
      {name}
      {op}
      <b>{value.replaceAll('_', ' ')}</b>
      <button type="button" onClick={props.remove} aria-label={t`Remove the filter ${props.token.text}`}>
        <IconX size={12} stroke={2} />
      </button>
    </span>
  )
}
