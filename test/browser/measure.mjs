// How fast the screens are, for docs/performance.md: `make bench` runs it after
// the rest, on a copy of the larger data set. It starts a server on a port of
// the loopback and ends it.
//
//   node test/browser/measure.mjs bin/guichet large.db
import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')
const [program, data] = process.argv.slice(2)
const rounds = 7

const port = await new Promise((done) => {
  const free = createServer().listen(0, '127.0.0.1', () => {
    const { port } = free.address()
    free.close(() => done(port))
  })
})
const base = `http://127.0.0.1:${port}`
const folder = mkdtempSync(join(tmpdir(), 'guichet-measure-'))
copyFileSync(data, join(folder, 'guichet.db'))
const server = spawn(program, ['serve', '--data', folder, '--listen', `127.0.0.1:${port}`], { stdio: 'ignore' })
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
  ],
})

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const ms = (n) => `${Math.round(n)} ms`

/** Milliseconds from the start of the navigation until what is waited for is there and the page has time to answer. */
async function interactive(page, path, shown) {
  await page.goto(base + path, { waitUntil: 'commit' })
  await page.locator(shown).first().waitFor({ timeout: 60_000 })
  return page.evaluate(
    () => new Promise((done) => requestIdleCallback(() => done(performance.now()), { timeout: 5_000 })),
  )
}

async function visit(state, slower, path, shown, warm) {
  const waits = []
  let context
  let page
  let bytes = 0
  for (let round = 0; round <= rounds; round++) {
    if (!warm || !context) {
      await context?.close()
      context = await browser.newContext({
        storageState: state,
        viewport: { width: 1440, height: 900 },
        locale: 'fr-FR',
      })
      page = await context.newPage()
      const devtools = await context.newCDPSession(page)
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower })
      await devtools.send('Network.enable')
      devtools.on('Network.loadingFinished', (e) => (bytes += e.encodedDataLength))
    }
    bytes = 0
    const wait = await interactive(page, path, shown)
    if (round > 0) waits.push(wait)
  }
  await context.close()
  return { wait: median(waits), bytes }
}

/** From the click on a row of the queue until its record's words are on screen. */
async function opening(state, slower) {
  const context = await browser.newContext({
    storageState: state,
    viewport: { width: 1440, height: 900 },
    locale: 'fr-FR',
  })
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower })
  await interactive(page, '/desk/queue', '#main [role=row] a, #main a[href^="/desk/incidents/"]')
  const links = await page
    .locator('a[href^="/desk/incidents/"]')
    .evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href')))].slice(0, 12))
  const waits = []
  for (const [i, href] of links.entries()) {
    const link = page.locator(`a[href="${href}"]`).first()
    await link.hover() // as a pointer comes to it
    await page.waitForTimeout(120)
    const wait = await page.evaluate(
      ([href, reference]) =>
        new Promise((done, fail) => {
          const shown = () =>
            document.querySelector('#main h1, main h1') &&
            [...document.querySelectorAll('main button, main header, #main')].some((e) =>
              e.textContent.includes(reference),
            ) &&
            document.querySelector('main article, #main article')?.closest('main, #main') &&
            location.pathname === href
          const began = performance.now()
          const look = () => {
            if (shown()) requestAnimationFrame(() => done(performance.now() - began))
            else if (performance.now() - began > 10_000) fail(new Error(`${href} did not open`))
            else requestAnimationFrame(look)
          }
          document.querySelector(`a[href="${href}"]`).click()
          look()
        }),
      [href, href.split('/').at(-1)],
    )
    if (i > 1) waits.push(wait)
    await page.waitForTimeout(300)
  }
  await context.close()
  return { median: median(waits), most: Math.max(...waits) }
}

/** What a browser holds after this person signed in. */
async function signedIn(login) {
  const context = await browser.newContext()
  for (let tries = 0; ; tries++) {
    const signed = await context.request
      .post(`${base}/api/session`, { data: { login, password: 'bench-password-2026' } })
      .catch(() => undefined)
    if (signed?.ok()) break
    if (tries > 150) throw new Error(`nobody could sign in: ${await signed?.text()}`)
    await new Promise((r) => setTimeout(r, 200))
  }
  const state = await context.storageState()
  await context.close()
  return state
}

try {
  const agent = await signedIn('agent-0@bench.example')
  const user = await signedIn('user@bench.example')
  const lines = []
  for (const [name, state, path, shown] of [
    ['portal, first page', user, '/', '#main h1'],
    ['workspace, the queue of 100,000 records', agent, '/desk/queue', '#main [role=row] a, #main a[href^="/desk/"]'],
  ]) {
    const [first, warm, slow] = [
      await visit(state, 1, path, shown, false),
      await visit(state, 1, path, shown, true),
      await visit(state, 4, path, shown, false),
    ]
    lines.push(
      `| ${name} | ${ms(first.wait)} | ${ms(warm.wait)} | ${ms(slow.wait)} | ${(first.bytes / 1000).toFixed(0)} kB, ${(warm.bytes / 1000).toFixed(1)} kB |`,
    )
  }
  const [fast, slow] = [await opening(agent, 1), await opening(agent, 4)]
  process.stdout.write(`
## In the browser

Debian's Chromium on the same machine, signed in, at the larger data set on SQLite; medians of ${rounds} loads. Interactive: what the page is for is on screen and the
page has time to answer. A slower processor is Chromium's own throttling. Warm: the same screen again, with its scripts in the browser's cache (goal: 15 kB).

| page | interactive, first load | warm | first load, processor 4x slower | over the wire, first and warm |
| --- | --- | --- | --- | --- |
${lines.join('\n')}

Opening a record from the queue, from the click to its words on screen: **${ms(fast.median)}** in the median, ${ms(fast.most)} at most (goal: 100 ms); on a processor 4x slower ${ms(slow.median)}.
`)
} finally {
  await browser.close()
  server.kill('SIGTERM')
  await new Promise((done) => server.on('exit', done))
  rmSync(folder, { recursive: true, force: true })
}
