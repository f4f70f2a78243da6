// What the program is, whose words it uses and under which licence: said to Sophie
// on her telephone and to Anne at her desk, in either language.
import { desktop, holds, phone } from '../people.mjs'

export async function tell(cast) {
  const sophie = await cast.arrives('Sophie', phone)
  await sophie.signsIn('sophie@solane.example')
  await sophie.button('À propos de Guichet').click()
  await told(sophie, sophie.dialog('À propos de Guichet'))

  const anne = await cast.arrives('Anne', desktop)
  await anne.signsIn('admin@solane.example', '/desk/administration')
  await anne
    .button(/Anne Keller/)
    .first()
    .click()
  await anne.item('À propos de Guichet').click()
  const window = anne.dialog('À propos de Guichet')
  await told(anne, window)
  await anne.presses('Escape')
  await window.waitFor({ state: 'detached' })
}

async function told(person, window) {
  await window.getByText('ITIL est une marque déposée de PeopleCert.').waitFor()
  await window.getByText('Apache-2.0').waitFor()
  await window.getByText('THIRD-PARTY.md').waitFor()
  const desk = await (await person.page.request.get('/api/desk')).json()
  holds(desk.version, 'the desk does not tell its version')
  await window.getByText(`Version ${desk.version}`).waitFor()
}
