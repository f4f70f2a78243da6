// Karim sets up a second factor on his account page with what his telephone
// shows, signs in with it on another screen, and once with a recovery code. He
// takes it off in the end.
import { createHmac } from 'node:crypto'
import { desktop, equal, holds, phone } from '../people.mjs'

const login = 'karim@solane.example'

/** What a telephone that holds the secret shows (RFC 6238). */
function shows(secret, at) {
  const bits = [...secret]
    .map((l) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(l).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => Number.parseInt(b, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const sum = createHmac('sha1', key).update(step).digest()
  const from = sum[19] & 15
  return String((sum.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

export async function tell(cast) {
  const karim = await cast.arrives('Karim', desktop)
  await karim.signsIn(login)
  await karim.goes('/desk/account')
  await karim.button('Mettre en place un second facteur').click()
  await karim.page.getByRole('img', { name: 'Image à scanner' }).waitFor()
  const secret = (await karim.page.locator('form code').innerText()).replace(/\s/g, '')
  equal(secret.length, 32, 'the length of the key')
  const code = karim.page.getByLabel('Code', { exact: true })
  karim.excused.push(/422 .*\/api\/me\/second-factor\/confirmation$/)
  await code.fill('000000')
  await karim.button('Mettre en place', { exact: true }).click()
  await karim.sees('Ce code ne convient pas')
  const now = Date.now()
  await code.fill(shows(secret, now))
  await karim.button('Mettre en place', { exact: true }).click()
  const kept = karim.page.getByRole('status').locator('code')
  await kept.waitFor()
  const codes = (await kept.innerText()).trim().split('\n')
  equal(codes.length, 10, 'recovery codes')
  await karim.button('C’est noté').click()
  await karim.sees('Codes de secours restants')
  await karim.seesNot(codes[0])

  const there = await cast.arrives('Karim-ailleurs', phone)
  there.excused.push(/401 .*\/api\/session$/)
  const asks = async (words) => {
    await there.goes('/sign-in')
    await there.field('Identifiant').fill(login)
    await there.page.getByLabel('Mot de passe', { exact: true }).fill(cast.given.password)
    await there.button(/^Se connecter$/).click()
    await there.field('Code de votre téléphone').fill(words)
    await there.button(/^Se connecter$/).click()
  }
  await asks('000000')
  await there.sees('Ce code ne convient pas')
  // The step after the one that put it on: no code opens twice.
  await there.field('Code de votre téléphone').fill(shows(secret, now + 30_000))
  await there.button(/^Se connecter$/).click()
  await there.page.waitForURL((url) => url.pathname !== '/sign-in')
  await there.page.locator('#main').first().waitFor()
  await asks(codes[4].toLowerCase())
  await there.page.waitForURL((url) => url.pathname !== '/sign-in')

  await karim.page.reload()
  await karim.sees('Codes de secours restants : 9')
  holds(
    !karim.received.some((r) => !r.url.includes('/second-factor') && r.text.includes(secret)),
    'the key was sent elsewhere',
  )
  await karim.button('Retirer le second facteur').click()
  await karim.button('Mettre en place un second facteur').waitFor()
  await cast.documented(karim, there)
}
