// What every screen knows: how to write dates and numbers, and what time it is.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useSyncExternalStore } from 'react'
import { type Formatter, formatter } from './format'

const Context = createContext<Formatter>(formatter('fr', ''))

export function FormatProvider(props: { locale: 'fr' | 'en'; zone: string; children: ReactNode }) {
  const value = useMemo(() => formatter(props.locale, props.zone), [props.locale, props.zone])
  return <Context value={value}>{props.children}</Context>
}

export const useFormat = () => useContext(Context)

let now = new Date()
const watching = new Set<() => void>()
let timer: number | undefined

function watch(listener: () => void) {
  watching.add(listener)
  timer ??= window.setInterval(() => {
    now = new Date()
    for (const w of watching) w()
  }, 20_000)
  return () => {
    watching.delete(listener)
    if (watching.size > 0) return
    window.clearInterval(timer)
    timer = undefined
  }
}

/** The present, moving on three times a minute. */
export const useNow = () => useSyncExternalStore(watch, () => now)

/** The title of the page in the browser. */
export function useTitle(...parts: (string | undefined)[]) {
  const title = [...parts, 'Guichet'].filter(Boolean).join(' · ')
  useEffect(() => {
    document.title = title
  }, [title])
}
