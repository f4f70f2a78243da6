// What is offered while one writes: "/" a canned reply, "@" somebody of the
// desk, "#" a record.
import { Trans, useLingui } from '@lingui/react/macro'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useId, useState } from 'react'
import { answer, client } from '~/api/client'
import type { Canned, Mentionable } from '~/api/types'
import c from './Composer.module.css'
import { type Sign, type Typed, typedAt } from './typed'

export type Choice = {
  key: string
  name: string
  detail?: string
  preview?: string
  lang?: string
  /** what takes the place of what was typed */
  text: string
  named?: Mentionable
}

const few = 7

function useChoices(ref: string, typed: Typed | undefined): Choice[] {
  const words = typed?.words.trim() ?? ''
  const sign = typed?.sign
  const found = useQuery({
    queryKey: ['suggest', ref, sign, words],
    enabled: sign !== undefined && (sign !== '#' || words.length > 1),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    gcTime: 60_000,
    queryFn: async ({ signal }): Promise<{ sign: Sign | undefined; all: Choice[] }> => {
      if (sign === '/') {
        const query = { q: words, for: ref }
        const { items } = await answer(client.GET('/api/canned-replies', { params: { query }, signal }))
        return { sign, all: items.map(ofCanned) }
      }
      if (sign === '@') {
        const { items } = await answer(
          client.GET('/api/tickets/{ref}/mentionable', { params: { path: { ref }, query: { q: words } }, signal }),
        )
        return { sign, all: items.map((m) => ({ key: m.kind + m.id, name: m.name, text: `@${m.name} `, named: m })) }
      }
      const { items } = await answer(client.GET('/api/search', { params: { query: { q: words, limit: few } }, signal }))
      return {
        sign,
        all: items.map((r) => ({ key: r.id, name: r.reference, detail: r.title, text: `${r.reference} ` })),
      }
    },
  })
  if (!sign || found.data?.sign !== sign || (sign === '#' && words.length < 2)) return []
  return found.data.all.slice(0, few)
}

const ofCanned = (r: Canned): Choice => ({
  key: r.id,
  name: r.name,
  preview: r.text,
  lang: r.language,
  text: r.text,
  ...(r.shortcut ? { detail: `/${r.shortcut}` } : {}),
})

export function useSuggest(props: {
  record: string
  text: string
  signs: readonly Sign[]
  area: RefObject<HTMLTextAreaElement | null>
  put: (text: string, caret: number, choice: Choice) => void
  manage?: ReactNode
}) {
  const { t } = useLingui()
  const { text, area } = props
  const id = useId()
  const [caret, setCaret] = useState(-1)
  const [closed, setClosed] = useState<string>()
  const [active, setActive] = useState(0)
  const at = caret < 0 ? undefined : typedAt(text, caret, props.signs)
  const place = at && `${at.sign}${at.from}`
  const typed = at && place !== closed ? at : undefined
  const choices = useChoices(props.record, typed)
  const open = typed !== undefined && choices.length > 0
  const here = Math.min(active, choices.length - 1)
  const words = typed?.words
  // biome-ignore lint/correctness/useExhaustiveDependencies: other words begin at the first choice again
  useEffect(() => setActive(0), [words])
  useEffect(() => {
    if (open) document.getElementById(`${id}-${here}`)?.scrollIntoView({ block: 'nearest' })
  }, [open, here, id])

  const take = (choice: Choice) => {
    if (!typed) return
    const next = text.slice(0, typed.from) + choice.text + text.slice(typed.to)
    const end = typed.from + choice.text.length
    props.put(next, end, choice)
    setCaret(-1)
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(end, end)
    })
  }
  const look = () => {
    const field = area.current
    setCaret(field && field.selectionStart === field.selectionEnd ? field.selectionStart : -1)
  }

  return {
    /** opens the choices as if the sign had been typed */
    begin: (sign: Sign) => {
      const field = area.current
      if (!field) return
      const end = field.selectionEnd ?? text.length
      const gap = end > 0 && !/\s/.test(text[end - 1] ?? '') ? ' ' : ''
      const next = `${text.slice(0, end)}${gap}${sign}${text.slice(end)}`
      const stand = end + gap.length + 1
      props.put(next, stand, { key: '', name: '', text: '' })
      setClosed(undefined)
      requestAnimationFrame(() => {
        field.focus()
        field.setSelectionRange(stand, stand)
        setCaret(stand)
      })
    },
    look,
    leave: () => setCaret(-1),
    /** true: the key was for the choices */
    key: (e: KeyboardEvent): boolean => {
      if (!open || e.nativeEvent.isComposing) return false
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
        setActive((here + (e.key === 'ArrowDown' ? 1 : -1) + choices.length) % choices.length)
      } else if ((e.key === 'Enter' && !e.ctrlKey && !e.metaKey) || e.key === 'Tab') {
        const choice = choices[here]
        if (choice) take(choice)
      } else if (e.key === 'Escape') setClosed(place)
      else return false
      e.preventDefault()
      e.stopPropagation()
      return true
    },
    field: {
      'aria-autocomplete': 'list' as const,
      ...(open ? { 'aria-controls': id, 'aria-activedescendant': `${id}-${here}` } : {}),
    },
    list: open ? (
      <div className={c.suggest}>
        <div
          id={id}
          role="listbox"
          aria-label={typed.sign === '/' ? t`Canned replies` : typed.sign === '@' ? t`People and teams` : t`Records`}
        >
          {choices.map((choice, i) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field it belongs to
            <div
              key={choice.key}
              id={`${id}-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === here}
              onMouseDown={(e) => e.preventDefault()}
              onMouseMove={() => setActive(i)}
              onClick={() => take(choice)}
            >
              <span className={c.choice}>
                <span>{choice.name}</span>
                {choice.detail && <span className={c.choiceDetail}>{choice.detail}</span>}
              </span>
              {choice.preview && (
                <span className={c.preview} lang={choice.lang}>
                  {choice.preview}
                </span>
              )}
            </div>
          ))}
        </div>
        {typed.sign === '/' && props.manage && <p className={c.manage}>{props.manage}</p>}
      </div>
    ) : typed?.sign === '/' && props.manage ? (
      <div className={c.suggest}>
        <p className={c.manage}>
          <Trans>No canned reply has these words.</Trans> {props.manage}
        </p>
      </div>
    ) : null,
  }
}
