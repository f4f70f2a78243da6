// Whatever has a name is given one that is a program; then every screen that shows
// names is looked at: they stand there as they were typed, and nothing runs.
import { everywhere, given, hostile, longer, mark, post, quiet } from '../hostile.mjs'
import { more } from '../hostile-more.mjs'
import { desktop, holds, until } from '../people.mjs'

export async function tell(cast) {
  const anne = await cast.arrives('Anne', desktop)
  const karim = await cast.arrives('Karim', desktop)
  const sophie = await cast.arrives('Sophie', desktop)
  for (const who of [anne, karim, sophie])
    await who.page.addInitScript(() => {
      window.ran = () => {
        window.hasRun = true
      }
    })
  await anne.signsIn('admin@solane.example')
  await karim.comes('karim@solane.example')
  await sophie.comes('sophie@solane.example', '/')
  const { record, call, undo, person } = await named(anne, karim, sophie)

  const administration = '/desk/administration'
  const desk = [
    '/desk/queue?view=all&group=team',
    '/desk/queue?board=incident',
    '/desk/home',
    '/desk/new',
    '/desk/canned-replies',
    `/desk/incidents/${record}`,
  ]
  const rooms = ['people', 'organisations', 'teams', 'categories', 'mailboxes']
  await everywhere(karim, desk)
  await everywhere(
    anne,
    rooms.map((room) => `${administration}/${room}`),
  )
  await everywhere(sophie, ['/', '/report', '/records', `/records/${record}`])

  await anne.goes(`${administration}/fields`)
  await anne.sees(`champ' onfocus=ran() {{7*7}} ${mark}`)
  await anne.button(/^Modifier le champ champ/).click()
  await until('its choices are there', () => quiet(anne, 'the field'))

  // What only opens on demand.
  await karim.goes(`/desk/incidents/${record}`)
  await karim.heading(longer('titre')).waitFor()
  for (const tab of ['Dossier', 'Historique']) {
    await karim.page.getByRole('complementary', { name: 'Contexte' }).getByRole('tab', { name: tab }).click()
    await quiet(karim, `the tab ${tab}`)
  }
  await karim.presses('Control+K')
  await karim.page.keyboard.type(`titre${mark}`)
  await karim.page.getByRole('option', { name: new RegExp(record) }).waitFor()
  await quiet(karim, 'the palette')
  await karim.presses('Escape')
  const composer = karim.page.getByRole('textbox', { name: 'Répondre' })
  await composer.fill('/')
  await karim.page.getByRole('listbox').getByText(hostile('réponse')).first().waitFor()
  await quiet(karim, 'the canned replies')
  await karim.presses('Enter')
  await until('the canned reply is in the text', async () => (await composer.inputValue()).includes(hostile('texte')))
  await composer.fill('')

  await more({ anne, karim, sophie, person })

  // The name of the desk stands on every page, so it comes last.
  const before = await call(hostile('bureau').slice(0, 60))
  await everywhere(sophie, ['/', '/account'])
  await everywhere(karim, ['/desk/queue?f=introuvable-xyz'])
  await call(before)
  await undo()
}

async function named(anne, karim, sophie) {
  const { items: teams } = await given(karim.page.request.get('/api/teams'))
  const organisation = await post(anne, 'administration/organisations', { name: hostile('organisation') })
  const site = await post(anne, `administration/organisations/${organisation.id}/sites`, { name: hostile('site') })
  await post(anne, 'administration/teams', { name: hostile('équipe') })
  const person = await post(anne, 'administration/people', {
    name: hostile('personne'),
    title: hostile('fonction'),
    identities: [{ kind: 'mail', value: `hostile-${mark}@solane.example` }],
  })
  holds(site.id || organisation.id, 'a place')
  const category = await post(anne, 'categories', {
    name_fr: hostile('catégorie'),
    name_en: hostile('category'),
    kinds: ['incident'],
  })
  const field = await post(anne, 'fields', {
    type: 'choice',
    name_fr: `champ' onfocus=ran() {{7*7}} ${mark}`,
    name_en: `field' onfocus=ran() {{7*7}} ${mark}`,
    help_fr: longer('aide'),
    help_en: longer('help'),
    kinds: ['incident'],
    portal: 'write',
    options: [{ name_fr: hostile('choix'), name_en: hostile('choice') }],
  })
  await post(karim, 'canned-replies', {
    name: hostile('réponse'),
    shortcut: '',
    reach: 'personal',
    text_fr: `${hostile('texte')} {{title}}`,
    text_en: `${hostile('text')} {{title}}`,
  })
  await post(karim, 'views', { name: hostile('vue').slice(0, 60), view: 'all', filter: '' })
  await post(anne, 'mailboxes', {
    name: hostile('boîte'),
    address: `hostile-${mark}@desk.example`,
    enabled: false,
  })
  const settings = '/api/administration/settings'
  const named = (items) => items.find((s) => s.name === 'desk.name')
  const call = async (value) => {
    const now = named((await given(anne.page.request.get(settings))).items)
    await given(anne.page.request.patch(`${settings}/desk.name`, { data: { version: now.version, value } }))
    return now.value
  }

  const file = await given(
    sophie.page.request.post('/api/attachments', {
      multipart: {
        file: {
          name: `"><img src=x onerror=ran()>${mark}.svg`,
          mimeType: 'image/svg+xml',
          buffer: Buffer.from('<svg onload="ran()"/>'),
        },
      },
    }),
  )
  const made = await post(sophie, 'incidents', {
    title: longer('titre'),
    description: longer('description'),
    attachment_ids: [file.id],
    fields: { [field.id]: field.options[0].id },
  })
  const record = made.reference
  await post(karim, `incidents/${record}/notes`, { text: longer('note'), outcome: hostile('issue') })
  await post(karim, `incidents/${record}/replies`, { text: longer('réponse') })
  await post(karim, `tickets/${record}/watchers`, { person_id: person.id })
  let now = await given(karim.page.request.get(`/api/incidents/${record}`))
  now = await given(
    karim.page.request.patch(`/api/incidents/${record}`, {
      data: { version: now.version, category_id: category.id, impact: 1, reason: longer('motif') },
    }),
  )
  const me = await given(karim.page.request.get('/api/me'))
  now = await post(karim, `incidents/${record}/assignment`, {
    version: now.version,
    team_id: teams[0].id,
    person_id: me.id,
  })
  await post(karim, `incidents/${record}/state`, {
    version: now.version,
    to: 'resolved',
    resolution: { text: longer('solution'), code: 'solved', kind: 'fix' },
    closing_category_id: category.id,
  })
  // The stories that follow know nothing of it.
  const undo = async () => {
    await given(anne.page.request.patch(`/api/fields/${field.id}`, { data: { version: field.version, active: false } }))
  }
  return { record, call, undo, person }
}
