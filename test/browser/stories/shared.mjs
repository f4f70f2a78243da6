// One computer for all, in a workshop: whoever leaves it takes along what they
// typed; whose session was ended finds it again, alone.
import { equal, phone, until } from '../people.mjs'

const mark = Date.now() % 100_000
const mine = `Le massicot de l’atelier se bloque (${mark})`

/** What the browser keeps of what was typed. */
const kept = (who) =>
  who.page.evaluate(() =>
    Object.entries(localStorage)
      .filter(([key]) => key.includes('draft'))
      .map(([key, value]) => `${key}=${value}`)
      .join(' '),
  )

export async function tell(cast) {
  const there = await cast.arrives('atelier', phone)
  there.excused.push(/401 .*\/api\//, /Failed to load resource/)
  await there.signsIn('sophie@solane.example')
  await there.goes('/report')
  await there.field(/ne va pas/).fill(mine)
  await until('it is kept', async () => (await kept(there)).includes(mine))

  // The session ends without her: her words wait for her.
  await there.page.request.delete('/api/session')
  await there.goes('/report')
  await there.page.waitForURL((url) => url.pathname === '/sign-in')
  await there.signsIn('sophie@solane.example', '/sign-in?to=%2Freport')
  await until('her words are there', async () => (await there.field(/ne va pas/).inputValue()) === mine)

  // Another one signs in instead: they find none of it.
  await there.page.request.delete('/api/session')
  await there.signsIn('nora@atelier-nord.example', '/sign-in?to=%2Freport')
  await there.field(/ne va pas/).waitFor()
  equal(await there.field(/ne va pas/).inputValue(), '', 'what the next one finds in the field')
  equal((await kept(there)).includes(mine), false, 'that the browser still keeps it')

  // She leaves of her own will: nothing of hers stays behind.
  await there.field(/ne va pas/).fill(mine)
  await until('it is kept', async () => (await kept(there)).includes(mine))
  await there.goes('/account')
  await there.button('Se déconnecter', { exact: true }).first().click()
  await there.page.waitForURL((url) => url.pathname === '/sign-in')
  equal(await kept(there), '', 'what stays in the browser')

  await followed(cast, there)
}

/** Who asked is one of them, and is never taken for the desk by who follows. */
async function followed(cast, sophie) {
  await sophie.signsIn('sophie@solane.example', '/sign-in?to=%2Freport')
  await sophie.field(/ne va pas/).fill(mine)
  // A field that was refused is no longer called wrong once it is typed in anew.
  await sophie.field(/ne va pas/).fill('é'.repeat(400))
  await sophie.button('Continuer').click()
  await sophie.button('Envoyer').click()
  await sophie.sees('Au plus 300 caractères.')
  await sophie.field(/ne va pas/).fill(mine)
  await until('nothing is wrong', async () => (await sophie.page.getByText('Au plus 300 caractères.').count()) === 0)
  await sophie.button('Continuer').click()
  await sophie.button('Envoyer').click()
  await sophie.link('Suivre mon signalement').click()
  await sophie.heading(mine).waitFor()
  const address = new URL(sophie.page.url()).pathname
  await sophie.button('Ajouter une personne').click()
  await sophie.field(/d’une personne de votre organisation/).fill('emma@solane.example')
  await sophie.button('Ajouter', { exact: true }).click()
  await sophie.sees('Emma Clarke')

  const emma = await cast.arrives('Emma')
  await emma.signsIn('emma@solane.example')
  await emma.goes(address)
  const who = emma.page.getByRole('article').first()
  await who.getByText('Sophie Lacroix').waitFor()
  equal((await who.innerText()).includes('Centre de services'), false, 'that she is taken for the desk')
}
