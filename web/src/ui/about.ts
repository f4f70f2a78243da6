// Which record a window is about, where the page behind it shows many.
import { createContext, useContext } from 'react'

export const About = createContext('')

/** The title of a window, with what it is about. */
export function useAbout(): (title: string | undefined) => string | undefined {
  const about = useContext(About)
  return (title) => (title && about ? `${title} – ${about}` : title)
}
