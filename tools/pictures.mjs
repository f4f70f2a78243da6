// Takes the pictures of the README from the sample company: builds nothing,
// starts bin/guichet on a folder of its own and stops it at the end.
//
//   node tools/pictures.mjs docs/pictures
import { spawn } from 'node:child_process'
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '../web/node_modules/playwright-core/index.mjs'

const folder = process.argv[2] ?? 'docs/pictures'
mkdirSync(folder, { recursive: true })
const address = '127.0.0.1:18643'
const base = `http://${address}`
const data = mkdtempSync(join(tmpdir(), 'guichet-pictures-'))
const server = spawn('bin/guichet', ['serve', '--sample', '--data', data, '--listen', address], { stdio: 'ignore' })

async function answers() {
  for (let i = 0; i < 200; i++) {
    try {
      const r = await fetch(`${base}/api/desk`)
      if (r.ok) return r.json()
    } catch {}
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('the server does not answer')
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
try {
  const { sample } = await answers()
  const account = (role) => sample.find((a) => a.role === role)

  async function as(role, language, theme, size) {
    const context = await browser.newContext({
      baseURL: base,
      viewport: size,
      deviceScaleFactor: 1,
      locale: language,
      timezoneId: 'Europe/Paris',
      colorScheme: theme,
      reducedMotion: 'reduce',
    })
    const { login, password } = account(role)
    const json = { 'Content-Type': 'application/json' }
    await context.request.post('/api/session', { headers: json, data: { login, password } })
    await context.request.patch('/api/me', { headers: json, data: { language, theme } })
    return { context, page: await context.newPage() }
  }
  async function take(page, name) {
    await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => {}) // the stream of hints never ends
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
  }

  const wide = { width: 1440, height: 900 }
  const phone = { width: 390, height: 844 }

  const agent = await as('agent', 'fr', 'light', wide)
  await agent.page.goto('/desk/incidents')
  await agent.page.getByRole('heading').first().waitFor()
  await take(agent.page, 'queue')
  const list = await (await agent.context.request.get('/api/incidents?view=to_process&limit=20')).json()
  let busiest = list.items[0]
  let most = 0
  for (const row of list.items) {
    const history = await (await agent.context.request.get(`/api/incidents/${row.reference}/timeline`)).json()
    const said = history.items.filter((e) => e.kind !== 'activity').length
    if (said > most) [busiest, most] = [row, said]
  }
  await agent.page.goto(`/desk/incidents/${busiest.reference}`)
  await agent.page.getByRole('heading', { name: busiest.title }).first().waitFor()
  await take(agent.page, 'incident')
  await agent.context.close()

  const night = await as('agent', 'en', 'dark', wide)
  await night.page.goto(`/desk/incidents/${busiest.reference}`)
  await night.page.getByRole('heading', { name: busiest.title }).first().waitFor()
  await take(night.page, 'incident-dark')
  await night.context.close()

  const user = await as('user', 'fr', 'light', phone)
  await user.page.goto('/')
  await user.page.getByRole('heading').first().waitFor()
  await take(user.page, 'portal')
  await user.page.goto('/report')
  await user.page.getByRole('heading').first().waitFor()
  await take(user.page, 'report')
  const mine = await (await user.context.request.get('/api/incidents?view=all&limit=5')).json()
  if (mine.items.length > 0) {
    await user.page.goto(`/records/${mine.items[0].reference}`)
    await user.page.getByRole('heading').first().waitFor()
    await take(user.page, 'record')
  }
  await user.context.close()
} finally {
  await browser.close()
  server.kill('SIGTERM')
  await new Promise((done) => server.once('exit', done))
  rmSync(data, { recursive: true, force: true })
}
