// Every address of the interface, written once.
export const paths = {
  portal: {
    home: '/',
    report: '/report',
    ask: '/ask',
    records: '/records',
    record: (ref: string) => `/records/${ref}`,
    account: '/account',
    notices: '/notifications',
  },
  signIn: '/sign-in',
  forgotten: '/forgotten',
  byMail: '/sign-in-by-mail',
  // Where the links in letters lead: package notify writes them.
  newPassword: '/new-password',
  enter: '/enter',
  invitation: '/invitation',
  setup: '/setup',
  accessibility: '/accessibility',
  desk: {
    home: '/desk',
    start: '/desk/home',
    queue: '/desk/queue',
    /** where a record is found whose kind is not known */
    found: (ref: string) => `/desk/records/${ref}`,
    record: (kind: 'incident' | 'request' | 'change', ref: string) => `/desk/${kind}s/${ref}`,
    create: '/desk/new',
    cannedReplies: '/desk/canned-replies',
    account: '/desk/account',
    administration: {
      home: '/desk/administration',
      firstSteps: '/desk/administration/first-steps',
      people: '/desk/administration/people',
      newPerson: '/desk/administration/people/new',
      person: (id: string) => `/desk/administration/people/${id}`,
      organisations: '/desk/administration/organisations',
      teams: '/desk/administration/teams',
      roles: '/desk/administration/roles',
      categories: '/desk/administration/categories',
      fields: '/desk/administration/fields',
      cannedReplies: '/desk/administration/canned-replies',
      mailboxes: '/desk/administration/mailboxes',
      mail: '/desk/administration/mail',
      settings: '/desk/administration/settings',
      jobs: '/desk/administration/jobs',
      refusals: '/desk/administration/refusals',
      health: '/desk/administration/health',
    },
  },
  reference: '/api/docs',
} as const

/** The pages that are open to who is not signed in. */
export const open: readonly string[] = [
  paths.signIn,
  paths.forgotten,
  paths.byMail,
  paths.newPassword,
  paths.enter,
  paths.invitation,
  paths.setup,
  paths.accessibility,
]

/** Whether a person works at the desk: on records, deciding on changes, or reading what others do. */
export const works = (permissions: string[]): boolean => permissions.some((p) => p.endsWith('.inside'))

/** Whether they change anything there. */
export const acts = (permissions: string[]): boolean => permissions.some((p) => p.endsWith('.note'))

/** Where a person lands: the workspace for who works at the desk. */
export const landing = (permissions: string[]): string =>
  works(permissions)
    ? paths.desk.home
    : permissions.includes('person.manage')
      ? paths.desk.administration.home
      : paths.portal.home

/** Only an address of this site may follow the sign-in. */
export function safe(to: string | undefined): string | undefined {
  return to?.startsWith('/') && !to.startsWith('//') && !to.startsWith('/\\') && !to.startsWith('/api/')
    ? to
    : undefined
}
