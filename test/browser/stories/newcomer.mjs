// Somebody calls whom nobody knows. Karim adds them from the form without leaving
// it, by keyboard; the next time, the number that he types brings them back.
import { desktop, equal, holds, until } from '../people.mjs'

const mark = String(Date.now() % 100_000).padStart(5, '0')
const name = `Zélie Marchand ${mark}`
const number = `04 65 7${mark[0]} ${mark.slice(1, 3)} ${mark.slice(3)}`
const title = `Badge refusé à l’entrée ${mark}`

export async function tell(cast) {
  const karim = await cast.arrives('Karim', desktop)
  await karim.signsIn('karim@solane.example')
  await karim.heading('File').waitFor()
  await karim.sees('Connecté')
  const types = (words) => karim.page.keyboard.type(words)
  const asks = async () => {
    await karim.goes('/desk/new?kind=incident')
    const field = karim.page.getByRole('combobox', { name: 'Demandeur' })
    await field.waitFor()
    await field.focus()
  }
  await asks()
  await types(name)
  await karim.page.getByRole('option', { name: `Nouvelle personne : ${name}` }).waitFor()
  await karim.presses('Enter')
  const card = karim.page.getByRole('group', { name: 'Nouvelle personne' })
  equal(await card.getByLabel('Nom').inputValue(), name, 'what was typed is the name')
  const phone = card.getByLabel('Téléphone')
  await until('the number is asked next', () => phone.evaluate((e) => e === document.activeElement))
  // Nothing is logged for nobody meanwhile.
  await karim.field('Titre').fill(title)
  await karim.field('Description').fill('Le lecteur reste rouge.')
  await karim.presses('Control+Enter')
  holds(karim.page.url().includes('/desk/new'), 'the form was left')
  // A number that is somebody's is noticed.
  await phone.fill('04 65 71 01 18')
  await card.getByRole('button', { name: 'Choisir Sophie Lacroix' }).waitFor()
  await phone.fill('')
  karim.excused.push(/422 .*\/api\/people$/)
  await phone.press('Enter')
  await card.getByText(/Indiquez au moins une adresse ou un numéro/).waitFor()
  await phone.fill(number)
  await phone.press('Enter')
  await karim.sees(`Personne ajoutée : ${name}`)
  await karim.button(`Choisir quelqu’un d’autre que ${name}`).waitFor()
  await karim.field('Titre').focus()
  await karim.presses('Control+Enter')
  await karim.heading(title).waitFor()
  await karim.sees(`Aucune adresse de ${name} n’est connue`)

  await asks()
  await types(number.replaceAll(' ', ''))
  await karim.page.getByRole('option', { name: new RegExp(name) }).waitFor()
  await karim.presses('Enter')
  await karim.sees('Déjà ouvert pour cette personne')
  await karim.link(new RegExp(title)).waitFor()
  await cast.documented(karim)
}
