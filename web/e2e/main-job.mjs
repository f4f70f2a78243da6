// The main job in a real browser, in French: a user reports a fault from a
// phone, an agent takes it, answers and resolves it, the user confirms. It runs
// against a server with the sample company:
//
//   GUICHET_URL=http://127.0.0.1:8080 node e2e/main-job.mjs
//
// GUICHET_USER, GUICHET_AGENT and GUICHET_PASSWORD name other accounts,
// GUICHET_CHROMIUM another browser, GUICHET_SHOTS a folder for pictures.
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const env = process.env
const base = env.GUICHET_URL ?? 'http://127.0.0.1:8080'
const password = env.GUICHET_PASSWORD ?? 'guichet-sample-2026'
const user = env.GUICHET_USER ?? 'sophie@solane.example'
const agent = env.GUICHET_AGENT ?? 'karim@solane.example'
const shots = env.GUICHET_SHOTS
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const title = `Badge refusé au portillon nord ${Date.now() % 100000}`
if (shots) mkdirSync(shots, { recursive: true })

const browser = await chromium.launch({
  executablePath: env.GUICHET_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})

const mistakes = []

async function person(name, login, options) {
  // The policy of the page would keep axe out; that it holds is asserted first.
  const context = await browser.newContext({ locale: 'fr-FR', ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (e) => mistakes.push(`${name}: ${e.message}`))
  await page.goto(`${base}/sign-in`)
  await page.getByLabel('Identifiant').fill(login)
  await page.getByLabel('Mot de passe', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Se connecter' }).click()
  await page.waitForURL((url) => url.pathname !== '/sign-in')
  return page
}

async function look(page, name) {
  await page.waitForTimeout(300)
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`) })
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }))
  for (const v of violations)
    mistakes.push(`${name}: axe ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`)
}

const step = (words) => console.log(`- ${words}`)

try {
  step('Sophie reports a fault from her phone')
  const sophie = await person('sophie', user, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true })
  await look(sophie, '1-home')
  await sophie.getByRole('link', { name: /Signaler un incident/ }).click()
  await sophie.getByLabel('Qu’est-ce qui ne va pas').fill(title)
  await sophie.getByLabel('Détails').fill('Voyant rouge depuis lundi, le gardien m’ouvre à la main.')
  await sophie.getByLabel('Mon équipe ou mon service').check()
  await look(sophie, '2-report')
  await sophie.reload()
  if ((await sophie.getByLabel('Qu’est-ce qui ne va pas').inputValue()) !== title)
    throw new Error('the draft was lost by a reload')
  await sophie.getByRole('button', { name: 'Continuer' }).click()
  await look(sophie, '3-summary')
  await sophie.getByRole('button', { name: 'Envoyer' }).click()
  const reference = (
    await sophie
      .getByText(/INC-\d+/)
      .first()
      .textContent()
  )?.match(/INC-\d+/)?.[0]
  if (!reference) throw new Error('the receipt shows no number')
  await look(sophie, '4-receipt')
  await sophie.getByRole('link', { name: 'Suivre mon signalement' }).click()
  await sophie.getByRole('heading', { name: title }).waitFor()

  step(`Karim takes ${reference} with the keyboard and answers`)
  const karim = await person('karim', agent, { viewport: { width: 1440, height: 900 } })
  await karim.getByRole('main').waitFor()
  await karim.keyboard.press('Control+k')
  await karim.keyboard.type(title)
  await karim
    .getByRole('option', { name: new RegExp(reference) })
    .first()
    .waitFor()
  await karim.keyboard.press('Enter')
  await karim.getByRole('heading', { name: title }).waitFor()
  await karim.keyboard.press('Shift+A')
  await karim.getByRole('button', { name: 'Personne Moi' }).waitFor()
  await karim.keyboard.press('r')
  await karim
    .getByRole('textbox', { name: 'Répondre' })
    .pressSequentially('Bonjour, votre badge est réactivé. Pouvez-vous essayer ?')
  await look(karim, '5-answer')
  await karim.keyboard.press('Control+Enter')
  await karim
    .getByRole('article', { name: /Message de/ })
    .getByText('votre badge est réactivé')
    .waitFor()

  step('Sophie sees the answer without doing anything')
  await sophie.getByText('votre badge est réactivé').waitFor()
  await look(sophie, '6-answered')
  await sophie.getByRole('textbox', { name: /Répondre|Ajouter/ }).fill('Oui, il fonctionne, merci.')
  await sophie.getByRole('button', { name: 'Envoyer' }).click()
  await karim.getByText('il fonctionne, merci').waitFor()

  step('Karim resolves')
  // The field has the keyboard still: a letter would be typed into it.
  await karim.keyboard.press('Escape')
  await karim.keyboard.press('s')
  await karim.getByRole('menuitem', { name: /Résoudre/ }).click()
  await karim.getByLabel('Résolution', { exact: true }).fill('Badge réactivé dans le contrôle d’accès.')
  await look(karim, '7-resolve')
  await karim.getByRole('button', { name: 'Résoudre', exact: true }).click()
  await karim.getByTitle('État').getByText('Résolu').waitFor()

  step('Sophie confirms, and it is closed')
  await sophie.getByRole('button', { name: 'C’est résolu' }).click()
  await sophie.getByRole('list', { name: 'Avancement' }).getByText('Clos').waitFor()
  await look(sophie, '8-closed')
  await karim.getByTitle('État').getByText('Clos').waitFor()
  await look(karim, '9-closed')
} catch (error) {
  mistakes.push(String(error))
} finally {
  await browser.close()
}
for (const m of mistakes) console.error(`! ${m}`)
console.log(mistakes.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed')
process.exit(mistakes.length === 0 ? 0 : 1)
