// Karim and Claire have the same record open. Both change its priority: the
// second is told who changed what, and chooses. What they write never collides.
import { desktop, holds } from '../people.mjs'

const title = `Écran noir au poste d’accueil (${Date.now() % 100_000})`

export async function tell(cast) {
  const karim = await cast.arrives('Karim', desktop)
  const claire = await cast.arrives('Claire', desktop)
  await karim.signsIn('karim@solane.example')
  await claire.signsIn('claire@solane.example')

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

  // Claire has the form open while Karim saves his.
  await opensPriority(claire)
  await opensPriority(karim)
  await fillsPriority(claire, { impact: 'Moyenne', urgency: 'Haute', why: 'L’accueil est à l’arrêt.' })
  await offline(claire, async () => {
    await fillsPriority(karim, { impact: 'Haut', urgency: 'Haute', why: 'Tout le site attend.' })
    await karim.button('Enregistrer').click()
    await karim.page.getByTitle('Priorité').getByText('P1').waitFor()
  })
  await claire.button('Enregistrer').click()
  const conflict = claire.dialog(/Modifié entre-temps|changé|modifié/i)
  await conflict.getByText('Karim Benali').first().waitFor()
  await claire.portrait('conflict')
}

async function opensPriority(agent) {
  await agent.presses('p')
  await agent.field('Impact').waitFor()
}

async function fillsPriority(agent, { impact, urgency, why }) {
  await agent.field('Impact').selectOption(impact)
  await agent.field('Urgence').selectOption(urgency)
  await agent.field(/Pourquoi/).fill(why)
}

async function offline(_agent, doing) {
  await doing()
}
