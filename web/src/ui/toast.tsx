// Short words about what was just done, with its undo.
import { useLingui } from '@lingui/react/macro'
import { IconAlertTriangle, IconCircleCheck, IconX } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { Keys } from './parts'
import c from './parts.module.css'

type Toast = { id: number; words: string; bad?: boolean; undo?: () => void }

let toasts: Toast[] = []
let last = 0
let undo: (() => void) | undefined
const watching = new Set<() => void>()

function set(next: Toast[]) {
  toasts = next
  for (const w of watching) w()
}

export function dismiss(id: number) {
  const gone = toasts.find((t) => t.id === id)
  if (gone?.undo && gone.undo === undo) undo = undefined
  set(toasts.filter((t) => t.id !== id))
}

/** Says what was done; an undo stays within reach for ten seconds. */
export function say(words: string, options?: { bad?: boolean; undo?: () => void }) {
  const id = ++last
  if (options?.undo) undo = options.undo
  set([...toasts.filter((t) => !t.undo || !options?.undo).slice(-2), { id, words, ...options }])
  window.setTimeout(() => dismiss(id), options?.undo || options?.bad ? 10_000 : 4_000)
}

/** Takes back the last thing that can be taken back; false when there is none. */
export function undoLast(): boolean {
  if (!undo) return false
  const run = undo
  const shown = toasts.find((t) => t.undo === run)
  if (shown) dismiss(shown.id)
  undo = undefined
  run()
  return true
}

/** It was taken back by another way: nothing offers it any more. */
export function forgetUndo() {
  const shown = toasts.find((t) => t.undo && t.undo === undo)
  if (shown) dismiss(shown.id)
}

function subscribe(w: () => void) {
  watching.add(w)
  return () => {
    watching.delete(w)
  }
}

export const useCanUndo = () => useSyncExternalStore(subscribe, () => undo !== undefined)

export function Toaster() {
  const { t } = useLingui()
  const list = useSyncExternalStore(subscribe, () => toasts)
  return (
    <section className={c.toasts} aria-live="polite" aria-label={t`Messages`}>
      {list.map((toast) => (
        <div key={toast.id} className={c.toast}>
          {toast.bad ? (
            <IconAlertTriangle size={18} color="var(--g-red)" aria-hidden="true" />
          ) : (
            <IconCircleCheck size={18} color="var(--g-green)" aria-hidden="true" />
          )}
          <span>{toast.words}</span>
          {toast.undo && (
            <button type="button" className={c.tab} onClick={() => undoLast()}>
              {t`Undo`} <Keys of="z" />
            </button>
          )}
          <button type="button" className={c.drop} onClick={() => dismiss(toast.id)} aria-label={t`Dismiss`}>
            <IconX size={16} />
          </button>
        </div>
      ))}
    </section>
  )
}
