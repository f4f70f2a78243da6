// Every state of every kind of record: the screen offers the moves that the API lists,
// each by a name of its own, the authority's word to the authority alone, and every
// reason to wait; who follows another way is offered nothing.
import { given, post } from '../hostile.mjs'
import { desktop, equal, holds, until } from '../people.mjs'

const planned = { starts_at: '2030-03-14T19:00:00Z', ends_at: '2030-03-14T20:00:00Z' }
const solved = { resolution: { text: 'Fait.', code: 'solved', kind: 'fix' } }
const assessed = ['assessed', { risk: 'low', assessment: 'Rien à craindre.' }]
const agreed = [assessed, ['authorised'], ['planned', planned]]

/** The way to each state: the moves, one after the other. */
const ways = {
  incidents: {
    Nouveau: [],
    'En cours': [['in_progress']],
    'En attente': [['on_hold', { hold_reason: 'problem' }]],
    Résolu: [['resolved', solved]],
    Clos: [['resolved', solved], ['closed']],
    Annulé: [['cancelled', { reason: 'duplicate' }]],
  },
  requests: {
    Soumise: [],
    'En cours d’exécution': [['in_fulfilment']],
    'En attente': [['on_hold', { hold_reason: 'appointment' }]],
    Exécutée: [['fulfilled', { result: 'Fait.' }]],
    Close: [['fulfilled', { result: 'Fait.' }], ['closed']],
    Refusée: [['refused', { reason: 'Hors budget.' }]],
    Annulée: [['cancelled', { reason: 'not_needed' }]],
  },
  changes: {
    Enregistré: [],
    Évalué: [assessed],
    Autorisé: agreed.slice(0, 2),
    Planifié: agreed,
    Réalisé: [...agreed, ['implemented', { outcome: 'Fait.' }]],
    'En échec': [...agreed, ['failed', { outcome: 'Retour arrière.' }]],
    Refusé: [assessed, ['refused', { reason: 'Trop risqué.' }]],
    Clos: [...agreed, ['implemented', { outcome: 'Fait.' }], ['closed']],
    Annulé: [['cancelled', { reason: 'mistake' }]],
  },
}

export async function tell(cast) {
  const karim = await cast.arrives('Karim', desktop)
  const isabelle = await cast.arrives('Isabelle', desktop)
  await karim.comes('karim@solane.example')
  await isabelle.comes('isabelle@solane.example')
  // Where categories are, none ends without one.
  const { items: categories } = await given(karim.page.request.get('/api/categories'))
  const closing = categories.find((c) => c.active !== false && c.kinds?.includes('incident'))?.id
  const sophie = (await given(karim.page.request.get('/api/people?q=sophie'))).items[0].id
  // The two engines share the kinds: what a screen offers hangs on none of them.
  const told = (kind) => (kind === 'changes') === (cast.given.engine === 'postgres')
  for (const [kind, states] of Object.entries(ways).filter(([kind]) => told(kind)))
    for (const [state, moves] of Object.entries(states)) {
      const record = await brought(karim, isabelle, kind, moves, sophie, closing)
      await offers(karim, kind, record, state)
      if (kind === 'changes' && state === 'Évalué') {
        await offers(isabelle, kind, record, state, ['Autoriser…', 'Refuser…'])
      }
    }
  if (told('incidents')) await waits(karim)
}

async function brought(karim, isabelle, kind, moves, sophie, closing) {
  let now = await post(karim, kind, { title: 'Une étape', description: '…', requester_id: sophie })
  const at = `${kind}/${now.id}`
  for (const [to, more] of moves) {
    const decided = kind === 'changes' && (to === 'authorised' || to === 'refused')
    const sorted = kind === 'incidents' && to === 'resolved' && closing ? { closing_category_id: closing } : {}
    if (decided)
      await post(isabelle, `${at}/decision`, { version: now.version, authorised: to === 'authorised', ...more })
    else await post(karim, `${at}/state`, { version: now.version, to, ...sorted, ...more })
    now = await given(karim.page.request.get(`/api/${at}`))
  }
  return now
}

/** Goes there without loading the page anew. */
async function visits(person, path) {
  await person.page.evaluate((to) => {
    history.pushState(null, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: null }))
  }, path)
}

async function offers(person, kind, record, state, first = []) {
  await visits(person, `/desk/${kind}/${record.reference}`)
  await person.page.getByTitle('Copier la référence').getByText(record.reference).waitFor()
  const button = person.page.getByTitle('État')
  await button.getByText(state).first().waitFor()
  const { moves } = await given(person.page.request.get(`/api/${kind}/${record.id}`))
  const wanted = moves.length + first.length
  const where = `${kind}, ${state}, ${person.name}`
  if (wanted === 0) {
    holds(await button.isDisabled(), `${where}: nothing may be done, and the button says otherwise`)
    return
  }
  await button.click()
  const items = person.page.getByRole('menuitem')
  await until(`the moves of ${where}`, async () => (await items.count()) === wanted)
  const names = await items.allInnerTexts()
  equal(new Set(names).size, wanted, `${where}: ${names}`)
  for (const name of names) holds(!/[a-z]_[a-z]/.test(name) && /^\p{Lu}/u.test(name), `${where}: ${name} is no name`)
  for (const name of first) holds(names.includes(name), `${where}: ${name} is not among ${names}`)
  await person.presses('Escape')
  await items.first().waitFor({ state: 'detached' })
}

/** The reasons to wait, as the vocabulary has them. */
async function waits(karim) {
  const reasons = {
    incidents: ['Utilisateur', 'Fournisseur', 'Changement', 'Problème', 'Rendez-vous'],
    requests: ['Utilisateur', 'Fournisseur', 'Changement', 'Rendez-vous'],
  }
  for (const [kind, names] of Object.entries(reasons)) {
    const record = await post(karim, kind, { title: 'Une attente', description: '…' })
    await visits(karim, `/desk/${kind}/${record.reference}`)
    await karim.page.getByTitle('Copier la référence').getByText(record.reference).waitFor()
    await karim.page.getByTitle('État').click()
    await karim.item(/Mettre en attente/).click()
    const window = karim.dialog(/Mettre en attente/)
    for (const name of names) await window.getByText(name, { exact: true }).first().waitFor({ state: 'attached' })
    await karim.presses('Escape')
    await window.waitFor({ state: 'detached' })
  }
}
