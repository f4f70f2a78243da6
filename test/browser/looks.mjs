// A look at what is on screen: nothing in it keeps anybody out, in the light and in
// the dark, at a desk and on a telephone; nothing is cut on a narrow screen; no word
// of the other language, no key in place of a word.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { desktop } from './people.mjs'
import { unheard } from './reader.mjs'

/** The whole of axe, to be put into a page. */
export const axe = readFileSync(
  createRequire(new URL('../../web/package.json', import.meta.url)).resolve('axe-core/axe.min.js'),
  'utf8',
)
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** What hangs on the theme: it changes colours, and nothing else. */
const colours = ['color-contrast', 'link-in-text-block']
const narrow = { width: 320, height: 640 }
const small = { width: 390, height: 844 }

/** The language in which an engine's screens are looked at: together they are both. */
export const languageOf = (engine) => (engine === 'postgres' ? 'en' : 'fr')
export const localeOf = (language) => (language === 'fr' ? 'fr-FR' : 'en-GB')

/** A browser of somebody who looks. */
export async function looker(cast, name, more = {}) {
  const language = languageOf(cast.given.engine)
  const person = await cast.arrives(name, desktop, { locale: localeOf(language), ...more })
  await person.page.addInitScript(axe)
  person.excused.push(/401 .*\/api\/me$/)
  person.reads = language
  return person
}

/** The language of who is signed in, as this engine has it, and the theme of the system. */
export async function speaks(person) {
  const me = await person.page.request.patch('/api/me', { data: { language: person.reads, theme: 'auto' } })
  if (!me.ok()) throw new Error(`the language of ${person.name}: ${await me.text()}`)
}

/**
 * What is wrong with what is on screen: all of axe at a desk in one theme, on a telephone
 * in the other. What a telephone folds away is opened there once more.
 */
export async function look(person, name, { bilingual = false, small: opens } = {}) {
  const { page, reads: language } = person
  const { pictures } = person.cast.given
  const complaints = []
  const says = (words) => complaints.push(`${name}: ${words}`)
  const at = async (theme, where, rules) => {
    await page.emulateMedia({ colorScheme: theme })
    await settled(page)
    for (const broken of await violations(page, rules)) says(`${theme}, ${where}: ${broken}`)
    if (pictures) await person.portrait(`${name}-${language}-${theme}${where === 'phone' ? '-phone' : ''}`)
  }
  // The two engines take the two themes crosswise; for pictures each takes both.
  const [here, there] = language === 'fr' ? ['light', 'dark'] : ['dark', 'light']
  await page.setViewportSize(desktop.viewport)
  await at(here, 'desk')
  if (pictures) await at(there, 'desk', colours)
  await page.setViewportSize(small)
  if (opens) await opens(person)
  await at(there, 'phone')
  if (pictures) await at(here, 'phone', colours)
  await page.setViewportSize(narrow)
  for (const cut of await staysCut(page)) says(`at 320 px: ${cut}`)

  for (const dumb of await unheard(person)) says(`to a screen reader: ${dumb}`)

  const spoken = await page.evaluate(() => document.documentElement.lang)
  if (spoken !== language) says(`the page says that it speaks ${spoken}`)
  const foreign = wordsOfTheOther(language)
  for (const words of await shownWords(page)) {
    // Names that people give stand there in both languages.
    if (foreign.has(words) && !bilingual) says(`not in ${language}: ${JSON.stringify(words)}`)
    if (/^[a-z]+(_[a-z]+)+$/.test(words)) says(`a key in place of a word: ${words}`)
  }
  await page.setViewportSize(desktop.viewport)
  await page.emulateMedia({ colorScheme: here })
  return complaints
}

/** Fonts are there, what changes colour has changed it, and two frames have been drawn. */
function settled(page) {
  return page.evaluate(async () => {
    await document.fonts.ready
    const passing = document
      .getAnimations()
      .filter((a) => a.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY)
    await Promise.allSettled(passing.map((a) => a.finished))
    for (let i = 0; i < 2; i++) await new Promise((drawn) => requestAnimationFrame(drawn))
  })
}

/** What is broken and stays so: a page that was still turning dark under the look is looked at again. */
async function violations(page, rules) {
  const found = await lookOver(page, rules)
  if (found.length === 0) return found
  await settled(page)
  const again = await lookOver(page, rules)
  return found.filter((broken) => again.includes(broken))
}

async function lookOver(page, rules) {
  const runOnly = rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags }
  const found = await page.evaluate(
    (only) => window.axe.run(document, { runOnly: only, resultTypes: ['violations'], preload: false }),
    runOnly,
  )
  return found.violations.flatMap((v) =>
    v.nodes.slice(0, 3).map((n) => {
      const [why] = [...n.any, ...n.all, ...n.none]
      return `${v.id} (${v.help}) at ${n.target.join(' ')}: ${why?.message ?? ''}`
    }),
  )
}

/** What is cut and stays so: what floats over the page finds its new place a moment after the page has. */
async function staysCut(page) {
  let cut = []
  for (let looks = 0; looks < 20; looks++) {
    await settled(page)
    cut = await cutOff(page)
    if (cut.length === 0) break
    await page.waitForTimeout(250)
  }
  return cut
}

/** The page does not scroll sideways, and nothing in it is out of reach; what floats ends on the screen. */
function cutOff(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth
    const found = wide > innerWidth ? [`the page is ${wide} px wide`] : []
    for (const e of document.querySelectorAll('a, button, input, select, textarea, h1, h2, p')) {
      const box = e.getBoundingClientRect()
      if (box.width === 0 || box.height === 0 || getComputedStyle(e).visibility === 'hidden') continue
      if (e.closest('.sr, .skip, [aria-hidden=true]')) continue
      let scrolls = false
      for (let up = e.parentElement; up; up = up.parentElement)
        if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX) && up.scrollWidth > up.clientWidth)
          scrolls = true
      if (!scrolls && (box.right > innerWidth + 1 || box.left < -1) && box.left < 10_000)
        found.push(
          `${e.tagName.toLowerCase()} ${JSON.stringify((e.textContent || e.getAttribute('aria-label') || '').slice(0, 40))} ends at ${Math.round(box.right)}`,
        )
    }
    for (const e of document.querySelectorAll('[role=menu], [role=listbox]')) {
      const box = e.getBoundingClientRect()
      if (e.closest('#floats') && box.height > 0 && box.bottom > innerHeight + 1)
        found.push(`a ${e.getAttribute('role')} ends at ${Math.round(box.bottom)}, below the screen`)
    }
    return found.slice(0, 6)
  })
}

/** Every text and every name for assistive technology that is not the people's own. */
function shownWords(page) {
  return page.evaluate(() => {
    const words = new Set()
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement
      if (!parent || parent.closest('script, style, noscript, [lang]:not(html)')) continue
      words.add(walker.currentNode.textContent.trim())
    }
    for (const e of document.querySelectorAll('[aria-label], [title], [placeholder]'))
      if (!e.closest('[lang]:not(html)'))
        for (const a of ['aria-label', 'title', 'placeholder'])
          if (e.getAttribute(a)) words.add(e.getAttribute(a).trim())
    words.delete('')
    return [...words]
  })
}

const foreigns = new Map()
/** What the interface says in the other language, where it differs. */
function wordsOfTheOther(language) {
  const known = foreigns.get(language)
  if (known) return known
  const text = readFileSync(join(import.meta.dirname, '../../web/src/locales/fr.po'), 'utf8')
  // Languages are called in their own; a team of the sample is called so.
  const own = new Set(['English', 'Français', 'français', 'Centre de services'])
  const words = new Set()
  for (const [, english, french] of text.matchAll(/^msgid "(.+)"\nmsgstr "(.+)"$/gm)) {
    if (/[{<]/.test(english)) continue
    own.add(language === 'fr' ? french : english)
    words.add(language === 'fr' ? english : french)
  }
  foreigns.set(language, new Set([...words].filter((w) => !own.has(w))))
  return foreigns.get(language)
}
