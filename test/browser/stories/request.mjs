// Sophie asks for a second screen from her telephone; Karim
// begins, asks, gives; she confirms. What she may take back, she may until he
// begins; what is refused, is told why.
import { desktop, holds, phone } from '../people.mjs'

const title = `Un second écran pour la clôture (${Date.now() % 100_000})`
const other = `Une tablette pour les visites (${Date.now() % 100_000})`

export async function tell(cast) {
  const karim = await cast.arrives('Karim', desktop)
  await karim.comes('karim@solane.example')
  await karim.heading('File').waitFor()
  await karim.sees('Connecté')

  const sophie = await cast.arrives('Sophie', phone)
  await sophie.comes('sophie@solane.example', '/')
  const reference = await asks(sophie, title)
  await sophie.link('Suivre ma demande').click()
  await sophie.button('Retirer ma demande').waitFor()

  // It is in the queue by itself, as what it is.
  await karim.link(title).click()
  await karim.page.waitForURL((url) => url.pathname === `/desk/requests/${reference}`)
  await karim.page.getByTitle('État').getByText('Soumise').waitFor()
  await karim.tab(/^Dossier/).click()
  await karim.sees('Nature de la demande')
  await moves(karim, /Commencer l’exécution/)
  await karim.page.getByTitle('État').getByText('En cours d’exécution').waitFor()

  // Somebody is at it: it is no longer hers to take back.
  await sophie.sees('En cours d’exécution')
  await sophie.button('Retirer ma demande').waitFor({ state: 'detached' })

  await moves(karim, /Mettre en attente/)
  await karim.dialog('Mettre en attente').getByRole('button', { name: 'Mettre en attente' }).click()
  await sophie.sees('Votre réponse est attendue')
  await sophie.field(/Ajouter une précision|Répondre/).fill('Le bureau 2-114, côté fenêtre.')
  await sophie.button('Envoyer').click()
  await karim.sees('Le bureau 2-114, côté fenêtre.')
  await karim.page.getByTitle('État').getByText('En cours d’exécution').waitFor()

  await moves(karim, /Exécuter…/)
  await karim.field('Ce qui a été fourni').fill('Écran de 27 pouces posé au bureau 2-114.')
  await karim.presses('Control+Enter')
  await karim.dialog('Exécuter la demande').waitFor({ state: 'detached' })
  await sophie.sees('Écran de 27 pouces posé au bureau 2-114.')
  await sophie.button('C’est ce que je demandais').click()
  await sophie.page.getByRole('list', { name: 'Avancement' }).getByText('Close').waitFor()
  await karim.page.getByTitle('État').getByText('Close').waitFor()

  // A no says why, on her page as well.
  await sophie.goes('/')
  const refused = await asks(sophie, other)
  await karim.goes(`/desk/requests/${refused}`)
  await moves(karim, /Refuser…/)
  const why = 'Les tablettes de prêt sont toutes réservées jusqu’en avril.'
  await karim.field('Pourquoi ce refus').fill(why)
  await karim.dialog('Refuser la demande').getByRole('button', { name: 'Refuser' }).click()
  await karim.page.getByTitle('État').getByText('Refusée').waitFor()
  await sophie.link('Suivre ma demande').click()
  await sophie.sees(why)
  await sophie.page.getByRole('list', { name: 'Avancement' }).getByText('Refusée').waitFor()
  await cast.documented(karim, sophie)
}

async function asks(sophie, what) {
  await sophie.sees('Bonjour Sophie')
  await sophie.link(/Faire une demande/).click()
  await sophie.heading('Sur quoi porte votre demande').waitFor()
  await sophie.button(/Du matériel ou un logiciel/).click()
  await sophie.field('De quoi avez-vous besoin').fill(what)
  await sophie.field('Détails').fill('Je compare deux tableaux à la fois.')
  await sophie.field('Rien ne presse').check()
  await sophie.button('Continuer').click()
  await sophie.heading(/Est-ce bien cela/).waitFor()
  await sophie.sees(what)
  await sophie.sees('Rien ne presse')
  await sophie.button('Envoyer la demande').click()
  await sophie.heading('Nous avons bien reçu votre demande').waitFor()
  const text = await sophie.page.getByText(/Son numéro est/).innerText()
  const [reference] = text.match(/REQ-\d+/) ?? []
  holds(reference, `the receipt has no number: ${text}`)
  return reference
}

async function moves(karim, name) {
  await karim.page.getByTitle('État').click()
  await karim.item(name).click()
}
