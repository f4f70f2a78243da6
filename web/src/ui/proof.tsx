// Acts that ask for the password again: the server says so, a window asks, and
// the same act goes on. The window is fetched only when it is needed.
import { useMutation } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { Refusal } from '~/api/client'

const AskPassword = lazy(() => import('./AskPassword'))

const asks = (error: unknown) => error instanceof Refusal && error.code === 'password.again'

/** A mutation that may ask for the password first. Its window is to be drawn. */
export function useProven<In, Out>(mutationFn: (input: In) => Promise<Out>, onSuccess?: (out: Out) => unknown) {
  const [waiting, setWaiting] = useState<{ input: In }>()
  const act = useMutation({
    mutationFn,
    onSuccess,
    onError: (error, input) => {
      if (asks(error)) setWaiting({ input })
    },
  })
  const window: ReactNode = waiting && (
    <Suspense>
      <AskPassword
        cancel={() => {
          setWaiting(undefined)
          act.reset()
        }}
        done={() => {
          setWaiting(undefined)
          act.mutate(waiting.input)
        }}
      />
    </Suspense>
  )
  return { ...act, error: asks(act.error) ? null : act.error, window }
}
