// Anne adds Léa and invites her; no mailbox can send yet, so she hands the link
// over. Léa opens it on her telephone, chooses a password, and is in. The link
// opens nothing more.
import { desktop, equal, holds, phone } from '../people.mjs'

const name = 'Léa Fournier'
const address = 'lea.fournier@solane.example'
const password = 'la toute première phrase'

export async function tell(cast) {
  const anne = await cast.arrives('Anne', desktop)
  await anne.signsIn('admin@solane.example')
  await anne.goes('/desk/administration/people/new')
  await anne.field('Nom').first().fill(name)
  await anne.page.getByLabel('Adresse', { exact: true }).fill(address)
  await anne.button('Ajouter la personne').click()
  await anne.heading(name).waitFor()
  await anne.sees('sans compte')
  const link = await invites(anne, 'Inviter')
  const next = await invites(anne, 'Renvoyer', link)

  const lea = await cast.arrives('Léa', phone)
  // What no longer opens says so, and what to do.
  lea.excused.push(/422 .*\/api\/invitation\/look$/)
  await lea.goes(link)
  await lea.sees('Cette invitation ne sert plus')
  await lea.goes('/sign-in')
  await lea.goes(next)
  await lea.sees(`Bienvenue, ${name}`)
  equal(new URL(lea.page.url()).hash, '', 'what stands after the # of the address')
  equal(await lea.field('Vous vous connecterez avec').inputValue(), address, 'her login')
  lea.excused.push(/422 .*\/api\/invitation$/)
  await lea.page.getByLabel('Mot de passe', { exact: true }).fill('court')
  await lea.button(/Définir le mot de passe/).click()
  await lea.page.getByText('Au moins 12 caractères.', { exact: true }).waitFor()
  await lea.page.getByLabel('Mot de passe', { exact: true }).fill(password)
  await lea.button(/Définir le mot de passe/).click()
  await lea.page.waitForURL((url) => url.pathname === '/')
  await lea.page
    .getByRole('link', { name: /Signaler un incident/ })
    .first()
    .waitFor()

  await anne.page.reload()
  await anne.sees('compte actif')
  holds(
    !anne.received.some((r) => !r.url.endsWith('/invitation') && r.text.includes(next.split('#')[1])),
    'the link was sent twice',
  )
  await cast.documented(anne, lea)
}

async function invites(anne, button, not = '') {
  await anne.button(button).click()
  const shown = anne.page.locator('code').filter({ hasText: '/invitation#', hasNotText: not || 'nothing of the kind' })
  await shown.waitFor()
  return shown.innerText()
}
