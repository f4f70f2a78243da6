// Every screen, in one language on each engine and in both themes: nothing that
// keeps anybody out, nothing cut on a narrow screen, no word of the other
// language, no key in place of a word, no complaint in the console.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { desktop } from '../people.mjs'
import { unheard } from '../reader.mjs'
import { administration, authority, door, portal, workspace } from '../screens.mjs'

const axe = readFileSync(
  createRequire(new URL('../../../web/package.json', import.meta.url)).resolve('axe-core/axe.min.js'),
  'utf8',
)
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const narrow = { width: 320, height: 640 }
const small = { width: 390, height: 844 }

export async function tell(cast) {
  const language = cast.given.engine === 'postgres' ? 'en' : 'fr'
  const foreign = wordsOfTheOther(language)
  const complaints = []
  const players = [
    ['nobody', undefined, door],
    ['Sophie', 'sophie@solane.example', portal],
    ['Karim', 'karim@solane.example', workspace],
    ['Anne', 'admin@solane.example', administration],
    ['Isabelle', 'isabelle@solane.example', authority],
  ]
  const look = async ([name, login, screens]) => {
    const person = await cast.arrives(name, desktop, { locale: language === 'fr' ? 'fr-FR' : 'en-GB' })
    await person.page.addInitScript(axe)
    person.excused.push(/401 .*\/api\/me$/)
    if (login) {
      await person.signsIn(login)
      const me = await person.page.request.patch('/api/me', { data: { language, theme: 'auto' } })
      if (!me.ok()) throw new Error(`the language of ${name}: ${await me.text()}`)
    }
    for (const screen of screens) {
      // One screen that does not come must not hide what is wrong on the others.
      try {
        complaints.push(...(await examine(person, screen, language, foreign)))
      } catch (error) {
        await person.portrait(`failed-${screen.name}`)
        complaints.push(`${screen.name}: ${error.message.split('\n').slice(0, 3).join(' ')}`)
      }
    }
    if (login) await person.page.request.patch('/api/me', { data: { language: 'fr' } })
  }
  // Two at a time: one waits for the server while the other is drawn.
  await Promise.all([
    look(players[1])
      .then(() => look(players[0]))
      .then(() => look(players[4])),
    look(players[2]).then(() => look(players[3])),
  ])
  if (complaints.length > 0) throw new Error(`${complaints.length} complaints:\n${complaints.join('\n')}`)
}

async function examine(person, screen, language, foreign) {
  const { page } = person
  const pictures = person.cast.given.pictures
  const complaints = []
  const says = (words) => complaints.push(`${screen.name}: ${words}`)
  if (screen.refused) person.excused.push(/404 \(Not Found\)/)
  // The whole of axe once, in the light in French and in the dark in English;
  // with pictures, in both.
  const first = language === 'fr' ? 'light' : 'dark'
  const second = first === 'light' ? 'dark' : 'light'
  await page.setViewportSize(desktop.viewport)
  await page.emulateMedia({ colorScheme: first })
  if (screen.path) await person.goes(screen.path)
  await screen.wait(person)
  await settled(page)
  for (const broken of await violations(page)) says(`${first}: ${broken}`)
  if (pictures) {
    await person.portrait(`${screen.name}-${language}-${first}`)
    await page.emulateMedia({ colorScheme: second })
    for (const broken of await violations(page)) says(`${second}: ${broken}`)
    await person.portrait(`${screen.name}-${language}-${second}`)
    await page.setViewportSize(small)
    await settled(page)
    for (const broken of await violations(page)) says(`${second}, on a telephone: ${broken}`)
    await person.portrait(`${screen.name}-${language}-${second}-phone`)
    await page.emulateMedia({ colorScheme: first })
    await person.portrait(`${screen.name}-${language}-${first}-phone`)
  }
  await page.setViewportSize(narrow)
  await settled(page)
  for (const cut of await cutOff(page)) says(`at 320 px: ${cut}`)

  for (const dumb of await unheard(person)) says(`to a screen reader: ${dumb}`)

  const spoken = await page.evaluate(() => document.documentElement.lang)
  if (spoken !== language) says(`the page says that it speaks ${spoken}`)
  for (const words of await shownWords(page)) {
    // Names that people give stand there in both languages.
    if (foreign.has(words) && !screen.bilingual) says(`not in ${language}: ${JSON.stringify(words)}`)
    if (/^[a-z]+(_[a-z]+)+$/.test(words)) says(`a key in place of a word: ${words}`)
  }
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
async function violations(page) {
  const found = await lookOver(page)
  if (found.length === 0) return found
  await settled(page)
  const again = await lookOver(page)
  return found.filter((broken) => again.includes(broken))
}

async function lookOver(page) {
  const found = await page.evaluate(
    (values) => window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }),
    tags,
  )
  return found.violations.flatMap((v) =>
    v.nodes.slice(0, 3).map((n) => {
      const [why] = [...n.any, ...n.all, ...n.none]
      return `${v.id} (${v.help}) at ${n.target.join(' ')}: ${why?.message ?? ''}`
    }),
  )
}

/** The page does not scroll sideways, and nothing in it is out of reach. */
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

/** What the interface says in the other language, where it differs. */
function wordsOfTheOther(language) {
  const text = readFileSync(join(import.meta.dirname, '../../../web/src/locales/fr.po'), 'utf8')
  // Languages are called in their own; a team of the sample is called so.
  const own = new Set(['English', 'Français', 'français', 'Centre de services'])
  const words = new Set()
  for (const [, english, french] of text.matchAll(/^msgid "(.+)"\nmsgstr "(.+)"$/gm)) {
    if (/[{<]/.test(english)) continue
    own.add(language === 'fr' ? french : english)
    words.add(language === 'fr' ? english : french)
  }
  return new Set([...words].filter((w) => !own.has(w)))
}
