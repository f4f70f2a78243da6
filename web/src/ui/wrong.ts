// What was refused of a form, field by field: the first is gone to, and a field that
// was typed in since is no longer called wrong.
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Refusal } from '~/api/client'

export function useWrong(error: unknown) {
  const [mended, setMended] = useState<{ of: unknown; names: string[] }>({ of: undefined, names: [] })
  const names = mended.of === error ? mended.names : []
  const refusal = error instanceof Refusal ? error : undefined
  const ref = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const first = refusal && ref.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    if (!first) return
    // With its name and its sentence, which stand around it.
    first.focus({ preventScroll: true })
    first.scrollIntoView({ block: 'center' })
  }, [refusal])
  const onInput = (e: FormEvent) => {
    const { name } = e.target as HTMLInputElement
    if (refusal && name && !names.includes(name)) setMended({ of: error, names: [...names, name] })
  }
  return {
    /** the sentence about a field; it is called as in what was sent, on the screen too */
    wrong: (name: string) => (names.includes(name) ? undefined : refusal?.field(name)),
    /** whether one of these fields says it, or said it until it was typed in anew */
    told: (...fields: string[]) => fields.some((name) => refusal?.field(name)),
    /** spread on the form */
    bind: { ref, onInput },
  }
}
