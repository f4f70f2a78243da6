// Sophie's hand never leaves the keyboard: she signs in, reports, checks, sends,
// follows, answers and confirms. What a screen reader is given is looked at on the
// way: where she stands always has a name, what is wrong and what happens is told.
import { desktop, equal, holds, until } from '../people.mjs'
import { heard, unheard } from '../reader.mjs'

const mark = String(Date.now() % 100_000)
const title = `Le portable ne se connecte plus ${mark}`

export async function tell(cast) {
  const sophie = await cast.arrives('Sophie', desktop)
  const { page } = sophie
  await page.addInitScript(() => {
    window.mice = 0
    for (const kind of ['pointerdown', 'mousedown', 'touchstart'])
      window.addEventListener(kind, () => window.mice++, true)
  })
  sophie.excused.push(/401 .*\/api\/me$/)
  const types = (words) => page.keyboard.type(words)

  /** Goes on with Tab until the control of this name has the focus; each one on the way has a name and is seen. */
  const comesTo = async (role, name) => {
    const wanted = page.getByRole(role, { name }).first()
    await wanted.waitFor()
    for (let i = 0; i < 60; i++) {
      if (await wanted.evaluate((e) => e === document.activeElement)) return
      await sophie.presses('Tab')
      const stop = await page.evaluate(() => {
        const e = document.activeElement
        if (!e || e === document.body) return undefined
        const drawn = (x) => {
          const s = x && getComputedStyle(x)
          return !!s && ((s.outlineStyle !== 'none' && s.outlineWidth !== '0px') || s.boxShadow !== 'none')
        }
        const framed =
          drawn(e) || drawn(e.parentElement) || drawn(e.closest('label')) || e.matches('input, textarea, select')
        const after = getComputedStyle(e, '::after')
        return {
          what: e.outerHTML.slice(0, 120),
          named:
            (e.textContent || e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.title || '').trim() !==
            '',
          seen: framed || (after.outlineStyle !== 'none' && after.outlineWidth !== '0px'),
        }
      })
      if (!stop) continue
      holds(stop.named, `no name: ${stop.what}`)
      holds(stop.seen, `no focus to be seen: ${stop.what}`)
    }
    throw new Error(`Tab never came to ${role} ${name}`)
  }
  /** Everything on the screen can be said, and these are, in this order. */
  const hears = async (...wanted) => {
    const dumb = await unheard(sophie)
    holds(dumb.length === 0, `to a screen reader: ${dumb.join('; ')}`)
    await until(`a screen reader hears ${wanted.join(', then ')}`, async () => {
      const all = (await heard(sophie)).map((n) => `${n.role} ${n.name}`)
      let at = 0
      for (const words of all) if (at < wanted.length && words.includes(wanted[at])) at++
      return at === wanted.length
    })
  }
  const told = (words) => page.getByRole('status').filter({ hasText: words }).first().waitFor()

  await sophie.goes('/')
  await until('the first field waits', () =>
    page.getByRole('textbox', { name: /Identifiant/ }).evaluate((e) => e === document.activeElement),
  )
  await types('sophie@solane.example')
  await sophie.presses('Tab')
  await types(cast.given.password)
  await sophie.presses('Enter')
  await sophie.heading(/de quoi avez-vous besoin/).waitFor()

  await hears('banner', 'main', 'heading', 'link Signaler un incident')
  // The first stop of a page leads past what all pages share.
  await comesTo('link', 'Aller au contenu')
  await comesTo('link', /Signaler un incident/)
  await sophie.presses('Enter')
  await sophie.heading('Signaler un incident').waitFor()

  await hears('heading Signaler un incident', 'textbox Qu’est-ce qui ne va pas', 'textbox Détails', 'button Continuer')
  // Sent with nothing in it: the field says what it misses, and has the focus.
  await comesTo('button', 'Continuer')
  await sophie.presses('Enter')
  const subject = page.getByRole('textbox', { name: /ne va pas/ })
  await until('the field is said to be wrong', async () => (await subject.getAttribute('aria-invalid')) === 'true')
  await until('the wrong field has the focus', () => subject.evaluate((e) => e === document.activeElement))
  const why = await subject.getAttribute('aria-describedby')
  holds(why, 'the error is not tied to its field')
  const wrong = (await heard(sophie)).find((n) => n.focused && n.role === 'textbox')
  holds(wrong?.invalid && wrong.description, `the wrong field is heard as ${JSON.stringify(wrong)}`)
  await types(title)
  await comesTo('textbox', 'Détails')
  await types('Depuis ce matin.')
  await comesTo('radio', 'Moi seulement')
  await sophie.presses('ArrowDown')
  equal(await page.getByRole('radio', { name: /Mon équipe/ }).isChecked(), true, 'the arrows choose')
  await comesTo('button', 'Continuer')
  await sophie.presses('Enter')
  await sophie.heading(/Est-ce bien cela/).waitFor()
  await sophie.sees('Mon équipe ou mon service')
  await hears('heading Est-ce bien cela', 'Mon équipe ou mon service', 'button Envoyer')
  await comesTo('button', 'Envoyer')
  await sophie.presses('Enter')
  await told('Nous avons reçu votre signalement')
  await comesTo('link', 'Suivre mon signalement')
  await sophie.presses('Enter')
  await sophie.heading(title).waitFor()
  await hears(`heading ${title}`, 'list Avancement', 'log', 'textbox Ajouter une précision')
  const [reference] = page.url().match(/INC-\d+/)

  await comesTo('textbox', /Ajouter une précision/)
  await types('Le voyant est éteint.')
  await comesTo('button', 'Envoyer')
  await sophie.presses('Enter')
  await page.getByRole('log').getByText('Le voyant est éteint.').waitFor()

  // The desk resolves it; the page, left as it is, tells of it.
  const karim = await cast.arrives('Karim', desktop)
  await karim.signsIn('karim@solane.example')
  const asks = karim.page.request
  const given = async (answer) => {
    const got = await answer
    holds(got.ok(), `refused: ${await got.text()}`)
    return got.json()
  }
  const { items } = await given(asks.get('/api/categories'))
  const me = await given(asks.get('/api/me'))
  let now = await given(asks.get(`/api/incidents/${reference}`))
  now = await given(
    asks.post(`/api/incidents/${reference}/assignment`, { data: { version: now.version, person_id: me.id } }),
  )
  const resolution = { text: 'Le Wi-Fi était coupé.', code: 'configured', kind: 'fix' }
  const closing = items.find((x) => x.name_en === 'Wi-Fi') ?? items[0]
  await given(
    asks.post(`/api/incidents/${reference}/state`, {
      data: { version: now.version, to: 'resolved', resolution, closing_category_id: closing?.id },
    }),
  )
  await comesTo('button', /^C’est résolu/)
  await sophie.presses('Enter')
  await page.getByRole('list', { name: 'Avancement' }).getByText('Clos').waitFor()

  equal(await page.evaluate(() => window.mice), 0, 'presses of a mouse or a finger')
}
