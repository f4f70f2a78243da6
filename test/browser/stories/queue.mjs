// An hour of Karim's at the queue, by keyboard alone: what needs him, a look, a
// record taken, noted, answered, put on hold, resolved, the next one; a view of
// his own, a key of his own, and what he is told meanwhile.
import { desktop, equal, holds, until } from '../people.mjs'

const mark = String(Date.now() % 100_000)
const title = `Écran qui clignote, bureau ${mark}`

export async function tell(cast) {
  const sophie = await cast.arrives('Sophie', desktop)
  await sophie.signsIn('sophie@solane.example')
  await comesBack(sophie)
  const made = await sophie.page.request.post('/api/incidents', { data: { title, description: 'Depuis ce matin.' } })
  holds(made.ok(), `the incident was not made: ${await made.text()}`)
  const { reference, id } = await made.json()

  const karim = await cast.arrives('Karim', desktop)
  await karim.signsIn('karim@solane.example')
  await karim.heading('File').waitFor()
  await karim.sees('Connecté')
  await comesBack(karim)
  await karim.heading('File').waitFor()
  await karim.sees('Connecté')
  await karim.page.evaluate(() => {
    window.mice = 0
    for (const kind of ['pointerdown', 'mousedown', 'touchstart'])
      window.addEventListener(kind, () => window.mice++, true)
  })
  const types = (words) => karim.page.keyboard.type(words)
  const keys = async (...all) => {
    for (const key of all) await karim.presses(key)
  }
  const shown = () => karim.page.getByRole('table').getByRole('link')

  // What needs him now, and back to the queue.
  await keys('g', 'h')
  await karim.heading('Ce qui vous attend').waitFor()
  await keys('g', 'q')
  await karim.heading('File').waitFor()

  // Found by words and a moment; proposals come in his language.
  await keys('/')
  await types(`clignote ${mark} `)
  await types('maj<')
  await karim.page.getByRole('option', { name: 'maj<2h' }).waitFor()
  await types('2h ')
  await keys('Enter')
  await until('it is found', async () => (await shown().count()) === 1)
  holds(decodeURIComponent(karim.page.url()).includes('maj<2h'), `the address says ${karim.page.url()}`)

  // A look without leaving the list; the keys go on working.
  await keys('j', 'Space')
  const look = karim.page.getByRole('complementary', { name: new RegExp(reference) })
  await look.getByText('Depuis ce matin.').waitFor()
  await keys('Space')
  await look.waitFor({ state: 'detached' })

  // Open, take, note, answer and wait, go on, resolve.
  await keys('Enter')
  await karim.heading(title).waitFor()
  await keys('Shift+A')
  await karim.page.getByTitle('Personne').getByText('Moi').waitFor()
  await keys('i')
  await types('Câble changé hier au même étage.')
  await keys('Control+Enter')
  await karim.page.getByRole('article').getByText('Câble changé hier').waitFor()
  await keys('Escape', 'r')
  await types('Bonjour, le câble est-il bien enfoncé ?')
  await keys('Control+Enter')
  await karim.page.getByRole('article').getByText('bien enfoncé').waitFor()
  await keys('Escape', 's')
  await picks(karim, /Mettre en attente/)
  await karim.dialog('Mettre en attente').waitFor()
  await keys('Control+Enter')
  await karim.page.getByTitle('État').getByText('En attente').waitFor()

  // Sophie answers: the bell tells, and leads to her words.
  const said = await sophie.page.request.post(`/api/incidents/${id}/replies`, {
    data: { text: 'Oui, il clignote toujours.' },
  })
  holds(said.ok(), `her answer: ${await said.text()}`)
  await keys('g', 'q')
  await karim.heading('File').waitFor()
  await until('the bell counts it', async () =>
    /\d/.test(
      await karim.page
        .getByRole('button', { name: /Alertes/ })
        .first()
        .innerText(),
    ),
  )
  await keys('g', 'n')
  const told = karim.page.getByRole('dialog', { name: 'Notifications' })
  await told.getByRole('link', { name: new RegExp(`Sophie Lacroix a écrit.*${reference}`) }).waitFor()
  await until('the notice is reached', async () => {
    if (
      await told
        .getByRole('link', { name: new RegExp(reference) })
        .first()
        .evaluate((e) => e === document.activeElement)
    )
      return true
    await keys('Tab')
    return false
  })
  await keys('Enter')
  await karim.page.getByRole('article').getByText('il clignote toujours').waitFor()
  holds(karim.page.url().includes('#e-'), `the notice leads to ${karim.page.url()}`)
  await keys('r')
  await types('Je vous apporte un autre écran.')
  await keys('Control+Shift+Enter')
  const resolve = karim.dialog('Résoudre')
  await resolve.waitFor()
  // Nothing ends unsorted.
  const category = resolve.getByRole('combobox', { name: 'Catégorie de clôture' })
  await until('the category is reached', async () => {
    if (await category.evaluate((e) => e === document.activeElement)) return true
    await keys('Tab')
    return false
  })
  await types('accessoires')
  await karim.page.getByRole('option', { name: /Écran et accessoires/ }).waitFor()
  await keys('Enter', 'Control+Enter')
  await resolve.waitFor({ state: 'detached' })
  await karim.page.getByTitle('État').getByText('Résolu').waitFor()

  // The next one, and giving it back.
  await keys('Escape', 'g', 'q')
  await karim.heading('File').waitFor()
  await karim.sees('À prendre ensuite')
  const next = (await karim.page.getByText(/À prendre ensuite/).innerText()).match(/[A-Z]+-\d+/)?.[0] ?? ''
  await keys('n')
  await karim.page.waitForURL((url) => url.pathname.endsWith(next))
  await karim.page.getByTitle('Personne').getByText('Moi').waitFor()

  // A filter begun is completed: the name by Tab, the value by Enter.
  await karim.goes('/desk/queue?view=all')
  await karim.page.getByRole('row').nth(2).waitFor()
  await keys('/')
  await types('équi')
  await karim.page.getByRole('option', { name: /^équipe:/ }).waitFor()
  await keys('Tab')
  await types('rés')
  await karim.page.getByRole('option', { name: /^équipe:Réseau/ }).waitFor()
  await keys('Enter')
  await until('one team is left', () => decodeURIComponent(karim.page.url()).includes('f=équipe:Réseau'))

  // A view of his own, saved and deleted, and the deletion taken back.
  await karim.goes('/desk/queue?view=all&f=à:moi&sort=priority,-updated&group=state')
  await karim.page.evaluate(() => {
    window.mice ??= 0
  })
  await karim.page.getByRole('row').nth(2).waitFor()
  await command(karim, 'Enregistrer cette vue')
  const name = `Chez moi ${mark}`
  await karim.dialog('Enregistrer la vue').waitFor()
  await keys('Control+A')
  await types(name)
  await keys('Enter')
  await karim.link(new RegExp(name)).waitFor()
  await keys('g', 'h')
  await karim.heading('Vos vues').waitFor()
  await command(karim, name)
  await until('the view is open', () => decodeURIComponent(karim.page.url()).includes('group=state'))
  await karim.link(new RegExp(name)).waitFor()

  // His keys and his pin are no other story's, whatever becomes of this one.
  try {
    await own(karim, sophie, keys)
  } finally {
    for (const name of ['keys', 'context'])
      await karim.page.request.patch('/api/me/preferences', { data: { name, value: {} } })
  }
  await cast.documented(karim)
}

/** Keys of his own, a tab he pins, and what is forgotten when he leaves. */
async function own(karim, sophie, keys) {
  // A key of his own; one that is taken is told.
  await keys('?')
  await karim.dialog('Raccourcis clavier').waitFor()
  const pencil = karim.page
    .getByRole('button', { name: 'Changer la touche de : Suivant' })
    .or(karim.page.getByRole('button', { name: /Changer la touche de.*Suivant/ }))
  await pencil.first().focus()
  await keys('Enter')
  await keys('k')
  await karim.sees(/Déjà prise par/)
  await saves(karim, () => keys('y'))
  await until(
    'the key is his',
    async () => (await karim.page.getByRole('button', { name: /Rétablir la touche de.*Suivant/ }).count()) === 1,
  )
  await keys('Escape')
  await karim.dialog('Raccourcis clavier').waitFor({ state: 'detached' })
  await keys('y')
  await until('y goes on to the next', async () => (await karim.page.locator('[role=row][data-cursor]').count()) === 1)
  equal(await karim.page.evaluate(() => window.mice), 0, 'touches of the mouse')

  // The keys that send are his too; and both are there in a page loaded anew.
  const other = await sophie.page.request.post('/api/incidents', {
    data: { title: `${title}, et l’autre`, description: 'Le second.' },
  })
  holds(other.ok(), `the second incident was not made: ${await other.text()}`)
  await karim.goes(`/desk/incidents/${(await other.json()).reference}?view=all&sort=-updated`)
  const writes = karim.page.getByRole('textbox', { name: 'Répondre' })
  await writes.waitFor()
  await keys('?')
  await karim.dialog('Raccourcis clavier').waitFor()
  const sends = karim.page.getByRole('button', { name: /Changer la touche de.*Envoyer$/ })
  await sends.focus()
  await keys('Enter')
  await saves(karim, () => keys('Control+Shift+F'))
  await karim.page.reload()
  await writes.waitFor()
  await until('his keys are known', async () => /f$/i.test((await karim.button(/^Envoyer(?! et)/).innerText()).trim()))
  await writes.fill(`Par une touche à lui, ${mark}`)
  await keys('Control+Shift+F')
  await karim.page.getByRole('article').getByText(`Par une touche à lui, ${mark}`).waitFor()
  await keys('Escape')
  const from = karim.page.url()
  await keys('y')
  await until('y leads on, on a record too', () => karim.page.url() !== from)

  // The tab he pins stands open on every record, and after a reload.
  const context = karim.page.getByRole('complementary', { name: 'Contexte' })
  await context.getByRole('tab', { name: 'Historique' }).click()
  await saves(karim, () => context.getByRole('button', { name: 'Épingler cet onglet' }).click())
  await karim.page.reload()
  await context.getByRole('tab', { name: /Historique/, selected: true }).waitFor()

  // What he opened is nobody's once he has left.
  const kept = () =>
    karim.page.evaluate(() => Object.keys(sessionStorage).filter((k) => k.startsWith('guichet.recent')))
  await until('what he opened is kept', async () => (await kept()).length === 1)
  karim.excused.push(/401 .*\/api\/me$/)
  await command(karim, 'Se déconnecter')
  await karim.page.waitForURL(/sign-in/)
  equal((await kept()).length, 0, 'what he had opened is still there')
  await karim.signsIn('karim@solane.example')
}

/** Does what changes a preference, and waits until it is kept. */
async function saves(person, act) {
  const kept = person.page.waitForResponse((r) => r.url().endsWith('/preferences') && r.request().method() === 'PATCH')
  await act()
  holds((await kept).ok(), 'the preference was not kept')
}

/** Runs an action by its name, from the palette. */
async function command(person, words) {
  await person.presses('Control+K')
  await person.page.getByRole('combobox', { name: 'Chercher et agir' }).waitFor()
  await person.page.keyboard.type(words)
  await until(`${words} is chosen`, async () => {
    const chosen = await person.page.locator('[data-palette] [role=option][aria-selected=true]').innerText()
    return chosen.includes(words)
  })
  await person.presses('Enter')
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

/** A screen that was here before takes its records over the wire, and next to nothing else. */
async function comesBack(person) {
  const devtools = await person.page.context().newCDPSession(person.page)
  await devtools.send('Network.enable')
  let bytes = 0
  devtools.on('Network.loadingFinished', (e) => {
    bytes += e.encodedDataLength
  })
  // 15 kB on a desk of the sample alone (docs/performance.md); the stories before this
  // one have added records, whose words are what the list is made of.
  await until('a warm load within 20 kB', async () => {
    bytes = 0
    await person.page.reload()
    await person.page.locator('main h1').first().waitFor()
    await person.page.evaluate(() => new Promise((done) => requestIdleCallback(done)))
    return bytes > 0 && bytes <= 20_000
  })
  await devtools.detach()
}
