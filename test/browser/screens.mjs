// Every screen but those of the desk: how to come to it, and who comes. One without an
// address is reached from the one before it.

const record = 'VPN : connexion refusée depuis la mise à jour'
const request = 'Trois relances pour obtenir une réponse'

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
  {
    name: 'portal-receipt',
    wait: async (p) => {
      await p.button(/^(Envoyer|Send the report)$/).click()
      await p.heading(/Nous avons reçu votre signalement|We have received your report/).waitFor()
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
  {
    name: 'portal-watchers',
    wait: async (p) => {
      await p.button(/^(Ajouter une personne|Add a person)$/).click()
      await p.field(/adresse électronique|E-mail address/i).waitFor()
    },
  },
  { name: 'portal-account', path: '/account', wait: (p) => p.heading(/Mon compte|My account/).waitFor() },
  { name: 'portal-notices', path: '/notifications', wait: (p) => p.heading('Notifications').waitFor() },
  {
    name: 'portal-about',
    path: '/records',
    wait: async (p) => {
      await p.button(/À propos de Guichet|About Guichet/).click()
      await p.dialog(/À propos de Guichet|About Guichet/).waitFor()
    },
  },
  {
    name: 'portal-missing',
    path: '/records/INC-999999',
    excuses: [/404 \(Not Found\)/],
    wait: (p) => p.heading(/n’existe pas|does not exist/).waitFor(),
  },
]

/** The administrator's own. */
export const administration = [
  { name: 'administration', path: '/desk/administration', wait: titled },
  { name: 'administration-first-steps', path: '/desk/administration/first-steps?step=desk', wait: titled },
  { name: 'administration-first-people', path: '/desk/administration/first-steps?step=people', wait: titled },
  { name: 'administration-first-team', path: '/desk/administration/first-steps?step=team', wait: titled },
  { name: 'administration-first-factor', path: '/desk/administration/first-steps?step=second_factor', wait: titled },
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
  {
    name: 'administration-team',
    wait: async (p) => {
      await p.button(/^(Ajouter une équipe|Add a team)$/).first().click()
      await p.page.getByRole('dialog').getByLabel(/^(Nom|Name)$/).waitFor()
    },
  },
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
  {
    name: 'mailbox-signature',
    wait: async (p) => {
      await p.page.request.post('/api/mailboxes', {
        data: { name: 'Réception', address: `reception-${Date.now()}@desk.example`, enabled: false },
      })
      await p.goes('/desk/administration/mailboxes')
      await p.button(/^Signature (de|of) /).first().click()
      await p.page.getByLabel(/Signature en anglais|Signature in English/).fill('The service desk')
    },
  },
]

const person = (p) => p.link(/Sophie Lacroix/).first()
