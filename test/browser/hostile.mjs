// Programs in place of words and names, and how it is seen that none runs.
import { until } from './people.mjs'

export const mark = String(Date.now() % 100_000)
/** So long as a short field takes it: what breaks out of text, of an attribute, of a URL, of a template. */
export const hostile = (what) => `"'><img src=x onerror=ran()>${what}${mark}`
export const longer = (what) =>
  `${hostile(what)}</textarea></title><script>ran()</script><svg onload=ran()><a href="javascript:ran()">x</a>{{7*7}}\${ran()}`

/** Each screen shows some of the names, as they were typed, and runs none. */
export async function everywhere(who, paths) {
  for (const path of paths) {
    await who.goes(path)
    await until(`the names are on ${path}`, () => quiet(who, path))
  }
}

/** Nothing ran, and no name became an element, in the page or in a frame of it; tells whether a name is shown. */
export async function quiet(who, where) {
  let shown = false
  for (const frame of who.page.frames()) {
    const found = await frame.evaluate(() => ({
      ran: !!window.hasRun || !!window.parent.hasRun,
      made: document.querySelectorAll('img[src="x"], [onerror], [onload], a[href^="javascript" i], script:not([src])')
        .length,
      shown: [document.body, ...document.querySelectorAll('input, textarea')].some((e) =>
        (e?.value ?? e?.textContent ?? '').includes('<img src=x onerror=ran()>'),
      ),
      reckoned: document.body?.textContent.includes('>x</a>49'),
    }))
    if (found.ran) throw new Error(`a program ran on ${where}`)
    if (found.made > 0) throw new Error(`${found.made} elements of a name on ${where}`)
    if (found.reckoned) throw new Error(`a template was reckoned on ${where}`)
    shown ||= found.shown
  }
  return shown
}

export const shows = (who, where) => until(`the names are in ${where}`, () => quiet(who, where))

/** What the API answers, which must not refuse. */
export async function given(answer) {
  const got = await answer
  if (!got.ok()) throw new Error(`refused: ${got.url()} ${await got.text()}`)
  return got.json()
}

export const post = (who, path, data) => given(who.page.request.post(`/api/${path}`, { data }))
