// Whoever sits before a browser, and what the stories say they do there.
import { join } from 'node:path'

/** How they sit: at a desk, or with a telephone in hand. */
export const desktop = { viewport: { width: 1440, height: 900 } }
export const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

const patience = 60_000

/** All who play in one story. */
export class Cast {
  constructor(browser, given, story) {
    this.browser = browser
    this.given = given
    this.story = story
    this.people = []
    this.said = []
  }

  /** A browser of their own, with nothing in it. */
  async arrives(name, sits = desktop, more = {}) {
    const context = await this.browser.newContext({
      locale: 'fr-FR',
      timezoneId: 'Europe/Paris',
      reducedMotion: 'reduce',
      baseURL: this.given.address,
      ...sits,
      ...more,
    })
    context.setDefaultTimeout(patience)
    const person = new Person(this, name, context)
    this.people.push(person)
    await person.opens()
    return person
  }

  /** Asks the test for what a browser cannot do: a letter, a server that stops. */
  async asks(what, about = {}) {
    const answer = await fetch(`${this.given.asks}/${what}`, { method: 'POST', body: JSON.stringify(about) })
    if (!answer.ok) throw new Error(`${what}: ${await answer.text()}`)
    return answer.json()
  }

  says(words) {
    this.said.push(words)
  }

  /** Nothing went wrong behind the scenes. */
  check() {
    const wrong = this.people.flatMap((p) => p.wrong.map((w) => `${p.name}: ${w}`))
    if (wrong.length > 0) throw new Error(`behind the scenes:\n${wrong.slice(0, 20).join('\n')}`)
  }

  /** The interface does nothing that the documented API does not offer. */
  async documented(...people) {
    const answer = await people[0].page.request.get('/api/openapi.json')
    const offers = Object.entries((await answer.json()).paths).flatMap(([path, verbs]) => {
      const shape = new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`)
      return Object.keys(verbs).map((verb) => ({ verb: verb.toUpperCase(), shape }))
    })
    for (const person of people)
      for (const call of person.called) {
        const [verb, path] = call.split(' ')
        if (!offers.some((o) => o.verb === verb && o.shape.test(path)))
          throw new Error(`${person.name}'s page called ${call}, which the API does not document`)
      }
  }

  /** What everybody had before their eyes when it failed. */
  async portray() {
    for (const p of this.people) {
      await p.page.screenshot({ path: join(this.given.out, `failed-${this.story}-${p.name}.png`) }).catch(() => {})
      this.says(
        `${p.name} was at ${p.page.url()}; behind the scenes: ${p.wrong.slice(0, 5).join('; ') || 'nothing wrong'}`,
      )
    }
  }

  async leave() {
    await Promise.all(this.people.map((p) => p.context.close().catch(() => {})))
  }
}

export class Person {
  constructor(cast, name, context) {
    this.cast = cast
    this.name = name
    this.context = context
    /** what must not happen and did: errors, dialogs, calls to elsewhere */
    this.wrong = []
    /** what may go wrong in this story */
    this.excused = []
    /** every text that the server sent to this browser */
    this.received = []
    /** what the browser asked of the API: "POST /api/incidents" */
    this.called = new Set()
  }

  async opens() {
    const page = await this.context.newPage()
    this.page = page
    const bad = (words) => {
      if (!this.excused.some((e) => e.test(words)) && !this.wrong.includes(words)) this.wrong.push(words)
    }
    page.on('console', (m) => {
      if (m.type() === 'error' || m.type() === 'warning') bad(`console: ${m.text()} ${m.location().url}`)
    })
    page.on('pageerror', (e) => bad(`error: ${e.stack ?? e.message}`))
    page.on('dialog', async (d) => {
      this.wrong.push(`a dialog: ${d.message()}`)
      await d.dismiss()
    })
    page.on('request', (r) => {
      const url = new URL(r.url())
      if (['data:', 'blob:', 'about:'].includes(url.protocol)) return
      if (url.origin !== this.cast.given.address) this.wrong.push(`a request to ${r.url()}`)
      else if (url.pathname.startsWith('/api/')) this.called.add(`${r.method()} ${url.pathname}`)
    })
    page.on('response', async (r) => {
      if (!r.url().includes('/api/') || r.url().includes('/api/live')) return
      const text = await r.text().catch(() => '')
      this.received.push({ url: r.url(), text })
    })
    const wire = await this.context.newCDPSession(page)
    this.wire = wire
    await wire.send('Network.enable')
    wire.on('Network.eventSourceMessageReceived', (m) => this.received.push({ url: '/api/live', text: m.data }))
  }

  /** Signs in as people do: their address, their password. */
  async signsIn(login, at = '/') {
    await this.goes(at)
    await this.field(/Identifiant|User name/).fill(login)
    await this.field('Mot de passe').or(this.field('Password')).first().fill(this.cast.given.password)
    await this.button(/^(Se connecter|Sign in)$/).click()
    await this.page.waitForURL((url) => url.pathname !== '/sign-in')
    await this.page.locator('#main').first().waitFor()
    return this
  }

  /** Is signed in already when the page opens: for stories that are about something else. */
  async comes(login, at = '/desk/queue') {
    const data = { login, password: this.cast.given.password }
    const answer = await this.page.request.post('/api/session', { data })
    if (!answer.ok()) throw new Error(`${this.name} cannot sign in: ${await answer.text()}`)
    await this.goes(at)
    await this.page.locator('#main').first().waitFor()
    return this
  }

  goes(path) {
    return this.page.goto(path, { waitUntil: 'load' })
  }

  field(label) {
    return this.page.getByLabel(label)
  }

  button(name, options = {}) {
    return this.page.getByRole('button', { name, ...options })
  }

  link(name, options = {}) {
    return this.page.getByRole('link', { name, ...options })
  }

  heading(name) {
    return this.page.getByRole('heading', { name })
  }

  item(name) {
    return this.page.getByRole('menuitem', { name })
  }

  tab(name) {
    return this.page.getByRole('tab', { name })
  }

  dialog(name) {
    return this.page.getByRole('dialog', { name })
  }

  async sees(words, within = this.page) {
    await within.getByText(words).first().waitFor({ state: 'visible' })
  }

  async seesNot(words, within = this.page) {
    const count = await within.getByText(words).count()
    if (count > 0) throw new Error(`${this.name} sees ${words}`)
  }

  presses(keys) {
    return this.page.keyboard.press(keys)
  }

  /** Anchors the page: from now on nothing may load it anew. */
  async stays() {
    await this.page.evaluate(() => {
      window.stayed = true
    })
  }

  async stayed() {
    if (!(await this.page.evaluate(() => window.stayed))) throw new Error(`${this.name}'s page was loaded anew`)
  }

  async portrait(name, options = {}) {
    await this.page.screenshot({ path: join(this.cast.given.out, `${name}.png`), ...options })
  }
}

/** Waits until something is so. */
export async function until(what, so, ms = patience) {
  const end = Date.now() + ms
  for (;;) {
    const found = await so()
    if (found) return found
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`)
    await new Promise((r) => setTimeout(r, 50))
  }
}

export function equal(got, wanted, what) {
  if (got !== wanted) throw new Error(`${what}: ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`)
}

export function holds(so, what) {
  if (!so) throw new Error(what)
}
