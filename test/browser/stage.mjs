// The stage of one run: one desk, one browser. It reads the names of stories,
// one a line, and says of each in one line whether it was told to its end.
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { Cast } from './people.mjs'

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core')

/** What Go gave: address, engine, out, asks (its own address), chromium, screens. */
const given = JSON.parse(process.env.GUICHET_STAGE)
mkdirSync(given.out, { recursive: true })

const browser = await chromium.launch({
  executablePath: given.chromium,
  headless: true,
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

for await (const name of createInterface({ input: process.stdin })) {
  const cast = new Cast(browser, given, name)
  const start = Date.now()
  let error = ''
  try {
    const { tell } = await import(`./stories/${name}.mjs`)
    await tell(cast)
    cast.check()
  } catch (thrown) {
    error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
    await cast.portray()
  }
  await cast.leave()
  const result = { story: name, error, took: Date.now() - start, said: cast.said }
  process.stdout.write(`${JSON.stringify(result)}\n`)
}
await browser.close()
