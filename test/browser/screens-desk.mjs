// The screens of who works at the desk: how to come to each. One without an address is
// reached from the one before it.

const record = 'VPN : connexion refusée depuis la mise à jour'
const request = 'Trois relances pour obtenir une réponse'
const change = 'Remplacer le certificat de la passerelle VPN'
const moved = 'Écran noir à l’accueil'

const titled = (p) => p.page.locator('#main').locator('h1, h2').first().waitFor()

/** The workspace, as Karim sees it. */
export const workspace = [
  { name: 'desk-queue', path: '/desk/queue', wait: (p) => p.page.locator('a[href*="INC-"]').nth(5).waitFor() },
  {
    name: 'desk-nothing',
    path: '/desk/queue?f=introuvable-xyz',
    wait: (p) => p.heading(/Aucun dossier ne répond à ce filtre|Nothing matches/).waitFor(),
  },
  { name: 'desk-record', path: '/desk/queue', wait: opens },
  { name: 'desk-details', wait: (p) => shows(p, /^(Dossier|Record)/), small: unfolds },
  { name: 'desk-similar', wait: (p) => shows(p, /^(Similaires|Similar)/), small: unfolds },
  { name: 'desk-history', wait: (p) => shows(p, /^(Historique|History)/), small: unfolds },
  {
    name: 'desk-note',
    wait: async (p) => {
      await p.presses('i')
      await p.page.getByRole('textbox', { name: /Note interne|Internal note/ }).waitFor()
    },
  },
  {
    name: 'desk-mention',
    wait: async (p) => {
      await p.page.keyboard.type('@')
      await p.page.getByRole('option').first().waitFor()
    },
  },
  {
    name: 'desk-canned',
    wait: async (p) => {
      await p.presses('Backspace')
      await p.page.keyboard.type('/')
      await p.page.getByRole('option').first().waitFor()
    },
  },
  {
    name: 'desk-call',
    wait: async (p) => {
      await p.presses('Backspace')
      await p.tab(/^(Appel|Call)$/).click()
      await p.page.getByRole('textbox', { name: /Ce que dit la personne|What they say/ }).waitFor()
    },
  },
  {
    name: 'desk-priority',
    wait: async (p) => {
      await p.presses('Escape')
      await p.presses('p')
      await p.field('Impact').waitFor()
    },
  },
  {
    name: 'desk-state',
    wait: async (p) => {
      await p.presses('Escape')
      await p.field('Impact').waitFor({ state: 'detached' })
      await p.page.getByTitle(/^(État|State)$/).click()
      await p.item(/Résoudre|Resolve/).waitFor()
    },
  },
  {
    // On a telephone it covers the bar at the bottom.
    name: 'desk-more',
    wait: async (p) => {
      await p.presses('Escape')
      await p.item(/Résoudre|Resolve/).waitFor({ state: 'detached' })
      await more(p)
    },
    small: more,
  },
  {
    name: 'desk-resolve',
    wait: async (p) => {
      await p.presses('Escape')
      await p.page.getByRole('menuitem').first().waitFor({ state: 'detached' })
      await p.page.getByTitle(/^(État|State)$/).click()
      await p.item(/Résoudre|Resolve/).click()
      await p.dialog(/Résoudre|Resolve/).waitFor()
    },
  },
  {
    name: 'desk-raise',
    wait: async (p) => {
      await p.presses('Escape')
      await p.dialog(/Résoudre|Resolve/).waitFor({ state: 'detached' })
      await p.presses('Shift+C')
      await p.dialog(/Créer à partir de|Raise from/).waitFor()
    },
  },
  {
    name: 'desk-convert',
    wait: async (p) => {
      await p.presses('Escape')
      await p.dialog(/Créer à partir de|Raise from/).waitFor({ state: 'detached' })
      await p.presses('Shift+T')
      await p.dialog(/Convertir|Convert/).waitFor()
    },
  },
  {
    name: 'desk-request',
    small: unfolds,
    path: '/desk/requests?view=all',
    wait: async (p) => {
      await p.link(request).first().click()
      await p.page.getByRole('article').first().waitFor()
      await shows(p, /^(Dossier|Record)/)
    },
  },
  {
    name: 'desk-fulfil',
    wait: async (p) => {
      await p.page.getByTitle(/^(État|State)$/).click()
      await p.item(/Exécuter|Fulfil/).click()
      await p.dialog(/Exécuter la demande|Fulfil the request/).waitFor()
    },
  },
  {
    name: 'desk-change',
    small: unfolds,
    path: '/desk/changes?view=all',
    wait: async (p) => {
      await p.link(change).first().click()
      await p.page.getByRole('article').first().waitFor()
      await shows(p, /^(Dossier|Record)/)
    },
  },
  {
    name: 'desk-canned-replies',
    path: '/desk/canned-replies',
    wait: (p) => p.page.getByRole('listitem').first().waitFor(),
  },
  {
    name: 'desk-canned-reply',
    wait: async (p) => {
      await p.page.locator('#main').getByRole('listitem').first().getByRole('button').click()
      await p.page
        .getByRole('dialog')
        .getByLabel(/Texte en anglais|Text in English/)
        .waitFor()
    },
  },
  {
    name: 'desk-split',
    path: '/desk/queue',
    wait: async (p) => {
      await opens(p)
      await p.presses('Control+K')
      await p.page.keyboard.type('séparer')
      await p.page
        .getByRole('option', { name: /Séparer un second sujet|Split off a second matter/ })
        .first()
        .click()
      await p.dialog(/^(Séparer|Split) /).waitFor()
    },
  },
  {
    name: 'desk-escalate',
    path: '/desk/queue',
    wait: async (p) => {
      await opens(p)
      await p.presses('e')
      await p.dialog(/^(Escalader|Escalate) /).waitFor()
    },
  },
  {
    name: 'desk-board',
    path: '/desk/queue?board=incident',
    wait: (p) => p.page.locator('[data-card]').nth(5).waitFor(),
  },
  {
    name: 'desk-palette',
    path: '/desk/queue',
    wait: async (p) => {
      await opens(p)
      await p.presses('Control+K')
      await p.page.getByRole('combobox', { name: /Chercher et agir|Search and run/ }).waitFor()
      await p.page.keyboard.type('vpn')
      await p.page.getByRole('option', { name: /INC-/ }).first().waitFor()
    },
  },
  {
    name: 'desk-keys',
    wait: async (p) => {
      await p.presses('Escape')
      await p.page.getByRole('option').first().waitFor({ state: 'detached' })
      await p.presses('?')
      await p.dialog(/Raccourcis clavier|Keyboard shortcuts/).waitFor()
    },
  },
  {
    name: 'desk-own-key',
    wait: async (p) => {
      await p
        .button(/Changer la touche de|Another key for/)
        .first()
        .click()
      await p.page.getByText(/Appuyez sur une touche|Press a key/).waitFor()
    },
  },
  {
    name: 'desk-link',
    path: '/desk/queue',
    wait: async (p) => {
      await opens(p)
      await p.presses('l')
      await p.dialog(/^(Lier|Link) INC-/).waitFor()
    },
  },
  {
    name: 'desk-merge',
    path: '/desk/queue',
    wait: async (p) => {
      await opens(p)
      await p.presses('Shift+M')
      await p.dialog(/^(Fusionner|Merge) INC-/).waitFor()
    },
  },
  {
    name: 'desk-merge-effect',
    wait: async (p) => {
      await p.page.getByRole('dialog').getByRole('combobox').fill('tableau')
      await p.page.getByRole('option').first().click()
      await p.button(/^(Fusionner dans|Merge into) /).waitFor()
    },
  },
  {
    name: 'desk-requester',
    path: '/desk/queue',
    wait: async (p) => {
      await opens(p)
      await runs(p, 'demandeur', /Changer le demandeur|Change the requester/)
      await p.dialog(/Changer le demandeur|Change the requester/).waitFor()
    },
  },
  {
    name: 'desk-watchers',
    small: unfolds,
    path: '/desk/queue',
    wait: async (p) => {
      await opens(p)
      await shows(p, /^(Dossier|Record)/)
      const who = p.page.getByRole('region', { name: /Qui suit|Who follows/ })
      await who.getByRole('button', { name: /Ajouter une personne|Add a person/ }).click()
      await p.field(/Qui doit le suivre|Who shall follow it/).waitFor()
    },
  },
  {
    name: 'desk-columns',
    path: '/desk/queue',
    wait: async (p) => {
      await p.page.locator('a[href*="INC-"]').nth(3).waitFor()
      await p.button(/^(Colonnes|Columns)$/).click()
      await p.dialog(/^(Colonnes|Columns)$/).waitFor()
    },
  },
  {
    name: 'desk-bulk',
    path: '/desk/queue',
    wait: chooses,
  },
  {
    name: 'desk-bulk-question',
    path: '/desk/queue',
    wait: async (p) => {
      await chooses(p)
      await p.presses('a')
      await p.dialog(/Affecter les dossiers sélectionnés|Assign the chosen records/).waitFor()
    },
  },
  {
    name: 'desk-bulk-effect',
    path: '/desk/queue',
    wait: async (p) => {
      await chooses(p)
      await p.presses('a')
      await p.button(/Voir l’effet|See what it does/).click()
      await p.page
        .getByRole('dialog')
        .getByText(/\b(dossiers? (change|refuse)|records? (change|refuse))/)
        .first()
        .waitFor()
    },
  },
  {
    name: 'desk-about',
    path: '/desk/queue',
    wait: async (p) => {
      await runs(p, 'licence', /À propos de Guichet|About Guichet/)
      await p.dialog(/À propos de Guichet|About Guichet/).waitFor()
    },
  },
  { name: 'desk-conflict', excuses: [/409 \(Conflict\)/], wait: clashes },
  { name: 'desk-home', path: '/desk/home', wait: (p) => p.heading(/Ce qui vous attend|What needs you now/).waitFor() },
  {
    name: 'desk-groups',
    path: '/desk/queue?view=all&group=state&sort=priority,-updated&f=créé>2020-01-01',
    wait: (p) => p.page.locator('a[href*="INC-"]').nth(5).waitFor(),
  },
  {
    name: 'desk-look',
    wait: async (p) => {
      await p.presses('j')
      await p.presses('Space')
      await p.page
        .getByRole('complementary', { name: /Aperçu|look/ })
        .getByRole('listitem')
        .first()
        .waitFor()
    },
  },
  {
    name: 'desk-save-view',
    wait: async (p) => {
      await p.presses('Space')
      await p.presses('Control+K')
      await p.page.keyboard.type('vue')
      await p.page
        .getByRole('option', { name: /Enregistrer cette vue|Save this view/ })
        .first()
        .click()
      await p.dialog(/Enregistrer la vue|Save the view/).waitFor()
    },
  },
  {
    name: 'desk-notices',
    path: '/desk/queue',
    wait: async (p) => {
      await p.page.locator('a[href*="INC-"]').nth(3).waitFor()
      await p
        .button(/Alertes|Alerts/)
        .first()
        .click()
      await p.dialog('Notifications').getByRole('heading').first().waitFor()
    },
  },
  { name: 'desk-create', path: '/desk/new', wait: (p) => p.heading(/Créer un dossier|New record/).waitFor() },
  { name: 'desk-create-request', path: '/desk/new?kind=request', wait: titled },
  { name: 'desk-create-change', path: '/desk/new?kind=change', wait: titled },
  { name: 'desk-account', path: '/desk/account', wait: (p) => p.heading(/Mon compte|My account/).waitFor() },
  {
    name: 'desk-forbidden',
    path: '/desk/administration/mailboxes',
    wait: (p) => p.heading(/pas accès|not allowed/).waitFor(),
  },
  {
    name: 'desk-missing',
    path: '/desk/incidents/INC-999999',
    excuses: [/404 \(Not Found\)/],
    wait: (p) => p.heading(/n’existe pas|does not exist/).waitFor(),
  },
  {
    name: 'desk-session-over',
    path: '/desk/queue',
    excuses: [/401 \(Unauthorized\)/, /EventSource/],
    wait: async (p) => {
      await opens(p)
      await p.page.request.delete('/api/session')
      // Saving the draft is what finds it out.
      await p.page.getByRole('textbox', { name: /^(Répondre|Reply)$/ }).fill('Je regarde et je reviens vers vous.')
      await p.dialog(/Votre session est terminée|Your session is over/).waitFor()
    },
  },
]

/** What Isabelle sees, who says yes or no to changes. */
export const authority = [
  { name: 'authority-queue', path: '/desk/queue', wait: (p) => p.link(change).first().waitFor() },
  {
    name: 'authority-change',
    wait: async (p) => {
      await p.link(change).first().click()
      await p.heading(change).waitFor()
      await p.page.getByRole('article').first().waitFor()
    },
  },
  {
    name: 'authority-decision',
    wait: async (p) => {
      await p.page.getByTitle(/^(État|State)$/).click()
      await p.item(/Autoriser|Authorise/).click()
      await p.dialog(/Autoriser le changement|Authorise the change/).waitFor()
    },
  },
]

/** Opens a record of the sample from the queue. */
async function opens(p) {
  await p.page.getByRole('link', { name: record }).first().click()
  await p.heading(record).waitFor()
  await p.page.getByRole('article').first().waitFor()
}

/** A tab of the context, which may be folded away. */
async function shows(p, tab) {
  const shown = p.tab(tab)
  if (!(await shown.isVisible())) await p.button(/^(Contexte|Context)$/).click()
  await shown.click()
}

/** The menu of everything else that may be done with the record. */
async function more(p) {
  const first = p.page.getByRole('menuitem').first()
  if (!(await first.isVisible())) await p.button(/^(Autres actions|More actions)$/).click()
  await first.waitFor()
}

/** Opens the context where it is folded away. */
async function unfolds(p) {
  const context = p.page.getByRole('complementary', { name: /^(Contexte|Context)$/ })
  if (!(await context.isVisible())) await p.button(/(Afficher le contexte|Show the context)|^(Contexte|Context)$/).click()
  await context.waitFor()
}

/** Runs an action by its words in the palette, which knows both languages. */
async function runs(p, words, name) {
  await p.page.locator('a[href*="INC-"]').first().waitFor()
  await p.presses('Control+K')
  await p.page.getByRole('combobox', { name: /Chercher et agir|Search and run/ }).waitFor()
  await p.page.keyboard.type(words)
  await p.page.getByRole('option', { name }).first().click()
}

/** Two rows, by the keyboard. */
async function chooses(p) {
  await p.page.locator('a[href*="INC-"]').nth(3).waitFor()
  for (const key of ['j', 'x', 'j', 'x']) await p.presses(key)
  await p.page
    .getByRole('region', { name: /Dossiers sélectionnés|Chosen records/ })
    .getByText(/^2 /)
    .waitFor()
}

/** The title that is being written is changed elsewhere meanwhile. */
async function clashes(p) {
  const made = await p.page.request.post('/api/incidents', {
    data: { title: moved, description: 'Plus rien à l’écran depuis ce matin.', channel: 'phone', impact: 3, urgency: 3 },
  })
  const { reference } = await made.json()
  await p.goes(`/desk/incidents/${reference}`)
  await p.page.getByRole('article').first().waitFor()
  await p.button(moved).click()
  const title = p.page.getByRole('textbox', { name: /^(Titre|Title)$/ })
  await title.fill(`${moved}, bureau 12`)
  const { version } = await (await p.page.request.get(`/api/incidents/${reference}`)).json()
  const theirs = await p.page.request.patch(`/api/incidents/${reference}`, {
    data: { version, title: `${moved}, bureau 2` },
  })
  if (!theirs.ok()) throw new Error(`the other change: ${await theirs.text()}`)
  await title.press('Enter')
  await p.dialog(/Modifié entre-temps|Changed meanwhile/).waitFor()
}
