// One list of actions. A button, a menu, the palette and the keyboard all run
// the same object, so none of them can say or do something else.
import type { Icon } from '@tabler/icons-react'
import { useEffect, useId, useSyncExternalStore } from 'react'

export type Action = {
  id: string
  name: string
  icon: Icon
  /** "r", "Shift+A", "g q", "Mod+K"; a sequence is separated by spaces */
  key?: string
  /** the key it has by itself, where its user chose another */
  own?: string | undefined
  /** its key holds where one writes, and the field itself listens for it */
  field?: boolean
  /** true: may run; a sentence: why it may not; false: not offered here */
  when: boolean | string
  /** what it is about, as a heading of the palette */
  group: string
  /** further words to find it by, in any language */
  words?: string
  run: () => void
}

const given = new Map<string, Action[]>()
let all: Action[] = []
const watching = new Set<() => void>()

/** The keys that a person chose: none for an action whose key is ''. */
export type CustomKeys = { off: boolean; keys: Record<string, string> }
let custom: CustomKeys = { off: false, keys: {} }

/** The key of an action as its user has it. */
export const keyOf = (id: string, own?: string): string | undefined => (custom.keys[id] ?? own) || undefined

export function setCustomKeys(next: CustomKeys) {
  custom = next
  changed()
}

function changed() {
  all = [...given.values()].flat().map((a) => (a.id in custom.keys ? { ...a, own: a.key, key: keyOf(a.id, a.key) } : a))
  for (const w of watching) w()
}

/** Offers actions for as long as the caller is on screen. */
export function useActions(actions: Action[]) {
  const id = useId()
  useEffect(() => {
    given.set(id, actions)
    changed()
  }, [id, actions])
  useEffect(
    () => () => {
      given.delete(id)
      changed()
    },
    [id],
  )
}

export function useAllActions(): Action[] {
  return useSyncExternalStore(
    (w) => {
      watching.add(w)
      return () => watching.delete(w)
    },
    () => all,
  )
}

export const runs = (a: Action | undefined): a is Action => a?.when === true

/** The key of an action, for a hint beside its button; nothing when it was taken away. */
export function useKeyOf(id: string, own: string): string {
  return useSyncExternalStore(
    (w) => {
      watching.add(w)
      return () => watching.delete(w)
    },
    () => keyOf(id, own) ?? '',
  )
}

/** The key that sends a whole form: as one sends a message, where that needs Ctrl. */
export function useFormKey(): { key: string; is: (e: { nativeEvent: KeyboardEvent }) => boolean } {
  const own = 'Mod+Enter'
  const chosen = useKeyOf('send', own)
  const key = chosen.startsWith('Mod+') ? chosen : own
  return { key, is: (e) => stroke(e.nativeEvent) === normal(key) }
}

/** Which other action a key would collide with, or stand in the way of. */
export function collides(actions: Action[], id: string, key: string): Action | undefined {
  const text = normal(key)
  const field = !!actions.find((a) => a.id === id)?.field
  return actions.find((a) => {
    if (a.id === id || !a.key) return false
    // Letters are for writing in a field; with Ctrl a key means the same everywhere.
    if (!!a.field !== field && !text.startsWith('Mod+')) return false
    const other = normal(a.key)
    // The reference, its title and its address share a beginning on purpose.
    if (a.id.startsWith('copy-') && id.startsWith('copy-')) return other === text
    return other === text || other.startsWith(`${text} `) || text.startsWith(`${other} `)
  })
}

export function stroke(e: KeyboardEvent): string {
  const key = e.key === ' ' ? 'Space' : e.key.length === 1 && /\p{L}/u.test(e.key) ? e.key.toUpperCase() : e.key
  const shift = e.shiftKey && (/^\p{L}$/u.test(key) || key.length > 1) ? 'Shift+' : ''
  const mod = e.ctrlKey || e.metaKey ? 'Mod+' : ''
  return mod + shift + key
}

export const normal = (key: string) =>
  key
    .split(' ')
    .map((s) => s.replace(/(^|\+)(\p{Ll})$/u, (_, plus: string, letter: string) => plus + letter.toUpperCase()))
    .join(' ')

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable) return true
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

const floating = () =>
  document.querySelector('[role=dialog], [role=menu][data-menu-dropdown], .mantine-Menu-dropdown, [data-palette]')

/** Listens to the keyboard for the whole page. */
export function useKeyboard() {
  useEffect(() => {
    let typed: string[] = []
    let timer = 0
    const later = (ms: number, run: () => void) => {
      window.clearTimeout(timer)
      timer = window.setTimeout(() => {
        typed = []
        run()
      }, ms)
    }
    const down = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.isComposing || e.altKey || ['Shift', 'Control', 'Meta', 'Alt'].includes(e.key)) return
      const pressed = stroke(e)
      const withMod = pressed.startsWith('Mod+')
      if (!withMod && (typing(e.target) || (custom.off && pressed !== 'Escape'))) return
      if (floating()) return
      const find = (keys: string[]) => {
        const text = keys.join(' ')
        const usable = all.filter((a) => runs(a) && a.key && !a.field)
        return {
          exact: usable.findLast((a) => normal(a.key ?? '') === text),
          more: usable.some((a) => normal(a.key ?? '').startsWith(`${text} `)),
        }
      }
      let keys = [...typed, pressed]
      let found = find(keys)
      if (!found.exact && !found.more && keys.length > 1) {
        keys = [pressed]
        found = find(keys)
      }
      window.clearTimeout(timer)
      typed = []
      if (!found.exact && !found.more) return
      // Enter and Space keep their meaning on a focused control.
      if (['Enter', 'Space'].includes(pressed) && e.target instanceof HTMLElement && e.target !== document.body) {
        if (e.target.closest('button, a, summary, [role=tab], [role=option]')) return
      }
      e.preventDefault()
      const exact = found.exact
      if (exact && !found.more) return exact.run()
      typed = keys
      if (exact) later(400, exact.run)
      else later(1200, () => {})
    }
    document.addEventListener('keydown', down)
    return () => {
      window.clearTimeout(timer)
      document.removeEventListener('keydown', down)
    }
  }, [])
}
