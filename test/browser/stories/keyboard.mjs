// Karim's hand never leaves the keyboard: he signs in, finds, takes, answers,
// notes, waits, goes on, resolves, logs a call, and finds his way.
import { desktop, equal, holds, until } from '../people.mjs'

const mark = String(Date.now() % 100_000)
const title = `Clavier sans pavé numérique, poste ${mark}`

export async function tell(cast) {
  const sophie = await cast.arrives('Sophie', desktop)
  await sophie.signsIn('sophie@solane.example')
  const made = await sophie.page.request.post('/api/incidents', {
    data: { title, description: 'Il manque dix touches.' },
  })
  holds(made.ok(), `the incident was not made: ${await made.text()}`)
  const { reference } = await made.json()

  const karim = await cast.arrives('Karim', desktop)
  await karim.page.addInitScript(() => {
    window.mice = 0
    for (const kind of ['pointerdown', 'mousedown', 'touchstart'])
      window.addEventListener(kind, () => window.mice++, true)
  })
  const types = (words) => karim.page.keyboard.type(words)
  const keys = async (...all) => {
    for (const key of all) await karim.presses(key)
  }
  const focused = (role, name) =>
    until(`${role} ${name} has the focus`, () =>
      karim.page
        .getByRole(role, { name })
        .first()
        .evaluate((e) => e === document.activeElement)
        .catch(() => false),
    )

  // He signs in: the first field waits for him.
  karim.excused.push(/401 .*\/api\/me$/)
  // The browser itself notes every refusal; this one is of an end without a category.
  karim.excused.push(/422 .*\/replies$/)
  await karim.goes('/')
  await focused('textbox', /Identifiant/)
  await types('karim@solane.example')
  await keys('Tab')
  await types(cast.given.password)
  await keys('Enter')
  await karim.heading('File').waitFor()
  await karim.sees('Connecté')
  await karim.page.getByRole('row').nth(3).waitFor()

  // Up and down the queue; open, and back.
  await keys('j', 'j', 'k', 'j', 'Enter')
  await karim.page.waitForURL(/\/desk\/incidents\/INC-/)
  const [second] = karim.page.url().match(/INC-\d+/)
  await keys('j')
  await until('the next one is open', () => !karim.page.url().includes(second))
  await keys('g', 'q')
  await karim.page.waitForURL((url) => url.pathname === '/desk/queue')

  // By its words.
  await keys('/')
  await focused('combobox', 'Filtrer la liste')
  await types(`clavier ${mark}`)
  await keys('Enter')
  await until('one incident is left', async () => (await karim.page.getByRole('row').count()) === 2)
  await keys('j', 'Enter')
  await karim.heading(title).waitFor()
  equal(karim.page.url().includes(reference), true, 'his record is open')

  await keys('Shift+A')
  await karim.page.getByTitle('Personne').getByText('Moi').waitFor()
  await keys('r')
  await focused('textbox', 'Répondre')
  await types('Bonjour, quel est le modèle ?')
  await keys('Control+Enter')
  await karim.page.getByRole('article').getByText('quel est le modèle').waitFor()
  await keys('Escape', 'i')
  await focused('textbox', 'Note interne')
  await types('Stock : trois claviers.')
  await keys('Control+Enter')
  await karim.page.getByRole('article').getByText('Stock : trois claviers.').waitFor()

  // The state: wait for her, go on.
  await keys('Escape', 's')
  await picks(karim, /Mettre en attente/)
  const hold = karim.dialog('Mettre en attente')
  await hold.waitFor()
  await keys('Control+Enter')
  await hold.waitFor({ state: 'detached' })
  await karim.page.getByTitle('État').getByText('En attente').waitFor()
  await keys('s')
  await picks(karim, /Reprendre/)
  await karim.page.getByTitle('État').getByText('En cours').waitFor()

  // The priority, with its reason.
  await keys('p')
  await focused('combobox', 'Impact')
  await keys('ArrowUp', 'Tab', 'ArrowUp', 'Tab')
  await types('Deux postes sont touchés.')
  await keys('Tab', 'Enter')
  await karim.page.getByTitle('Priorité').getByText('P1').waitFor()

  // A last answer that resolves.
  await keys('r')
  await focused('textbox', 'Répondre')
  await types('Un clavier complet vous attend à l’accueil.')
  await keys('Control+Shift+Enter')
  const resolve = karim.dialog('Résoudre')
  await resolve.waitFor()
  // Nothing ends unsorted: it says so, and keeps what was typed.
  await keys('Control+Enter')
  await resolve.getByText('Indiquez la catégorie de clôture.').waitFor()
  await tabsTo(karim, 'combobox', 'Catégorie de clôture')
  await types('accessoires')
  await karim.page.getByRole('option', { name: /Écran et accessoires/ }).waitFor()
  await keys('Enter')
  await keys('Control+Enter')
  await resolve.waitFor({ state: 'detached' })
  await karim.page.getByTitle('État').getByText('Résolu').waitFor()

  // A call: logged before it is over.
  await keys('Escape', 'c')
  await karim.heading('Créer un dossier').waitFor()
  await focused('radio', 'Incident')
  await keys('Tab')
  await focused('combobox', 'Demandeur')
  await types('Sophie Lac')
  await karim.page.getByRole('option', { name: /Sophie Lacroix/ }).waitFor()
  await keys('Enter')
  await karim.sees('sophie@solane.example')
  await tabsTo(karim, 'textbox', 'Titre')
  await types('Souris bloquée')
  // A common incident is told in eight fields at most; what is rarer is folded away.
  const asked = await karim.page
    .locator('form')
    .locator('input:not([type=file]), textarea, select')
    .evaluateAll((all) => new Set(all.filter((x) => x.checkVisibility()).map((x) => x.name || x.id)).size)
  holds(asked <= 8, `the form asks for ${asked} things`)
  await keys('Tab')
  await types('Elle appelle du bureau 12.')
  await keys('Control+Enter')
  await karim.page.waitForURL(/\/desk\/incidents\/INC-/)
  await karim.heading('Souris bloquée').waitFor()

  // It needs more skill: another team has it, with the reason.
  await keys('e')
  const up = karim.dialog(/^Escalader INC-/)
  await up.waitFor()
  await tabsTo(karim, 'textbox', /Pourquoi/)
  await types('Il faut un technicien sur place.')
  await keys('Control+Enter')
  await up.waitFor({ state: 'detached' })
  await karim.page.getByText('Il faut un technicien sur place.').first().waitFor()

  // The palette finds places and records; the list of keys says them all.
  await keys('Control+K')
  await karim.page.getByRole('combobox', { name: 'Chercher et agir' }).waitFor()
  await types(reference)
  await karim.page.getByRole('option', { name: new RegExp(reference) }).waitFor()
  await until('the record is chosen', async () => {
    const chosen = await karim.page.getByRole('option', { selected: true }).innerText()
    if (chosen.includes(reference)) return true
    await keys('ArrowDown')
    return false
  })
  await keys('Enter')
  await karim.heading(title).waitFor()
  await keys('?')
  await karim.dialog('Raccourcis clavier').waitFor()
  await keys('Escape')
  await karim.dialog('Raccourcis clavier').waitFor({ state: 'detached' })

  equal(await karim.page.evaluate(() => window.mice), 0, 'touches of the mouse')
  await sophie.goes(`/records/${reference}`)
  await sophie.sees('Un clavier complet vous attend')
}

/** Picks an entry of the open menu by going down to it. */
async function picks(person, name) {
  const entry = person.item(name)
  await entry.waitFor()
  await until(`${name} is reached`, async () => {
    if (await entry.evaluate((e) => e === document.activeElement)) return true
    await person.presses('ArrowDown')
    return false
  })
  await person.presses('Enter')
}

async function tabsTo(person, role, name) {
  const wanted = person.page.getByRole(role, { name }).first()
  await until(`${name} is reached`, async () => {
    if (await wanted.evaluate((e) => e === document.activeElement)) return true
    await person.presses('Tab')
    return false
  })
}
