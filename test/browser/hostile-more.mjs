// The fields of a hostile record beyond its title and messages, those of requests and
// changes, of accounts and of mailboxes; what only opens on demand; the pages of errors;
// what is downloaded; and a letter of which everything is a program.
import { everywhere, given, hostile, longer, mark, post, quiet, shows } from './hostile.mjs'
import { equal, holds } from './people.mjs'

const bad = hostile('adresse')
const inPath = encodeURIComponent(bad)

export async function more({ anne, karim, sophie, person }) {
  const field = await post(anne, 'fields', {
    type: 'text',
    name_fr: `texte' onfocus=ran() ${mark}`,
    name_en: `text' onfocus=ran() ${mark}`,
    kinds: ['incident', 'request', 'change'],
  })
  const [incident, request, change] = await records(karim, sophie, person, field)
  await everywhere(sophie, [`/records/${request}`, `/records/${change}`])
  for (const path of [`incidents/${incident}`, `requests/${request}`, `changes/${change}`]) {
    await everywhere(karim, [`/desk/${path}`])
    const context = karim.page.getByRole('complementary', { name: 'Contexte' })
    for (const tab of [/^Demandeur/, /^Dossier/, /^Similaires/, /^Historique/]) {
      await context.getByRole('tab', { name: tab }).click()
      await shows(karim, `the tab ${tab} of ${path}`)
    }
  }
  await onDemand(karim, incident)
  await accounts(anne, karim)
  await errors(anne, karim, sophie)
  await downloads(karim, incident)
  await byMail(anne, karim)
  await given(anne.page.request.patch(`/api/fields/${field.id}`, { data: { version: field.version, active: false } }))
}

async function records(karim, sophie, person, field) {
  const fields = { [field.id]: longer('valeur') }
  const words = (names) => Object.fromEntries(names.map((name) => [name, longer(name)]))
  const short = (names) => Object.fromEntries(names.map((name) => [name, hostile(name)]))
  let incident = await post(karim, 'incidents', {
    title: hostile('au nom de'),
    requester_id: person.id,
    fields,
    ...short(['contact', 'callback']),
    ...words(['description', 'symptoms']),
  })
  incident = await given(
    karim.page.request.patch(`/api/incidents/${incident.id}`, {
      data: {
        version: incident.version,
        ...short(['first_symptom', 'location', 'extent', 'still_working']),
      },
    }),
  )
  await post(karim, `incidents/${incident.id}/state`, {
    version: incident.version,
    to: 'on_hold',
    hold_reason: 'supplier',
    reason: longer('attente'),
  })
  const request = await post(sophie, 'requests', { title: longer('demande'), description: longer('besoin'), fields: {} })
  await post(karim, `requests/${request.id}/notes`, { text: longer('note'), outcome: hostile('issue') })
  let now = await given(
    karim.page.request.patch(`/api/requests/${request.id}`, { data: { version: request.version, fields } }),
  )
  await post(karim, `requests/${request.id}/state`, { version: now.version, to: 'refused', reason: longer('refus') })
  now = await post(karim, 'changes', {
    title: longer('changement'),
    requester_id: (await given(sophie.page.request.get('/api/me'))).id,
    fields,
    ...words(['description', 'justification', 'plan', 'back_out']),
  })
  const change = now.reference
  await post(karim, `changes/${change}/state`, {
    version: now.version,
    to: 'assessed',
    risk: 'low',
    assessment: longer('évaluation'),
  })
  return [incident.reference, request.reference, change]
}

/** What opens over a record and over the queue: whom to give it to, what to link, what a merge would do. */
async function onDemand(karim, incident) {
  await karim.goes(`/desk/incidents/${incident}`)
  await karim.page.getByRole('article').first().waitFor()
  await karim.presses('t')
  await shows(karim, 'the teams')
  await karim.presses('Escape')
  for (const [key, dialog] of [
    ['l', /^Lier INC-/],
    ['Shift+M', /^Fusionner INC-/],
  ]) {
    await karim.presses(key)
    await karim.dialog(dialog).locator('input[role=combobox]').last().fill(`titre${mark}`)
    const option = karim.page.getByRole('option').filter({ hasText: `titre${mark}` })
    await option.first().waitFor()
    await shows(karim, `what is found by ${key}`)
    await option.first().click()
    if (key === 'Shift+M') await karim.button(/^Fusionner dans /).waitFor()
    await shows(karim, `what is chosen by ${key}`)
    await karim.presses('Escape')
    await karim.dialog(dialog).waitFor({ state: 'detached' })
  }
  await karim.goes(`/desk/queue?view=all&f=${encodeURIComponent(bad)}`)
  await shows(karim, 'the filter')
  await karim.goes(`/desk/queue?view=all&f=titre${mark}`)
  await karim.page.locator('a[href*="INC-"]').first().waitFor()
  await karim.presses('j')
  await karim.presses('x')
  await karim.page.getByRole('region', { name: 'Dossiers sélectionnés' }).waitFor()
  await karim.presses('a')
  await karim.button(/Voir l’effet/).click()
  await karim.page
    .getByRole('dialog')
    .getByText(/INC-\d+/)
    .first()
    .waitFor()
  await shows(karim, 'what many would become')
  await karim.presses('Escape')
}

async function accounts(anne, karim) {
  await given(
    karim.page.request.post('/api/session/proof', { data: { password: karim.cast.given.password } }).then(whole),
  )
  const token = await post(karim, 'tokens', { name: hostile('jeton').slice(0, 60) })
  await everywhere(karim, ['/desk/account'])
  await karim.page.request.delete(`/api/tokens/${token.id}`)

  const { items } = await given(anne.page.request.get('/api/mailboxes'))
  const box = items.find((b) => b.address === `hostile-${mark}@desk.example`)
  const { version } = await given(anne.page.request.get(`/api/mailboxes/${box.id}/letters`))
  await given(
    anne.page.request.put(`/api/mailboxes/${box.id}/letters`, {
      data: { version, signature_fr: hostile('signature'), signature_en: hostile('signature'), opens: 'incident' },
    }),
  )
  await anne.goes('/desk/administration/mailboxes')
  await anne.button(new RegExp(`^Signature de hostile-${mark}@`)).click()
  await anne.page.getByLabel('Signature en français').waitFor()
  await shows(anne, 'the signature')
}

/** An answer without a body is an answer too. */
async function whole(answer) {
  return { ok: () => answer.ok(), url: () => answer.url(), text: () => answer.text(), json: async () => ({}) }
}

/** What is asked for in vain stands in pages of errors, and in the list of what was refused. */
async function errors(anne, karim, sophie) {
  for (const [who, path] of [
    [karim, `/desk/incidents/${inPath}`],
    [karim, `/desk/${inPath}?view=${inPath}`],
    [karim, `/desk/administration/${inPath}`],
    [karim, `/api/${inPath}`],
    [karim, `/api/incidents/${inPath}`],
    [karim, `/api/tickets/export?f=${inPath}&columns=${inPath}`],
    [sophie, `/records/${inPath}`],
    [sophie, `/enter#${inPath}`],
  ]) {
    who.excused.push(/40[034] \(/, /422 \(/)
    await who.goes(path).catch((error) => {
      if (!/Download is starting|ERR_ABORTED/.test(error.message)) throw error
    })
    await who.page.locator('body').waitFor()
    await quiet(who, path)
  }
  await karim.page.request.get(`/api/administration/history?kind=${inPath}&id=x`)
  await anne.goes('/desk/administration/refusals')
  await anne.page.locator('#main').getByRole('listitem').or(anne.page.getByRole('row')).first().waitFor()
  await quiet(anne, 'what was refused')
}

/** What is downloaded is no page, whatever is in it. */
async function downloads(karim, incident) {
  for (const path of [`/api/tickets/export?f=${mark}`, `/api/tickets/${incident}/history`]) {
    const answer = await karim.page.request.get(path)
    const headers = answer.headers()
    equal(answer.status(), 200, path)
    holds(!/html/.test(headers['content-type']), `${path} is a page`)
    equal(headers['x-content-type-options'], 'nosniff', `${path} may be taken for something else`)
  }
}

/** A letter of which the sender, the subject, the text and the HTML are programs. */
async function byMail(anne, karim) {
  const { items } = await given(anne.page.request.get('/api/mailboxes'))
  const box = items.find((b) => b.enabled && b.address.startsWith('support@'))
  if (!box) return // no mail server in this run, or a run of this story alone
  const subject = hostile('objet')
  await karim.goes('/desk/queue?view=all&sort=-created')
  await karim.cast.asks('send', {
    from: 'antoine',
    name: hostile('nom'),
    to: box.address,
    subject,
    text: longer('courriel'),
    html: `<b style="background:url(javascript:ran())">gras</b><p>${longer('courriel')}</p><form action="javascript:ran()"><button onclick="ran()">x</button></form><iframe srcdoc="<script>parent.ran()</script>"></iframe>`,
  })
  await karim.link(subject).first().click()
  await karim.page.getByRole('article').first().waitFor()
  await shows(karim, 'a letter')
  await karim
    .button(/Mise en forme d’origine/)
    .first()
    .click()
  const frame = karim.page.locator('article iframe').first()
  await frame.waitFor()
  await frame.contentFrame().getByText('gras').waitFor()
  await quiet(karim, 'a letter as it was formatted')
  equal(
    await frame.contentFrame().locator('form, button, iframe, script').count(),
    0,
    'what acts in a letter as it was formatted',
  )
}
