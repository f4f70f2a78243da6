// An empty desk, from the code on its console to its first team: Anne sets it up
// on her computer, leaves in the middle, and goes on from her telephone. What she
// skips stays to be done; whoever comes second finds the door closed.
import { Cast, desktop, equal, holds, phone, until } from '../people.mjs'

const password = 'la toute première phrase'

export async function tell(cast) {
  const { address, code, post } = await cast.asks('empty')
  const there = new Cast(cast.browser, { ...cast.given, address }, cast.story)
  cast.people = there.people // what they see when it fails
  const anne = await there.arrives('Anne', desktop)
  // Nobody becomes administrator by being first: only who has seen the console.
  await anne.goes('/')
  await anne.heading('Installer le centre de services').waitFor()
  anne.excused.push(/422 .*\/api\/setup$/, /429 .*\/api\/setup$/)
  await fills(anne, { code: 'AAAA-BBBB-CCCC-DDDD' })
  await anne.button('Installer').click()
  await until('a wrong code is refused', () => anne.received.some((r) => r.url.endsWith('/api/setup') && r.text.includes('setup.code')))
  equal(await anne.field('Organisation').first().inputValue(), 'Mairie de Vaux', 'what was typed is kept')
  await anne.field(/Code/).first().fill(code)
  await anne.button('Installer').click()
  await anne.heading('Premiers pas').waitFor()

  // Beyond the code, somebody else finds it done.
  const other = await there.arrives('Léo', phone)
  await other.goes('/setup')
  await other.sees('Ce centre de services est déjà installé.')

  // The first step left is the mailbox; she looks back at the desk, and renames it.
  await step(anne, 'Relier une boîte de courriel, et la tester')
  await anne.button(/^Service desk|^Centre de services/).click()
  await step(anne, 'Le centre de services')
  const name = anne.page.getByRole('textbox', { name: /Nom du centre de services/ })
  await name.fill('Guichet de Vaux')
  await anne.button('Enregistrer').click()
  await anne.sees('Enregistré')
  await anne.button('Continuer').click()
  await step(anne, 'Relier une boîte de courriel, et la tester')
  if (post) {
    await connects(anne, await cast.asks('office'))
    await anne.button(/^Continuer$/).waitFor()
  }
  // She is called away in the middle, and goes on from her telephone.
  const again = await there.arrives('Anne-telephone', phone)
  await again.goes('/sign-in?to=/desk/administration/first-steps')
  await again.field(/Identifiant/).fill('anne@vaux.example')
  await again.field('Mot de passe').first().fill(password)
  await again.button('Se connecter').click()
  await again.heading('Premiers pas').waitFor()
  if (post) await step(again, 'Créer les équipes')
  else {
    await step(again, 'Relier une boîte de courriel, et la tester')
    await again.button('Passer pour l’instant').click()
    await step(again, 'Créer les équipes')
  }
  await narrow(again)
  await again.button('Ajouter une équipe').click()
  const team = again.page.getByRole('dialog')
  await team.getByLabel('Nom').fill('Réseau')
  await team.getByRole('button', { name: /Ajouter|Enregistrer/ }).click()
  await again.heading('Réseau').waitFor()
  await step(again, 'Créer les équipes') // done, and nobody is moved on
  await again.button('Continuer').click()

  await step(again, 'Ajouter les personnes qui travaillent ici, et les inviter')
  await again.page.getByLabel('Nom', { exact: true }).fill('Karim Benali')
  await again.field('Adresse électronique').fill('karim')
  again.excused.push(/422 .*\/api\/administration\/people$/)
  await again.button('Inviter').click()
  await until('a wrong address is told', () => again.page.getByRole('textbox', { name: 'Adresse électronique' }).getAttribute('aria-invalid'))
  await again.field('Adresse électronique').fill('karim@vaux.example')
  await again.button('Inviter').click()
  await again.page.getByRole('list', { name: 'Invités' }).getByText('Karim Benali').waitFor()
  if (post) await again.sees('L’invitation part vers karim@vaux.example.')
  else await again.page.locator('code').filter({ hasText: '/invitation#' }).waitFor()
  await narrow(again)
  await again.button(/^(Continuer|Passer pour l’instant)$/).click()
  // A made-up company, as she likes: she reads that it stays, and has it come.
  await step(again, 'Découvrir avec une société fictive')
  await narrow(again)
  const come = again.button('Mettre ici la société fictive')
  holds(await come.isDisabled(), 'it comes without a word')
  await again.page.getByRole('checkbox', { name: 'J’ai compris que cela reste.' }).check()
  await come.click()
  await again.page.getByText('La société fictive est là').waitFor({ timeout: 120_000 })
  await again.button(/^Continuer$/).click()
  await step(again, 'Exiger un second facteur')
  await again.sees('Ce qui reste à faire demeure listé ici')
  await again.link('Ouvrir la file').click()
  await again.page.waitForURL((url) => url.pathname === '/desk/queue')

  // What is left is still there, and only that.
  await anne.goes('/desk/administration')
  await anne.heading('Premiers pas').waitFor()
  const bar = anne.page.getByRole('navigation', { name: 'Premiers pas' })
  holds((await bar.getByText('à faire').count()) >= 1, 'the second factor is left to be done')
  there.check()
  await there.documented(anne, again)
  await there.leave()
  cast.people = []
}

async function fills(anne, { code }) {
  for (const [label, text] of [
    [/Code/, code],
    ['Organisation', 'Mairie de Vaux'],
    [/Nom du centre de services/, 'Centre de services'],
    ['Nom', 'Anne Keller'],
    [/Adresse/, 'anne@vaux.example'],
    ['Mot de passe', password],
  ])
    await anne.page.getByLabel(label, { exact: typeof label === 'string' }).first().fill(text)
}

const step = (person, name) => person.page.getByRole('region', { name }).getByRole('heading', { name, level: 2 }).waitFor()

/** Nothing is cut on a telephone. */
async function narrow(person) {
  const wide = await person.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  holds(wide <= 0, `the page is ${wide} px too wide`)
}

async function connects(anne, office) {
  const address = `vaux@${office.domain}`
  await anne.button('Ajouter une boîte').first().click()
  const form = anne.dialog('Ajouter une boîte')
  await form.getByLabel('Adresse').fill(address)
  await form.getByLabel('Nom affiché aux personnes').fill('Guichet de Vaux')
  for (const [name, port, security] of [
    ['Lecture (IMAP)', office.imaps, 'TLS'],
    ['Envoi (SMTP)', office.smtp, 'STARTTLS'],
  ]) {
    const part = form.getByRole('group', { name })
    await part.getByLabel('Serveur').fill(office.host)
    await part.getByLabel('Port').fill(String(port))
    await part.getByLabel('Sécurité').selectOption(security)
    await part.getByLabel('Identifiant').fill('vaux')
    await part.getByLabel('Mot de passe', { exact: true }).fill(office.password)
  }
  await form.getByRole('button', { name: 'Enregistrer' }).click()
  await form.waitFor({ state: 'detached' })
  await anne.button(`Tester la boîte ${address}`).click()
  await anne.sees('La boîte envoie et reçoit : elle est prête.')
}
