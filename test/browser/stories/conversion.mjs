// What came as an incident is a request: Claire converts it, and back. Its words
// stay, each of its numbers leads to it, and its requester follows it all along.
// Then she raises a request from it.
import { desktop, phone } from '../people.mjs'

const title = `Excel demande une licence (${Date.now() % 100_000})`

export async function tell(cast) {
  const sophie = await cast.arrives('Sophie', phone)
  await sophie.comes('sophie@solane.example', '/')
  await sophie.link(/Signaler un incident/).click()
  await sophie.field(/ne va pas/).fill(title)
  await sophie.field('Détails').fill('Le message revient à chaque ouverture.')
  await sophie.button('Continuer').click()
  await sophie.button('Envoyer').click()
  await sophie.heading('Nous avons reçu votre signalement').waitFor()
  const incident = (await sophie.page.getByText(/Son numéro est/).innerText()).match(/INC-\d+/)[0]

  const claire = await cast.arrives('Claire', desktop)
  // The old address is asked for once, and answers that it lives elsewhere.
  claire.excused.push(/404 \(Not Found\)/)
  await claire.comes('claire@solane.example')
  await claire.goes(`/desk/incidents/${incident}`)
  await claire.heading(title).waitFor()

  await claire.presses('Shift+T')
  const dialog = claire.dialog(`Convertir ${incident}`)
  await dialog.getByText('Les messages, les fichiers et l’historique restent.').waitFor()
  await dialog.getByLabel('De quelle nature').selectOption({ label: 'Ressource' })
  await dialog.getByLabel(/Pourquoi/).fill('Il lui faut une licence.')
  await dialog.getByRole('button', { name: 'Convertir' }).click()
  await claire.page.waitForURL(/\/desk\/requests\/REQ-/)
  const request = claire.page.url().match(/REQ-\d+/)[0]
  await claire.sees('Le message revient à chaque ouverture.')
  await claire.tab(/^Dossier/).click()
  await claire.sees(incident)

  // The number she was given first leads to it, on the portal and at the desk.
  sophie.excused.push(/404 \(Not Found\)/)
  await sophie.goes(`/records/${incident}`)
  await sophie.page.waitForURL((url) => url.pathname === `/records/${request}`)
  await sophie.sees('Le message revient à chaque ouverture.')
  await claire.goes(`/desk/incidents/${incident}`)
  await claire.page.waitForURL((url) => url.pathname === `/desk/requests/${request}`)
  await claire.heading(title).waitFor()

  // And back.
  await claire.presses('Shift+T')
  await claire.dialog(`Convertir ${request}`).getByRole('button', { name: 'Convertir' }).click()
  await claire.page.waitForURL(/\/desk\/incidents\/INC-/)
  const again = claire.page.url().match(/INC-\d+/)[0]
  await claire.sees('Le message revient à chaque ouverture.')
  await claire.goes(`/desk/requests/${request}`)
  await claire.page.waitForURL((url) => url.pathname === `/desk/incidents/${again}`)

  // A request raised from it is another record, linked with it.
  await claire.heading(title).waitFor()
  await claire.presses('Shift+C')
  const raise = claire.dialog(`Créer à partir de ${again}`)
  await raise.getByLabel('Description').fill('Une licence Excel pour Sophie Lacroix.')
  await raise.getByRole('button', { name: 'Créer' }).click()
  await claire.page.waitForURL(/\/desk\/requests\/REQ-/)
  await claire.sees('Une licence Excel pour Sophie Lacroix.')
  await claire.sees(again)
  await cast.documented(claire, sophie)
}
