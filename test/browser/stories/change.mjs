// Karim registers a change for Sophie and assesses it; he cannot say yes to it.
// Isabelle, who has the authority, can, from her telephone; then he plans it and carries it out.
import { desktop, holds, phone } from '../people.mjs'

const title = `Remplacer le pare-feu du siège (${Date.now() % 100_000})`

export async function tell(cast) {
  const karim = await cast.arrives('Karim', desktop)
  await karim.signsIn('karim@solane.example')
  await karim.heading('File').waitFor()
  // A window that ends before it begins is refused.
  karim.excused.push(/422 .*\/state/)
  const isabelle = await cast.arrives('Isabelle', phone)
  await isabelle.signsIn('isabelle@solane.example')
  await isabelle.heading('File').waitFor()
  // What is offered to her is what she may do.
  holds((await isabelle.link('Créer').count()) === 0, 'an authority is offered to create records')

  await karim.presses('c')
  await karim.heading('Créer un dossier').waitFor()
  await karim.field('Changement').check()
  await karim.field('Demandeur').fill('Sophie Lac')
  await karim.page.getByRole('option', { name: /Sophie Lacroix/ }).click()
  await karim.field('Titre').fill(title)
  await karim.field('Description').fill('La version 9 corrige trois failles publiées.')
  await karim.field('Justification').fill('Trois failles publiées le 12 novembre.')
  await karim.presses('Control+Enter')
  await karim.page.waitForURL(/\/desk\/changes\/CHG-/)
  const reference = karim.page.url().match(/CHG-\d+/)[0]
  await karim.heading(title).waitFor()

  await moves(karim, /Évaluer…/)
  await karim.field('Moyen').check()
  await karim.dialog('Évaluer le changement').getByLabel('Évaluation').fill('Dix minutes de coupure pour le siège.')
  await karim.presses('Control+Enter')
  await state(karim, 'Évalué')
  await karim.page.getByTitle('État').click()
  await karim.item(/Annuler/).waitFor()
  holds((await karim.item(/Autoriser/).count()) === 0, 'who works on a change is offered to authorise it')
  await karim.presses('Escape')

  // It waits for her on her first page, and in her notifications.
  await isabelle.goes('/desk/home')
  await isabelle.heading('En attente de votre décision').waitFor()
  await isabelle.link(title).tap()
  await isabelle.page.waitForURL(new RegExp(reference))
  await isabelle.heading(title).waitFor()
  await moves(isabelle, /Autoriser…/)
  await isabelle.field(/Conditions, remarques/).fill('Après 19 h seulement.')
  await isabelle
    .dialog('Autoriser le changement')
    .getByRole('button', { name: /^Autoriser/ })
    .tap()
  await state(isabelle, 'Autorisé')
  await state(karim, 'Autorisé')
  await karim.tab(/^Dossier/).click()
  await karim.sees('Après 19 h seulement.')
  await karim.sees('Isabelle Morin')

  await moves(karim, /Planifier…/)
  await karim.field('Début').fill('2030-03-14T19:00')
  await karim.field('Fin').fill('2030-03-14T18:00')
  await karim.dialog('Planifier le changement').getByRole('button', { name: 'Planifier' }).click()
  await karim.dialog('Planifier le changement').locator('.mantine-InputWrapper-error').waitFor()
  await karim.field('Fin').fill('2030-03-14T20:30')
  await karim.dialog('Planifier le changement').getByRole('button', { name: 'Planifier' }).click()
  await state(karim, 'Planifié')
  await karim.sees(/14 mars/)

  await moves(karim, /Réalisé…/)
  await karim.field(/Quel est le résultat/).fill('Version 9 en service, accès vérifiés depuis trois postes.')
  await karim.presses('Control+Enter')
  await state(karim, 'Réalisé')
  await moves(karim, /^Clore/)
  await state(karim, 'Clos')
  await cast.documented(karim, isabelle)
}

async function moves(person, name) {
  await person.page.getByTitle('État').click()
  await person.item(name).click()
}

const state = (person, word) => person.page.getByTitle('État').getByText(word, { exact: true }).first().waitFor()
