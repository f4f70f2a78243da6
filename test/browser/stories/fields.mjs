// An administrator adds a field without a program: who asks fills it in, the desk
// reads, changes and finds by it, and is asked for it where it is mandatory.
import { desktop, phone } from '../people.mjs'

export async function tell(cast) {
  const anne = await cast.arrives('Anne', desktop)
  await anne.comes('admin@solane.example', '/desk/administration/fields')
  await added(anne)

  const sophie = await cast.arrives('Sophie', phone)
  await sophie.comes('sophie@solane.example', '/report')
  const reference = await asked(sophie)

  const karim = await cast.arrives('Karim', desktop)
  // A refusal that is answered by asking is told to the console too.
  karim.excused.push(/Failed to load resource/)
  await karim.comes('karim@solane.example', `/desk/incidents/${reference}`)
  await worked(karim, reference)
  await found(karim, reference)
  await cast.documented(anne, sophie, karim)

  await retired(anne)
}

async function added(anne) {
  await anne.button('Ajouter un champ').first().click()
  const editor = anne.dialog('Ajouter un champ')
  await editor.getByLabel('Nom français').fill('Bâtiment')
  await editor.getByLabel('Nom anglais').fill('Building')
  await editor.getByLabel('Ce qu’il contient').selectOption('choice')
  await editor.getByLabel('Choix 1 en français').fill('Siège')
  await editor.getByLabel('Choix 1 en anglais').fill('Head office')
  await editor.getByLabel('Choix 2 en français').fill('Usine')
  await editor.getByLabel('Choix 2 en anglais').fill('Plant')
  await editor.getByLabel('Obligatoire').selectOption('incident:on_hold')
  await editor.getByLabel('Sur le portail').selectOption('write')
  await editor.getByRole('button', { name: 'Enregistrer' }).click()
  await anne.button('Modifier le champ Bâtiment').waitFor()
}

async function asked(sophie) {
  await sophie.field(/ne va pas/).fill('Badge refusé au portillon')
  await sophie.field('Bâtiment').selectOption({ label: 'Siège' })
  await sophie.button('Continuer').click()
  await sophie.sees('Siège')
  await sophie.button('Envoyer').click()
  await sophie.heading('Nous avons reçu votre signalement').waitFor()
  const [reference] = (await sophie.page.getByText(/Son numéro est/).innerText()).match(/INC-\d+/)
  return reference
}

/** Read beside the record, changed in place, emptied, and asked for by a state. */
async function worked(karim) {
  const context = karim.page.getByRole('complementary', { name: 'Contexte' })
  await context.getByRole('tab', { name: 'Dossier' }).click()
  await karim.sees('Siège', context)
  const choose = async (label) => {
    await context.getByRole('button', { name: 'Modifier Bâtiment' }).click()
    await context.getByRole('combobox', { name: 'Bâtiment' }).selectOption({ label })
    await context.getByRole('button', { name: 'Enregistrer' }).click()
    await context.getByRole('button', { name: 'Modifier Bâtiment' }).waitFor()
  }
  await choose('Usine')
  await karim.sees('Usine', context)
  await karim.sees(/Bâtiment.*Usine/)
  await choose('non renseigné')
  await karim.button(/^Nouveau/).first().click()
  await karim.item(/en attente/i).click()
  const hold = karim.dialog(/en attente/i)
  await hold.getByRole('radio').first().check()
  await hold.getByRole('button', { name: /Mettre en attente/ }).click()
  const first = karim.dialog('Avant cela, renseignez')
  await first.getByLabel('Bâtiment').selectOption({ label: 'Usine' })
  await first.getByRole('button', { name: 'Continuer' }).click()
  await karim.button(/^En attente/).first().waitFor()
  await karim.sees('Usine', context)
}

/** By either language, and as a column. */
async function found(karim, reference) {
  for (const text of ['bâtiment:usine', 'building:plant']) {
    await karim.goes(`/desk/queue?view=all&f=${encodeURIComponent(text)}`)
    await karim.link('Badge refusé au portillon').first().waitFor()
  }
  await karim.button('Colonnes').click()
  await karim.page.getByLabel('Bâtiment', { exact: true }).click()
  await karim.presses('Escape')
  await karim.page.getByRole('columnheader', { name: 'Bâtiment' }).waitFor()
  await karim.page.getByRole('row', { name: new RegExp(reference) }).getByText('Usine').waitFor()
}

/** The stories that follow know nothing of it. */
async function retired(anne) {
  await anne.button('Modifier le champ Bâtiment').click()
  await anne.dialog('Modifier le champ').getByRole('button', { name: 'Retirer', exact: true }).click()
  await anne.sees('Retiré')
  await anne.dialog('Modifier le champ').waitFor({ state: 'hidden' })
}
