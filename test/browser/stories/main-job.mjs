// Sophie reports a fault from her telephone; Karim sees it come, takes it,
// notes, answers; she answers; he resolves; it is not solved, then it is.
import { desktop, holds, phone, until } from '../people.mjs'

const title = `Le Wi-Fi de la salle Rhône se coupe (${Date.now() % 100_000})`
const secret = 'PERROQUET-BLEU'

export async function tell(cast) {
  const karim = await cast.arrives('Karim', desktop)
  await karim.signsIn('karim@solane.example')
  await karim.heading('File').waitFor()
  await karim.sees('Connecté')
  await karim.stays()

  const sophie = await cast.arrives('Sophie', phone)
  await sophie.signsIn('sophie@solane.example')
  const reference = await reports(sophie)

  // It is in the queue by itself.
  await karim.link(title).click()
  await karim.sees('Toutes les cinq minutes')
  await karim.link(/capture.*\.png/).first().waitFor()
  await karim.button('Autres actions').click()
  await karim.item(/M’affecter/).click()
  await karim.button('Personne Moi').waitFor()

  await sophie.link('Suivre mon signalement').click()
  await sophie.stays()
  await sophie.sees('Karim Benali')

  await karim.tab(/^Note/).click()
  await karim.field('Note interne').last().fill(`Borne AP-RHONE-2 : ${secret}`)
  await karim.button('Ajouter la note').click()
  await karim.page.getByRole('article', { name: 'Note interne de Karim Benali' }).waitFor()
  await karim.tab(/^Répondre/).click()
  const question = 'Bonjour, les autres salles sont-elles touchées ?'
  await karim.page.getByRole('textbox', { name: 'Répondre' }).fill(question)
  await karim.button('Envoyer', { exact: true }).click()

  // She has the answer before her eyes without touching anything.
  await sophie.sees('les autres salles sont-elles touchées')
  await sophie.field('Répondre à Karim Benali').fill('Non, la salle Rhône seulement.')
  await sophie.button('Envoyer').click()
  await karim.sees('Non, la salle Rhône seulement.')

  await resolves(karim, 'La borne de la salle Rhône a redémarré.')
  await sophie.sees('La borne de la salle Rhône a redémarré.')
  await sophie.button('Toujours en panne').click()
  await sophie.field(/Qu’est-ce qui ne va toujours pas/).fill('Cela vient de couper encore une fois.')
  await sophie.button('Envoyer', { exact: true }).first().click()
  // Her no brings it back to work, with her words.
  await karim.sees('Cela vient de couper encore une fois.')
  await karim.page.getByTitle('État').getByText('En cours').waitFor()

  await resolves(karim, 'Borne AP-RHONE-2 remplacée.')
  await sophie.sees('Borne AP-RHONE-2 remplacée.')
  await sophie.button('C’est résolu').click()
  await sophie.page.getByRole('list', { name: 'Avancement' }).getByText('Clos').waitFor()
  await karim.page.getByTitle('État').getByText('Clos').waitFor()

  await karim.stayed()
  await sophie.stayed()
  await keepsTheNote(sophie, reference)
  await cast.documented(karim, sophie)
}

async function reports(sophie) {
  await sophie.sees('Bonjour Sophie')
  await sophie.link(/Signaler un incident/).click()
  await sophie.field(/ne va pas/).fill(title)
  await sophie.field('Détails').fill('Toutes les cinq minutes, en pleine visioconférence.')
  await pastes(sophie)
  await sophie.page
    .getByRole('list', { name: 'Pièces jointes' })
    .getByText(/\d\s(o|ko|Ko)\b/)
    .waitFor()
  await sophie.field('Mon équipe ou mon service').check()
  await sophie.field('Difficilement').check()
  await sophie.button('Continuer').click()
  await sophie.heading(/Est-ce bien cela/).waitFor()
  await sophie.sees(title)
  await sophie.sees('Mon équipe ou mon service')
  await sophie.button('Envoyer').click()
  await sophie.heading('Nous avons reçu votre signalement').waitFor()
  const text = await sophie.page.getByText(/Son numéro est/).innerText()
  const [reference] = text.match(/INC-\d+/) ?? []
  holds(reference, `the receipt has no number: ${text}`)
  return reference
}

/** A picture of the screen, through the clipboard. */
async function pastes(sophie) {
  await sophie.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await sophie.page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = 320
    canvas.height = 160
    const pen = canvas.getContext('2d')
    pen.fillStyle = '#12748F'
    pen.fillRect(20, 20, 280, 120)
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'))
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })])
  })
  await sophie.field('Détails').focus()
  await sophie.presses('Control+V')
}

async function resolves(karim, words) {
  await karim.page.getByTitle('État').click()
  await karim.item(/Résoudre/).click()
  await karim.field('Résolution', { exact: true }).first().fill(words)
  const closing = karim.field('Catégorie de clôture')
  if (!(await closing.inputValue())) {
    await closing.fill('wi-fi')
    await karim.page.getByRole('option', { name: /Wi-Fi/ }).click()
  }
  await karim.dialog('Résoudre').getByRole('button', { name: 'Résoudre' }).click()
  await karim.dialog('Résoudre').waitFor({ state: 'detached' })
}

/** Nothing of the note is on her pages, nor in anything her browser was sent. */
async function keepsTheNote(sophie, reference) {
  await sophie.goes(`/records/${reference}`)
  await sophie.sees('Non, la salle Rhône seulement.')
  await sophie.seesNot(secret)
  await sophie.goes('/')
  await sophie.page.getByRole('searchbox').fill(secret)
  await until('the search has answered', () => sophie.received.some((r) => r.url.includes(`q=${secret}`)))
  for (const path of [`/api/incidents/${reference}`, `/api/incidents/${reference}/timeline`]) {
    const answer = await sophie.page.request.get(path)
    sophie.received.push({ url: path, text: await answer.text() })
  }
  holds(sophie.received.length > 10, `only ${sophie.received.length} answers were heard`)
  const leak = sophie.received.find((r) => r.text.includes(secret))
  holds(!leak, `the note came to Sophie's browser by ${leak?.url}`)
}
