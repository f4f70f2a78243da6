// Karim and Claire have the same record open. Both change its priority: the
// second is told who changed what, and chooses. What they write never collides.
import { desktop, holds } from '../people.mjs'

const title = `Écran noir au poste d’accueil (${Date.now() % 100_000})`

export async function tell(cast) {
  const karim = await cast.arrives('Karim', desktop)
  const claire = await cast.arrives('Claire', desktop)
  await karim.comes('karim@solane.example')
  await claire.comes('claire@solane.example')
  // The browser itself notes every refusal; this one is what the story is about.
  claire.excused.push(/409 \(Conflict\)/)

  const made = await karim.page.request.post('/api/incidents', {
    data: { title, description: 'Plus rien à l’écran depuis ce matin.', channel: 'phone', impact: 3, urgency: 2 },
  })
  holds(made.ok(), `the incident was not made: ${await made.text()}`)
  const { reference } = await made.json()
  for (const agent of [karim, claire]) {
    await agent.goes(`/desk/incidents/${reference}`)
    await agent.sees('Plus rien à l’écran depuis ce matin.')
    await agent.sees('Connecté')
    await agent.stays()
  }

  // Each sees what the other does, at once.
  await claire.button('Autres actions').click()
  await claire.item(/M’affecter/).click()
  await karim.page.getByTitle('Personne').getByText('Claire Dumont').waitFor()

  // Claire is filling the form when Karim saves his. What is in force appears
  // on her page; what she decided on was another.
  await opensPriority(claire)
  const hers = await fillsPriority(claire, { impact: '2', urgency: '1', why: 'L’accueil est à l’arrêt.' })
  await opensPriority(karim)
  const his = await fillsPriority(karim, { impact: '1', urgency: '1', why: 'Tout le site attend.' })
  await karim.button('Enregistrer').click()
  await karim.page.getByTitle('Priorité').getByText('P1').waitFor()
  await claire.page.getByTitle('Priorité').getByText('P1').waitFor()
  await claire.button('Enregistrer').click()

  const conflict = claire.dialog(/Modifié entre-temps/)
  await conflict.getByText(/Karim Benali a modifié «\sImpact\s»/).waitFor()
  await conflict.getByText(his, { exact: true }).first().waitFor()
  await conflict.getByText(hers, { exact: true }).first().waitFor()
  await claire.portrait('conflict')

  // She leaves his in place: hers was not saved, and nothing of his is lost.
  await conflict.getByRole('button', { name: 'Garder la sienne' }).click()
  await conflict.waitFor({ state: 'detached' })
  await claire.page.getByTitle('Priorité').getByText('P1').waitFor()

  // Once more with the title, and now hers comes in its place, as a change of
  // its own after his.
  const before = `${title}, bureau 2`
  await claire.button(title).click()
  await claire.page.getByRole('textbox', { name: 'Titre' }).fill(`${title}, bureau 12`)
  await karim.button(title).click()
  await karim.page.getByRole('textbox', { name: 'Titre' }).fill(before)
  await karim.presses('Enter')
  await karim.heading(before).waitFor()
  await claire.link(before).first().waitFor()
  await claire.presses('Enter')
  await conflict.getByText(before, { exact: true }).waitFor()
  await conflict.getByRole('button', { name: 'Mettre la mienne' }).click()
  await conflict.waitFor({ state: 'detached' })
  await karim.heading(`${title}, bureau 12`).waitFor()
  const history = await karim.page.request.get(`/api/incidents/${reference}/timeline`)
  holds((await history.text()).includes(before), 'what Karim had written is not in the history')

  // What they say never collides: both write at once, both are there.
  await claire.page.getByRole('textbox', { name: 'Répondre' }).fill('Nous passons ce matin.')
  await karim.page.getByRole('textbox', { name: 'Répondre' }).fill('Un écran vous est prêté.')
  await Promise.all([
    claire.button('Envoyer', { exact: true }).click(),
    karim.button('Envoyer', { exact: true }).click(),
  ])
  for (const agent of [karim, claire]) {
    await agent.page.getByRole('article').getByText('Nous passons ce matin.').waitFor()
    await agent.page.getByRole('article').getByText('Un écran vous est prêté.').waitFor()
    await agent.stayed()
  }
}

async function opensPriority(agent) {
  await agent.presses('p')
  await agent.field('Impact').waitFor()
}

async function fillsPriority(agent, { impact, urgency, why }) {
  await agent.field('Impact').selectOption(impact)
  await agent.field('Urgence').selectOption(urgency)
  await agent.field(/Pourquoi/).fill(why)
  return agent.field('Impact').locator('option:checked').innerText()
}
