// The two languages. Only the one that is read is fetched.
import { i18n } from '@lingui/core'
import type { Language } from '~/api/types'

const loaders = {
  en: () => import('./en.po'),
  fr: () => import('./fr.po'),
}

export const languages: { value: Language; name: string }[] = [
  { value: 'fr', name: 'Français' },
  { value: 'en', name: 'English' },
]

const key = 'guichet.language'

/** The language before anybody is known: the last one used, else the browser's. */
export function guess(): Language {
  const kept = localStorage.getItem(key)
  if (kept === 'fr' || kept === 'en') return kept
  const ours = navigator.languages.map((l) => l.toLowerCase().slice(0, 2)).find((l) => l === 'fr' || l === 'en')
  return ours === 'en' ? 'en' : 'fr'
}

export async function speak(language: Language) {
  const { messages } = await loaders[language]()
  localStorage.setItem(key, language)
  document.documentElement.lang = language
  i18n.loadAndActivate({ locale: language, messages })
}

export { i18n }
