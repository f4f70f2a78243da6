// Every screen: how to come to it, and who comes. One without an address is
// reached from the one before it.

const record = 'VPN : connexion refusée depuis la mise à jour'

const request = 'Trois relances pour obtenir une réponse'
const change = 'Remplacer le certificat de la passerelle VPN'

const titled = (p) => p.page.locator('#main').locator('h1, h2').first().waitFor()

/** What is looked at without anybody signed in. */
export const door = [
  { name: 'sign-in', path: '/sign-in', wait: (p) => p.field(/Identifiant|User name/).waitFor() },
  { name: 'forgotten', path: '/forgotten', wait: titled },
  { name: 'sign-in-by-mail', path: '/sign-in-by-mail', wait: titled },
  { name: 'new-password', path: '/new-password', wait: titled },
  { name: 'enter', path: '/enter', wait: titled },
  { name: 'invitation', path: '/invitation', wait: titled },
  { name: 'setup', path: '/setup', wait: titled },
  { name: 'accessibility', path: '/accessibility', wait: titled },
]

/** The portal, as Sophie sees it. */
export const portal = [
  { name: 'portal-home', path: '/', wait: (p) => p.page.getByRole('list').first().waitFor() },
  {
    name: 'portal-search',
    wait: async (p) => {
      await p.page.getByRole('searchbox').fill('VPN')
      await p.page.locator('search').getByRole('link').first().waitFor()
    },
  },
  {
    name: 'portal-report',
    path: '/report',
    wait: (p) => p.heading(/Signaler un incident|Report an incident/).waitFor(),
  },
  {
    name: 'portal-suggestion',
    wait: async (p) => {
      await p.page.getByRole('textbox').first().fill('Connexion VPN refusée')
      await p.page.getByRole('region', { name: /ceux-ci|one of these/ }).waitFor()
    },
  },
  {
    name: 'portal-summary',
    wait: async (p) => {
      await p.page.getByRole('textbox').first().fill('Imprimante du 3ᵉ étage en panne')
      await p.button(/^(Continuer|Continue)$/).click()
      await p.heading(/Est-ce bien cela|Is this right/).waitFor()
    },
  },
  { name: 'portal-ask', path: '/ask', wait: titled },
  {
    name: 'portal-ask-form',
    wait: async (p) => {
      await p.button(/Du matériel ou un logiciel|Equipment or software/).click()
      await p.page.getByRole('textbox').first().fill('Écran')
    },
  },
  {
    name: 'portal-ask-summary',
    wait: async (p) => {
      await p.button(/^(Continuer|Continue)$/).click()
      await p.heading(/Est-ce bien cela|Is this right/).waitFor()
    },
  },
  {
    name: 'portal-request',
    path: '/records',
    wait: async (p) => {
      await p.page.locator('#main').getByRole('link', { name: request }).first().click()
      await p.page.getByRole('article').first().waitFor()
    },
  },
  { name: 'portal-records', path: '/records', wait: (p) => p.page.getByRole('listitem').first().waitFor() },
  {
    name: 'portal-record',
    wait: async (p) => {
      await p.page.locator('#main').getByRole('link', { name: record }).first().click()
      await p.page.getByRole('article').first().waitFor()
    },
  },
  { name: 'portal-account', path: '/account', wait: (p) => p.heading(/Mon compte|My account/).waitFor() },
  { name: 'portal-notices', path: '/notifications', wait: (p) => p.heading('Notifications').waitFor() },
  {
    name: 'portal-missing',
    path: '/records/INC-999999',
    refused: true,
    wait: (p) => p.heading(/n’existe pas|does not exist/).waitFor(),
  },
]

/** The workspace, as Karim sees it. */
export const workspace = [
  { name: 'desk-queue', path: '/desk/queue', wait: (p) => p.page.locator('a[href*="INC-"]').nth(5).waitFor() },
  {
    name: 'desk-nothing',
    path: '/desk/queue?f=introuvable-xyz',
    wait: (p) => p.heading(/Rien ne répond à ce filtre|Nothing matches/).waitFor(),
  },
  { name: 'desk-record', path: '/desk/queue', wait: opens },
  { name: 'desk-details', wait: (p) => shows(p, /^(Dossier|Record)/) },
  { name: 'desk-similar', wait: (p) => shows(p, /^(Similaires|Similar)/) },
  { name: 'desk-history', wait: (p) => shows(p, /^(Historique|History)/) },
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
    name: 'desk-resolve',
    wait: async (p) => {
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
    refused: true,
    wait: (p) => p.heading(/n’existe pas|does not exist/).waitFor(),
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

/** The administrator's own. */
export const administration = [
  { name: 'administration', path: '/desk/administration', wait: titled },
  { name: 'administration-first-steps', path: '/desk/administration/first-steps?step=desk', wait: titled },
  { name: 'administration-first-people', path: '/desk/administration/first-steps?step=people', wait: titled },
  { name: 'administration-first-mailbox', path: '/desk/administration/first-steps?step=mailbox', wait: titled },
  { name: 'administration-people', path: '/desk/administration/people', wait: (p) => person(p).waitFor() },
  {
    name: 'administration-person',
    wait: async (p) => {
      await person(p).click()
      await p.heading('Sophie Lacroix').waitFor()
    },
  },
  { name: 'administration-new', path: '/desk/administration/people/new', wait: titled },
  { name: 'administration-organisations', path: '/desk/administration/organisations', wait: titled },
  { name: 'administration-teams', path: '/desk/administration/teams', wait: titled },
  { name: 'administration-roles', path: '/desk/administration/roles', wait: titled },
  { name: 'administration-fields', path: '/desk/administration/fields', wait: titled },
  {
    name: 'administration-field',
    wait: async (p) => {
      await p.button(/^(Ajouter un champ|Add a field)$/).first().click()
      await p.dialog(/Ajouter un champ|Add a field/).waitFor()
    },
  },
  { name: 'administration-settings', path: '/desk/administration/settings', wait: titled },
  { name: 'administration-mail', path: '/desk/administration/mail', wait: titled },
  { name: 'administration-jobs', path: '/desk/administration/jobs', wait: titled },
  { name: 'administration-refusals', path: '/desk/administration/refusals', wait: titled },
  { name: 'administration-categories', path: '/desk/administration/categories', bilingual: true, wait: titled },
  { name: 'administration-canned', path: '/desk/administration/canned-replies', wait: titled },
  { name: 'administration-health', path: '/desk/administration/health', wait: titled },
  {
    name: 'mailboxes',
    path: '/desk/administration/mailboxes',
    wait: (p) => p.heading(/Boîtes de courriel|Mailboxes/).waitFor(),
  },
  {
    name: 'mailbox',
    wait: async (p) => {
      await p
        .button(/Ajouter une boîte|Add a mailbox/)
        .first()
        .click()
      await p.dialog(/Ajouter une boîte|Add a mailbox/).waitFor()
    },
  },
  {
    name: 'mailbox-by-token',
    wait: async (p) => {
      await p.page.getByLabel(/Se connecte avec|Signs in with/).selectOption('refresh_token')
      await p.page.getByLabel(/Jeton de renouvellement|Refresh token/).waitFor()
    },
  },
]

const person = (p) => p.link(/Sophie Lacroix/).first()

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
