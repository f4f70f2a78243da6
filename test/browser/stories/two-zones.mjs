// Karim works in Lyon and Claire in Montréal. They read the same record: one
// instant, which each sees on the clock of the place where they are. The API
// gives it in UTC.
import { desktop, equal, holds } from '../people.mjs'

export async function tell(cast) {
  const karim = await cast.arrives('Karim', desktop)
  await karim.comes('karim@solane.example')
  const claire = await cast.arrives('Claire', desktop)
  await claire.comes('claire@solane.example')
  const made = await karim.page.request.post('/api/incidents', {
    data: { title: `Deux horloges (${Date.now() % 100_000})`, description: 'Un seul instant.', channel: 'phone' },
  })
  holds(made.ok(), `the incident was not made: ${await made.text()}`)
  const { reference } = await made.json()

  await livesIn(karim, 'Europe/Paris')
  await livesIn(claire, 'America/Montreal')
  const seen = {}
  for (const [who, zone] of [
    [karim, 'Europe/Paris'],
    [claire, 'America/Montreal'],
  ]) {
    const record = await (await who.page.request.get(`/api/incidents/${reference}`)).json()
    holds(/T.*Z$/.test(record.created_at), `the API gives ${record.created_at}`)
    await who.goes(`/desk/incidents/${reference}`)
    await who.sees('Un seul instant.')
    const shown = who.page.locator(`time[datetime="${record.created_at}"]`).first()
    await shown.waitFor()
    const hour = new Intl.DateTimeFormat('fr-FR', { hour: '2-digit', minute: '2-digit', timeZone: zone })
    const title = await shown.getAttribute('title')
    holds(
      title.includes(hour.format(new Date(record.created_at))),
      `in ${zone} ${record.created_at} is shown as ${title}`,
    )
    seen[zone] = { at: record.created_at, title }
  }
  const [lyon, montreal] = Object.values(seen)
  equal(lyon.at, montreal.at, 'the instant')
  holds(lyon.title !== montreal.title, `both clocks show ${lyon.title}`)
  await livesIn(claire, 'Europe/Paris')
}

/** As the account page does it. */
async function livesIn(who, zone) {
  const changed = await who.page.request.patch('/api/me', { data: { zone } })
  holds(changed.ok(), `the zone was not changed: ${await changed.text()}`)
}
