// What stands in place of a screen that cannot be shown, each truly reached: not
// allowed, not there, too large, too often, a server that fails, its database away, no
// connection, no script, an address of the API opened as a page. It says what happened
// and what to do, in the reader's language, and has the id of a request. (The window
// of a conflict and that of a session that is over are among the screens.)
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { languageOf, localeOf, look, looker, speaks } from '../looks.mjs'
import { Cast, desktop, equal, holds, until } from '../people.mjs'

const id = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/
const record = 'VPN : connexion refusée depuis la mise à jour'
const complaints = []

export async function tell(cast) {
  complaints.length = 0
  await notAllowed(cast)
  await tooMuch(cast)
  await cutOff(cast)
  await openedAsPages(cast)
  await noScript(cast)
  await broken(cast)
  if (complaints.length > 0) throw new Error(`${complaints.length} complaints:\n${complaints.join('\n')}`)
}

const looked = async (person, name) => complaints.push(...(await look(person, name)))

/** The page says so, with the id of a request and a way on. */
async function says(person, name, heading, way) {
  await person.heading(heading).waitFor()
  if (way) await person.link(way).or(person.button(way)).first().waitFor()
  const text = await person.page.locator('#main').innerText()
  holds(id.test(text), `${name} has no id of a request: ${text}`)
  await looked(person, name)
}

const start = /Revenir à l’accueil|Back to the start/
const again = /^(Réessayer|Try again)$/

async function notAllowed(cast) {
  const karim = await looker(cast, 'Karim')
  karim.excused.push(/404 \(Not Found\)/)
  await karim.signsIn('karim@solane.example')
  await speaks(karim)
  await karim.goes('/desk/administration/mailboxes')
  await says(karim, 'error-forbidden', /Vous n’avez pas accès|You are not allowed/, start)
  await karim.goes('/desk/incidents/INC-999999')
  await says(karim, 'error-missing', /n’existe pas|does not exist/, start)
  await karim.page.request.patch('/api/me', { data: { language: 'fr' } })
}

/** A file beyond the limit, and a password tried too often: said where it was done. */
async function tooMuch(cast) {
  const sophie = await looker(cast, 'Sophie')
  sophie.excused.push(/413 \(/, /429 \(/, /401 \(/, /ERR_CONNECTION_(RESET|ABORTED)/)
  await sophie.signsIn('sophie@solane.example')
  await speaks(sophie)
  await sophie.goes('/report')
  await sophie.page.getByRole('textbox').first().fill('Rapport trop lourd')
  const large = join(cast.given.out, 'large.bin')
  writeFileSync(large, '')
  truncateSync(large, 26 * 1024 * 1024)
  await sophie.page.locator('input[type=file]').first().setInputFiles(large)
  await sophie.page
    .getByRole('alert')
    .getByText(/dépasse la limite de 25|exceeds the limit of 25/)
    .waitFor()
  holds(id.test(await sophie.page.locator('#main').innerText()), 'too large: no id of a request')
  equal(await sophie.page.getByRole('textbox').first().inputValue(), 'Rapport trop lourd', 'what she typed')
  await looked(sophie, 'error-too-large')
  await sophie.page.request.patch('/api/me', { data: { language: 'fr' } })

  const nobody = await looker(cast, 'nobody')
  nobody.excused.push(/401 \(/, /429 \(/)
  await nobody.goes('/sign-in')
  const wait = nobody.page.getByText(/(Réessayez dans|Try again in) \d+/)
  for (let tries = 0; tries < 12 && (await wait.count()) === 0; tries++) {
    await nobody.field(/Identifiant|User name/).fill('personne@solane.example')
    await nobody.field(/^(Mot de passe|Password)$/).first().fill(`non ${tries}`)
    const answered = nobody.page.waitForResponse((r) => r.url().endsWith('/api/session') && r.request().method() === 'POST')
    await nobody.button(/^(Se connecter|Sign in)$/).click()
    await answered
    await nobody.page.getByText(/ne vont pas ensemble|do not go together/).or(wait).first().waitFor()
    await until('the button may be pressed', () => nobody.button(/^(Se connecter|Sign in)$/).isEnabled())
  }
  await wait.waitFor()
  holds(id.test(await nobody.page.locator('#main').innerText()), 'too many tries: no id of a request')
  await looked(nobody, 'error-too-many')
}

/** Without a connection: a record that was not fetched yet, a part of the screens. */
async function cutOff(cast) {
  const karim = await looker(cast, 'Karim-away')
  karim.excused.push(/ERR_INTERNET_DISCONNECTED/, /EventSource/, /Offline: offline/)
  await karim.signsIn('karim@solane.example')
  await speaks(karim)
  await karim.goes('/desk/queue')
  await karim.link(record).first().waitFor()
  await karim.context.setOffline(true)
  await karim.link(record).first().click()
  await karim.heading(/Le serveur est injoignable|The server cannot be reached/).waitFor()
  await karim.button(again).first().waitFor()
  await looked(karim, 'error-offline')
  await karim.context.setOffline(false)
  await comesBack(karim, karim.heading(record))

  // A part of the screens that was never fetched.
  await karim.goes('/desk/queue')
  await karim.link(record).first().waitFor()
  await karim.context.setOffline(true)
  await karim.presses('c')
  await karim.heading(/Le serveur est injoignable|The server cannot be reached/).waitFor()
  // Trying in vain leaves the page where it is.
  await karim.button(again).click()
  await karim.heading(/Le serveur est injoignable|The server cannot be reached/).waitFor()
  await karim.context.setOffline(false)
  await comesBack(karim, karim.heading(/Créer un dossier|New record/))
  await karim.page.request.patch('/api/me', { data: { language: 'fr' } })
}

/** By itself as soon as there is a connection again, or by the button, whichever is first. */
async function comesBack(person, shown) {
  const press = person.button(again).first()
  await until('it is shown after all', async () => {
    if (await shown.isVisible()) return true
    await press.click({ timeout: 1_000 }).catch(() => undefined)
    return shown.isVisible()
  })
}

/** An address of the API that a link leads to, opened as a page. */
async function openedAsPages(cast) {
  const nobody = await looker(cast, 'reader')
  nobody.excused.push(/40[134] \(/)
  for (const [path, name, heading] of [
    ['/api/attachments/none', 'error-file-signed-out', /Connexion nécessaire|Please sign in/],
    ['/api/tickets/INC-000001/history', 'error-export-signed-out', /Connexion nécessaire|Please sign in/],
    ['/api/nothing', 'error-address', /Introuvable|Not found/],
  ]) {
    await nobody.goes(path)
    await says(nobody, name, heading, start)
  }
  await nobody.link(start).click()
  await nobody.field(/Identifiant|User name/).waitFor()
  // Who is signed in reads it in their own language, whatever the browser's.
  const sophie = await cast.arrives('Sophie-reads', desktop, { locale: 'en-GB' })
  sophie.excused.push(/404 \(/)
  await sophie.signsIn('sophie@solane.example')
  await sophie.goes('/api/attachments/none')
  await sophie.heading('Introuvable').waitFor()
}

/** Where scripts do not run, the page itself speaks, in both languages. */
async function noScript(cast) {
  const language = languageOf(cast.given.engine)
  const plain = await cast.arrives('no-script', desktop, { javaScriptEnabled: false, locale: localeOf(language) })
  await plain.goes('/desk/queue')
  // What stands in a noscript is found by its place alone.
  await plain.page.locator('#main h1').waitFor()
  const text = await plain.page.locator('#main').innerText()
  for (const words of ['Guichet a besoin de JavaScript', 'Guichet needs JavaScript'])
    holds(text.includes(words), `without a script it does not say ${words}: ${text}`)
  holds(id.test(text), `without a script there is no id of a request: ${text}`)
  await plain.portrait(`error-no-script-${language}`)
  // Axe is a script: it looks at the same page where scripts run and ours do not.
  const reader = await looker(cast, 'no-script-reader')
  reader.reads = 'fr'
  await reader.page.route('**/desk/queue', async (route) => {
    const answer = await route.fetch()
    const body = (await answer.text()).replace(/<\/?noscript>/g, '').replace(/<script[^>]*><\/script>/g, '')
    await route.fulfill({ response: answer, body })
  })
  await reader.goes('/desk/queue')
  await reader.heading('Guichet a besoin de JavaScript').waitFor()
  await looked(reader, 'error-no-script')
}

/** A server that fails inside, then one whose database is away. */
async function broken(cast) {
  const { address } = await cast.asks('doomed')
  const there = new Cast(cast.browser, { ...cast.given, address }, cast.story)
  const karim = await looker(there, 'Karim-there')
  cast.people.push(karim)
  karim.excused.push(/50[03] \(/, /ERR_INCOMPLETE_CHUNKED_ENCODING/, /EventSource/, /Failed to load resource/)
  await karim.signsIn('karim@solane.example')
  await speaks(karim)
  await karim.goes('/desk/queue')
  const link = karim.link(record).first()
  await link.waitFor()
  const at = await link.getAttribute('href')
  await cast.asks('break')
  await karim.goes(at)
  await says(karim, 'error-internal', /Quelque chose n’a pas marché|Something went wrong/, again)

  await cast.asks('away')
  await karim.goes('/desk/queue')
  await says(karim, 'error-database-away', /ne répond pas pour l’instant|does not answer just now/, again)
  // Who is not signed in yet is told at the door.
  const nobody = await looker(there, 'nobody-there')
  cast.people.push(nobody)
  nobody.excused.push(/50[03] \(/, /Failed to load resource/)
  await nobody.goes('/')
  await until('the door says so', async () => id.test(await nobody.page.locator('#main').innerText()))
  await looked(nobody, 'error-database-away-door')
}
