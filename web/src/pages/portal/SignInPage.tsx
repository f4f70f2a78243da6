import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { SignIn } from '~/features/auth/SignIn'
import { guess, speak } from '~/locales'
import { landing, safe } from '~/paths'

export function SignInPage() {
  const { to } = useSearch({ strict: false }) as { to?: string }
  const [language, setLanguage] = useState(guess)
  return (
    <SignIn
      language={language}
      onLanguage={(next) => void speak(next).then(() => setLanguage(next))}
      onDone={(me) => window.location.assign(safe(to) ?? landing(me.permissions))}
    />
  )
}
