// Karim chooses rows with the mouse, sees what a change would do before it is made,
// makes it, takes it back: a team, a field of the desk's own, by which the list is
// then shown in groups.
import { desktop, equal, holds, until } from '../people.mjs'

const mark = String(Date.now() % 100_000)
const titles = ['Badge muet', 'Badge perdu', 'Badge refusé'].map((t) => `${t} ${mark}`)

export async function tell(cast) {
  const anne = await cast.arrives('Anne', desktop)
  await anne.comes('admin@solane.example', '/desk/administration/fields')
  const posts = async (path, data) => {
    const made = await anne.page.request.post(path, { data })
    holds(made.ok(), `${path}: ${await made.text()}`)
    return made.json()
  }
  const field = await posts('/api/fields', {
    type: 'choice',
    name_fr: `Porte ${mark}`,
    name_en: `Door ${mark}`,
    kinds: ['incident'],
    options: [
      { name_fr: 'Quai nord', name_en: 'North dock' },
      { name_fr: 'Hall', name_en: 'Lobby' },
    ],
  })
  for (const title of titles) await posts('/api/incidents', { title, description: 'Depuis ce matin.' })

  const karim = await cast.arrives('Karim', desktop)
  await karim.comes('karim@solane.example', `/desk/queue?view=all&sort=created&f=${encodeURIComponent(`badge ${mark}`)}`)
  const row = (title) => karim.page.getByRole('row').filter({ hasText: title })
  for (const title of titles) await row(title).waitFor()
  const bar = karim.page.getByRole('region', { name: 'Dossiers sélectionnés' })

  await chooses(karim, row, bar, titles.slice(0, 2), 2)
  await fillsIn(karim, bar, field.name)
  await until('both hold it', async () => (await grouped(karim, field.id, row)) === 2)

  await team(karim, row, bar)
  await cast.documented(anne, karim)
  const now = await anne.page.request.get(`/api/fields/${field.id}`)
  const gone = await anne.page.request.patch(`/api/fields/${field.id}`, {
    data: { version: (await now.json()).version, active: false },
  })
  holds(gone.ok(), `the field stays: ${await gone.text()}`)
}

/** One by one, by their boxes. */
async function chooses(karim, row, bar, some, count) {
  for (const title of some) await row(title).getByRole('checkbox').check()
  await bar.getByText(new RegExp(`^${count} sélectionné`)).waitFor()
}

/** A field of the desk's own: looked at, made, undone, made again. */
async function fillsIn(karim, bar, name) {
  const fills = async () => {
    await bar.getByRole('button', { name: /^Champ/ }).click()
    const asked = karim.dialog('Renseigner un champ des dossiers sélectionnés')
    await asked.getByLabel('Champ', { exact: true }).selectOption({ label: name })
    await asked.getByLabel(name, { exact: true }).selectOption({ label: 'Hall' })
    await asked.getByRole('button', { name: 'Voir l’effet' }).click()
    const looked = karim.dialog('Renseigner un champ des dossiers sélectionnés')
    await looked.getByText('2 dossiers changent').waitFor()
    equal(await looked.getByText(name).count(), 2, 'lines that name the field')
    return looked.getByRole('button', { name: 'Modifier 2 dossiers' })
  }
  await (await fills()).click()
  await bar.waitFor({ state: 'detached' })
  await karim.button('Annuler').last().click()
  await karim.sees(/Dossiers rétablis\s*: 2/)
  for (const title of titles.slice(0, 2))
    await karim.page.getByRole('row').filter({ hasText: title }).getByRole('checkbox').check()
  await (await fills()).click()
  await bar.waitFor({ state: 'detached' })
}

/** How many rows stand under the heading of what was filled in; none while the list is still drawn anew. */
async function grouped(karim, id, row) {
  await karim.page.getByLabel('Groupes').selectOption(`field.${id}`)
  const heading = karim.page.getByRole('row', { name: /^Hall/ })
  await heading.waitFor()
  const at = async (line) => (await line.boundingBox())?.y ?? Number.NaN
  const top = await at(heading)
  let below = 0
  for (const title of titles.slice(0, 2)) if ((await at(row(title))) > top) below++
  return (await at(row(titles[2]))) < top ? below : 0 // what holds nothing stands before
}

/** All that is shown, to another team: its history and its way back as for one. */
async function team(karim, row, bar) {
  await karim.page.getByRole('checkbox', { name: 'Sélectionner tout ce qui est affiché' }).check()
  await bar.getByText(/^3 sélectionné/).waitFor()
  await bar.getByRole('button', { name: /^Affecter/ }).click()
  const asked = karim.dialog('Affecter les dossiers sélectionnés')
  await asked.getByLabel('Équipe').selectOption({ label: 'Réseau' })
  await asked.getByRole('button', { name: 'Voir l’effet' }).click()
  await karim.page.getByRole('dialog').getByText('3 dossiers changent').waitFor()
  await karim.page.getByRole('dialog').getByRole('button', { name: 'Modifier 3 dossiers' }).click()
  await bar.waitFor({ state: 'detached' })
  const teams = async (name) => {
    const l = await karim.page.request.get(`/api/incidents?view=all&f=${encodeURIComponent(`badge ${mark}`)}`)
    return (await l.json()).items.filter((i) => i.team.name === name).length
  }
  equal(await teams('Réseau'), 3, 'records of the other team')
  await karim.button('Annuler').last().click()
  await karim.sees(/Dossiers rétablis\s*: 3/)
  equal(await teams('Réseau'), 0, 'records of it after the undo')
}
