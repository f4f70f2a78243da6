// What a person types is kept in the browser until it has been sent.
import { useCallback, useState } from 'react'

const prefix = 'guichet.draft.'

export function readDraft<T>(name: string): T | undefined {
  try {
    const text = localStorage.getItem(prefix + name)
    return text ? (JSON.parse(text) as T) : undefined
  } catch {
    return undefined
  }
}

export function writeDraft(name: string, value: unknown) {
  try {
    if (value === undefined) localStorage.removeItem(prefix + name)
    else localStorage.setItem(prefix + name, JSON.stringify(value))
  } catch {
    // A browser without storage keeps the text on screen all the same.
  }
}

const owner = 'guichet.drafts-of'

/**
 * Whoever leaves takes along what they opened and typed here: the next one at a shared
 * computer finds nothing. A session that ended without them is not a leaving: what they
 * typed waits, for them alone.
 */
export function forget() {
  try {
    sessionStorage.clear()
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key)
    localStorage.removeItem(owner)
  } catch {
    // A browser without storage has nothing to forget.
  }
}

/** Drafts belong to one person: another one who signs in here finds none. */
export function draftsOf(person: string) {
  if (localStorage.getItem(owner) === person) return
  forget()
  localStorage.setItem(owner, person)
}

/**
 * A value that survives a reload, under a name; `initial` is the same object
 * at every call. `clear` forgets it once it was sent.
 */
export function useDraft<T>(name: string, initial: T) {
  const [state, setState] = useState(() => ({
    name,
    value: readDraft<T>(name) ?? initial,
    at: undefined as Date | undefined,
  }))
  const shown = state.name === name ? state : { name, value: readDraft<T>(name) ?? initial, at: undefined }
  if (state.name !== name) setState(shown)

  const set = useCallback(
    (next: (before: T) => T) => {
      const value = next(readDraft<T>(name) ?? initial)
      writeDraft(name, value)
      setState({ name, value, at: new Date() })
    },
    [name, initial],
  )
  const clear = useCallback(() => {
    writeDraft(name, undefined)
    setState({ name, value: initial, at: undefined })
  }, [name, initial])

  return { value: shown.value, at: shown.at, set, clear }
}
