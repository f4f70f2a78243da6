// What was refused of a form, field by field: a field that was typed in since is
// no longer called wrong.
import { type FormEvent, useState } from 'react'
import { Refusal } from '~/api/client'

export function useWrong(error: unknown) {
  const [mended, setMended] = useState<{ of: unknown; names: string[] }>({ of: undefined, names: [] })
  const names = mended.of === error ? mended.names : []
  const refusal = error instanceof Refusal ? error : undefined
  return {
    /** the sentence about a field; it is called as in what was sent, on the screen too */
    wrong: (name: string) => (names.includes(name) ? undefined : refusal?.field(name)),
    /** for the form */
    onInput: (e: FormEvent) => {
      const { name } = e.target as HTMLInputElement
      if (refusal && name && !names.includes(name)) setMended({ of: error, names: [...names, name] })
    },
  }
}
