// Too much mail comes at once: what is beyond the limit is held. Anne finds it, the
// latest first, narrows it to a sender, lets some in together, puts others away and
// blocks who sent them; what she did stands below.
import { desktop, equal, holds, until } from '../people.mjs'
import { opensTheMailbox } from './by-mail.mjs'

const at = '/api/administration/settings/mail.per_sender'
/** A letter goes through two mail servers, on a machine that may be busy. */
const long = 120_000
const mark = String(Date.now() % 100_000)

export async function tell(cast) {
  const office = await cast.asks('office')
  const support = `support@${office.domain}`
  const anne = await cast.arrives('Anne', desktop)
  await anne.signsIn('admin@solane.example')
  const boxes = await (await anne.page.request.get('/api/mailboxes')).json()
  if (!boxes.items.some((b) => b.address === support)) await opensTheMailbox(anne, office, support)
  await limits(anne, 1)

  const noisy = `bruyant${mark}`
  const from = `${noisy}@${office.domain}`
  const writes = (name, subject) =>
    cast.asks('send', { from: name, name: 'Bruyant', to: support, subject, text: 'Bonjour.' })
  const held = async (query = '') =>
    (await (await anne.page.request.get(`/api/arrivals?state=held${query}`)).json()).items
  for (const n of [1, 2, 3, 4, 5]) await writes(noisy, `Alerte ${n} ${mark}`)
  await until('four are held', async () => (await held(`&sender=${from}`)).length === 4, long)
  const other = `discret${mark}`
  for (const n of [1, 2]) await writes(other, `Question ${n} ${mark}`)
  await until(
    'one of another is held',
    async () => (await held(`&sender=${other}@${office.domain}`)).length === 1,
    long,
  )
  await limits(anne, 200)
  // Which of them came first is the mail server's to say.
  const [latest] = await held()
  const [kept, alsoKept, ...rest] = (await held(`&sender=${from}`)).map((a) => a.subject)
  equal(latest.sender, `${other}@${office.domain}`, 'who wrote last')

  await anne.goes('/desk/administration/mail?state=held')
  const list = anne.page.getByRole('list', { name: 'Retenus' })
  await list.locator('strong', { hasText: latest.subject }).waitFor()
  const shown = async () => (await list.locator('strong').allTextContents()).filter((s) => s.includes(mark))
  equal((await shown())[0], latest.subject, 'the latest comes first')

  // Of one sender, for one reason; the address of the page says so.
  await anne.page.getByLabel('Expéditeur').fill(from)
  await until('only that sender is shown', async () => {
    const now = await shown()
    return now.length === 4 && now.every((s) => s.startsWith('Alerte'))
  })
  await anne.page.getByLabel('Pourquoi').selectOption({ label: 'Trop de tous ensemble' })
  await anne.sees('Aucun courriel de ce genre ici')
  await anne.page.getByLabel('Pourquoi').selectOption({ label: 'Trop d’un même expéditeur' })
  await until('they are back', async () => (await shown()).length === 4)
  holds(anne.page.url().includes('reason=mail.too_often'), `the address says ${anne.page.url()}`)

  // Two are let in together and become messages.
  for (const subject of [kept, alsoKept]) await anne.page.getByLabel(`Sélectionner ${subject}`).check()
  await anne.sees('2 courriels sélectionnés')
  await anne.button('Laisser entrer 2 courriels').click()
  await until('they left the list', async () => (await shown()).length === 2)
  const karim = await cast.arrives('Karim', desktop)
  await karim.comes('karim@solane.example')
  for (const subject of [kept, alsoKept])
    await until(
      `${subject} is an incident`,
      async () => {
        const found = await (
          await karim.page.request.get(`/api/incidents?view=all&q=${encodeURIComponent(subject)}`)
        ).json()
        return found.items.some((i) => i.title === subject)
      },
      long,
    )

  // The rest is put away, and who sent it is blocked.
  await anne.page.getByLabel('Sélectionner tout ce qui est affiché').check()
  await anne.sees('2 courriels sélectionnés')
  await anne.button('Écarter et bloquer les expéditeurs').click()
  await anne.sees('Aucun courriel de ce genre ici')
  await anne.button('Ce qui a été fait ici').click()
  await anne.sees('Courriel laissé entrer')
  await anne.sees(rest[0])
  await anne.portrait('held-history')
  await anne.tab(/Bloqués/).click()
  const blocked = anne.page.getByRole('list', { name: 'Expéditeurs bloqués' }).locator('strong', { hasText: from })
  await blocked.waitFor()
  await anne.button(`Débloquer ${from}`).click()
  await blocked.waitFor({ state: 'detached' })
  await anne.tab(/Écartés/).click()
  await anne.page.getByRole('list', { name: 'Écartés' }).locator('strong', { hasText: rest[0] }).waitFor()
  await cast.documented(anne)
}

/** How many letters of one sender become messages within an hour. */
async function limits(anne, value) {
  const all = await (await anne.page.request.get('/api/administration/settings')).json()
  const { version } = all.items.find((s) => s.name === 'mail.per_sender')
  const set = await anne.page.request.patch(at, { data: { version, value } })
  holds(set.ok(), `the limit was not set: ${await set.text()}`)
}
