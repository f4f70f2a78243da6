// Every screen, in one language on each engine, at a desk in one theme and on a
// telephone in the other: nothing that keeps anybody out, nothing cut on a narrow screen, no word of the other
// language, no key in place of a word, no complaint in the console.
import { look, looker, speaks } from '../looks.mjs'
import { administration, door, portal } from '../screens.mjs'
import { authority, workspace } from '../screens-desk.mjs'

export async function tell(cast) {
  const complaints = []
  const players = [
    ['nobody', undefined, door],
    ['Sophie', 'sophie@solane.example', portal],
    ['Karim', 'karim@solane.example', workspace],
    ['Anne', 'admin@solane.example', administration],
    ['Isabelle', 'isabelle@solane.example', authority],
  ]
  const watch = async ([name, login, screens]) => {
    const person = await looker(cast, name)
    if (login) {
      await person.signsIn(login)
      await speaks(person)
    }
    for (const screen of screens) {
      // One screen that does not come must not hide what is wrong on the others.
      try {
        person.excused.push(...(screen.excuses ?? []))
        if (screen.path) await person.goes(screen.path)
        await screen.wait(person)
        complaints.push(...(await look(person, screen.name, screen)))
      } catch (error) {
        await person.portrait(`failed-${screen.name}`)
        complaints.push(`${screen.name}: ${error.message.split('\n').slice(0, 3).join(' ')}`)
      }
    }
    if (!login) return
    const french = () => person.page.request.patch('/api/me', { data: { language: 'fr' } })
    if ((await french()).ok()) return
    // Their session is over by now: the last of their screens says so.
    await person.page.goto('about:blank')
    await person.page.request.post('/api/session', { data: { login, password: cast.given.password } })
    const again = await french()
    if (!again.ok()) throw new Error(`the language of ${name}: ${await again.text()}`)
  }
  // Two at a time: one waits for the server while the other is drawn.
  await Promise.all([
    watch(players[1])
      .then(() => watch(players[0]))
      .then(() => watch(players[4])),
    watch(players[2]).then(() => watch(players[3])),
  ])
  if (complaints.length > 0) throw new Error(`${complaints.length} complaints:\n${complaints.join('\n')}`)
}
