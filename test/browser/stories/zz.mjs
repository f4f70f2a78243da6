import { desktop } from '../people.mjs'
export async function tell(cast) {
  const karim = await cast.arrives('Karim', desktop)
  await karim.signsIn('karim@solane.example')
  await karim.goes('/desk/incidents/INC-000051')
  await karim.heading(/Clavier/).waitFor()
  await karim.page.evaluate(() => { new MutationObserver((l) => { for (const m of l) for (const n of [...m.addedNodes]) (window.log ??= []).push('+' + (n.outerHTML ?? '').slice(0, 150)); for (const m of l) for (const n of [...m.removedNodes]) (window.log ??= []).push('-' + (n.outerHTML ?? '').slice(0, 150)) }).observe(document.body, { subtree: true, childList: true }) })
  for (const k of ['s', 't', 'a']) {
  await karim.presses(k)
  await new Promise((r) => setTimeout(r, 500))
  cast.says(k + ' ' + (await karim.page.getByRole('menuitem').allInnerTexts()).join('|').slice(0, 100) + JSON.stringify(await karim.page.evaluate(() => { const l = window.log; window.log = []; return l })))
  await karim.presses('Escape')
  }
}
