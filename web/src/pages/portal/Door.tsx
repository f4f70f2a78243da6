// The pages that are open to who is not signed in.
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Me } from '~/api/types'
import { Accessibility } from '~/features/auth/Accessibility'
import type { Speaking } from '~/features/auth/Frame'
import { Invitation } from '~/features/auth/Invitation'
import { AskLink, Enter, NewPassword } from '~/features/auth/Links'
import { Setup } from '~/features/auth/Setup'
import { SignIn } from '~/features/auth/SignIn'
import { guess, speak } from '~/locales'
import { landing, paths, safe } from '~/paths'

function useSpeaking(): Speaking {
  const [language, setLanguage] = useState(guess)
  return { language, onLanguage: (next) => void speak(next).then(() => setLanguage(next)) }
}

const land = (me: Me) => window.location.assign(landing(me.permissions))

export function SignInPage() {
  const { to } = useSearch({ strict: false }) as { to?: string }
  return (
    <SignIn
      {...useSpeaking()}
      forgotten={paths.forgotten}
      byMail={paths.byMail}
      onEmpty={() => window.location.replace(paths.setup)}
      onDone={(me) => window.location.assign(safe(to) ?? landing(me.permissions))}
    />
  )
}

export const ForgottenPage = () => <AskLink {...useSpeaking()} of="password" signIn={paths.signIn} />
export const ByMailPage = () => <AskLink {...useSpeaking()} of="session" signIn={paths.signIn} />
export const NewPasswordPage = () => <NewPassword {...useSpeaking()} signIn={paths.signIn} again={paths.forgotten} />
export const EnterPage = () => <Enter {...useSpeaking()} onDone={land} again={paths.byMail} signIn={paths.signIn} />
export const InvitationPage = () => <Invitation {...useSpeaking()} onDone={land} signIn={paths.signIn} />
/** Whoever has just set the desk up goes on with its first steps. */
export const SetupPage = () => (
  <Setup
    {...useSpeaking()}
    onDone={() => window.location.assign(paths.desk.administration.firstSteps)}
    signIn={paths.signIn}
  />
)
export const AccessibilityPage = () => <Accessibility {...useSpeaking()} home={paths.portal.home} />
