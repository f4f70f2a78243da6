import { Plural } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Alert } from '~/ui/parts'
import { arrivalCountsQuery } from './queries'

/** The breaker has opened: told to who looks after the mail, wherever they are. */
export default function HeldNotice({ frame, tools }: { frame: string | undefined; tools: ReactNode }) {
  const held = useQuery(arrivalCountsQuery).data?.held ?? 0
  if (held === 0) return null
  return (
    <div className={frame}>
      <Alert tone="amber" tools={tools}>
        <Plural
          value={held}
          one="Too much mail came at once: # letter is held, and nothing is lost."
          other="Too much mail came at once: # letters are held, and nothing is lost."
        />
      </Alert>
    </div>
  )
}
