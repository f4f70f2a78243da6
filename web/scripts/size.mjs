// Prints what the first load of each entry weighs, and fails when it is too much.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const root = new URL('../dist/', import.meta.url)
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', root), 'utf8'))
const budgets = { portal: 200, workspace: 300 }

const weight = (file) => gzipSync(readFileSync(new URL(file, root)), { level: 9 }).length

function reach(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key].imports ?? []) reach(next, seen)
  return seen
}

let failed = false
for (const [entry, budget] of Object.entries(budgets)) {
  const chunks = new Set()
  // The page, the entry, and the language that is read.
  for (const key of ['index.html', `src/${entry}.tsx`, 'src/locales/fr.po']) for (const k of reach(key)) chunks.add(k)
  const scripts = [...chunks].map((k) => manifest[k].file).filter((f) => f.endsWith('.js'))
  const styles = new Set([...chunks].flatMap((k) => manifest[k].css ?? []))
  const kB = (files) => [...files].reduce((sum, f) => sum + weight(f), 0) / 1000
  const script = kB(scripts)
  const over = script > budget
  failed ||= over
  console.log(
    `${entry}: ${script.toFixed(1)} kB of script (budget ${budget}), ${kB(styles).toFixed(1)} kB of style, gzip${over ? ': TOO MUCH' : ''}`,
  )
}
process.exit(failed ? 1 : 0)
