// Karim writes to Sophie: on one screen and on another, with a canned reply, with
// Claire looking on, and with ten seconds to take it back.
import { desktop, holds, phone, until } from '../people.mjs'

const title = `Messagerie lente au siège (${Date.now() % 100_000})`

export async function tell(cast) {
  const karim = await cast.arrives('Karim', desktop)
  const claire = await cast.arrives('Claire', desktop)
  const pocket = await cast.arrives('Karim-phone', phone)
  const sophie = await cast.arrives('Sophie', phone)
  await karim.comes('karim@solane.example')
  await claire.comes('claire@solane.example')
  await pocket.comes('karim@solane.example')
  await sophie.comes('sophie@solane.example', '/')

  const made = await sophie.page.request.post('/api/incidents', {
    data: { title, description: 'Les messages arrivent une heure plus tard.' },
  })
  holds(made.ok(), `the incident was not made: ${await made.text()}`)
  const { reference } = await made.json()
  const at = `/desk/incidents/${reference}`
  const reply = (p) => p.page.getByRole('textbox', { name: 'Répondre' })
  for (const p of [karim, claire]) {
    await p.goes(at)
    await p.sees('Les messages arrivent une heure plus tard.')
    await p.sees('Connecté')
    await p.stays()
  }

  // What is known of Sophie is in view: who she is, where, what she has open and
  // what was last said about it.
  const context = karim.page.getByRole('complementary', { name: 'Contexte' })
  await context.getByText(/Directrice financière, Groupe Solane/).waitFor()
  await context.getByText('sophie@solane.example').waitFor()
  await context.getByText('Ses derniers contacts et autres dossiers').waitFor()
  await context
    .getByText(/(INC|REQ)-\d{6}/)
    .first()
    .waitFor()

  // Each sees that the other is there, and who writes.
  await karim.sees('Claire Dumont lit aussi')
  await claire.sees('Karim Benali lit aussi')

  // A canned reply, with Sophie's name and the reference filled in.
  await reply(karim).focus()
  await karim.page.keyboard.type('/preci')
  await karim.page.getByRole('option', { name: /Demander une précision/ }).waitFor()
  await claire.sees('Karim Benali rédige')
  await karim.portrait('composer-canned')
  await karim.presses('Enter')
  await until('the reply is filled in', async () => (await reply(karim).inputValue()).includes(reference))
  const words = await reply(karim).inputValue()
  holds(words.startsWith('Bonjour Sophie Lacroix,') && words.includes('Karim Benali'), `inserted: ${words}`)
  await karim.sees(/Brouillon enregistré/)

  // The same draft in his pocket; what he adds there is here.
  await pocket.goes(at)
  await until('the draft is on the telephone', async () => (await reply(pocket).inputValue()) === words)
  const longer = `${words}\nUne capture suffira.`
  await reply(pocket).fill(longer)
  await pocket.page.waitForResponse((r) => r.url().endsWith('/drafts/reply') && r.ok())
  await pocket.portrait('composer-phone')
  // Who is to get a copy goes with the words.
  const copied = 'fournisseur@ailleurs.example'
  const copies = (p) => p.page.getByLabel('Copie à')
  await pocket.button('Mettre en copie').click()
  const kept = pocket.page.waitForResponse((r) => r.ok() && !!r.request().postData()?.includes(copied))
  await copies(pocket).fill(copied)
  await kept
  await karim.goes(at)
  await until('the draft came back', async () => (await reply(karim).inputValue()) === longer)
  await until('and who gets a copy', async () => (await copies(karim).inputValue()) === copied)
  const { letters } = await (await karim.page.request.get('/api/desk')).json()
  if (!letters) await karim.button('Mettre en copie').click() // no mailbox sends: it would be refused

  // Sent, and taken back: nobody was told.
  await sophie.goes(`/records/${reference}`)
  await sophie.sees('Les messages arrivent une heure plus tard.')
  await reply(karim).focus()
  await karim.presses('Control+Enter')
  await karim.sees(/part dans \d+ s/)
  await karim.portrait('composer-leaving')
  await karim.button('Reprendre').click()
  await until('it is a draft again', async () => (await reply(karim).inputValue()) === longer)
  // The next letters are words again, not keys that act.
  await until('it takes the keyboard', () => reply(karim).evaluate((e) => e === document.activeElement))
  if (letters) {
    await until('and its copy with it', async () => (await copies(karim).inputValue()) === copied)
    await karim.button('Mettre en copie').click()
  }
  await karim.sees('Une réponse a été reprise avant son départ')
  await sophie.seesNot(/Une capture suffira/)

  // While he mends it Sophie writes: he is told before he sends.
  if (letters) await reply(karim).focus()
  await karim.page.keyboard.type(' Merci.')
  await sophie.page.getByRole('textbox').last().fill('Depuis hier, en fait.')
  await sophie.button('Envoyer').click()
  await karim.sees('Nouveau message pendant votre rédaction')
  await karim.presses('Control+Enter')
  await karim.page.getByRole('alert').getByText('Depuis hier, en fait.').waitFor()
  await karim.portrait('composer-missed')
  await karim.button('Envoyer quand même').click()
  await karim.sees(/part dans \d+ s/)
  await sophie.sees(/Une capture suffira\. Merci\./)
  await karim.page.getByText(/part dans/).waitFor({ state: 'detached' })

  // A note names Claire; the reference in it leads to its record.
  await karim.presses('Escape')
  await karim.presses('i')
  await karim.page.keyboard.type('Vu avec @clai')
  await karim.page.getByRole('option', { name: 'Claire Dumont' }).waitFor()
  await karim.presses('Enter')
  await karim.page.keyboard.type('comme #tableau de')
  await karim.page.getByRole('option').first().waitFor()
  await karim.presses('Enter')
  await karim.presses('Control+Enter')
  await claire.page.getByRole('article').getByText('@Claire Dumont').waitFor()
  await claire.page
    .getByRole('article')
    .getByRole('link', { name: /^INC-\d+$/ })
    .first()
    .waitFor()

  // On the telephone where one writes is shut while it is empty: one touch opens it
  // on what was touched.
  await pocket.goes(at)
  await pocket.page.getByRole('article').getByText('@Claire Dumont').waitFor()
  await until('nothing is half written', async () => (await reply(pocket).inputValue()) === '')
  await pocket.page.getByRole('tab', { name: 'Note' }).tap()
  await pocket.page.getByRole('textbox', { name: 'Note interne' }).waitFor()

  await claire.stayed()
  await cast.documented(karim, claire, sophie)
}
