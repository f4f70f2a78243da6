// Karim comes back to what he had open, and finds a person by the palette; Anne
// finds a team, a room and a setting by a word of the other language.
import { desktop, holds } from '../people.mjs'

const record = 'VPN : connexion refusée depuis la mise à jour'

export async function tell(cast) {
  const karim = await cast.arrives('Karim', desktop)
  await karim.comes('karim@solane.example')
  await karim.goes('/desk/queue?view=all')
  await karim.link(record).first().click()
  await karim.heading(record).waitFor()
  await karim.page.getByRole('article').first().waitFor()
  await karim.goes('/desk/home')
  await karim.heading('Ce qui vous attend').waitFor()
  await opens(karim)
  await option(karim, new RegExp(record)).click()
  await karim.heading(record).waitFor()

  await opens(karim)
  await karim.page.keyboard.type('Sophie Lac')
  await option(karim, /^Sophie Lacroix/).click() // her records name her too
  await karim.page.waitForURL(
    (url) => url.pathname === '/desk/queue' && /demandeur/.test(url.searchParams.get('f') ?? ''),
  )
  await karim.heading('File').waitFor()
  // He administers nothing: no room of the administration is offered.
  await opens(karim)
  await karim.page.keyboard.type('mailboxes')
  holds((await option(karim, /Boîtes de courriel/).count()) === 0, 'an agent is offered the mailboxes')
  await karim.presses('Escape')

  const anne = await cast.arrives('Anne', desktop)
  await anne.signsIn('admin@solane.example')
  await anne.goes('/desk/administration/settings')
  await anne.field('Chercher un réglage').fill('mailboxes')
  await anne.button(/^Boîtes de courriel/).click()
  await anne.page.waitForURL(/\/administration\/mailboxes$/)
  await anne.heading('Boîtes de courriel').waitFor()
  await opens(anne)
  await anne.page.keyboard.type('réseau')
  await option(anne, /^Réseau\s*Équipes/).click()
  await anne.page.waitForURL(/\/administration\/teams$/)
  await anne.page.locator('section:focus-within', { hasText: 'Réseau' }).first().waitFor()
  await opens(anne)
  await anne.page.keyboard.type('priority matrix')
  await option(anne, /Matrice des priorités/).click()
  await anne.page.waitForURL(/\/administration\/settings/)
  await anne.heading('Matrice des priorités').waitFor()
  await cast.documented(karim, anne)
}

async function opens(person) {
  await person.presses('Control+K')
  await person.page.getByRole('combobox', { name: 'Chercher et agir' }).waitFor()
}

const option = (person, name) => person.page.getByRole('option', { name }).first()
