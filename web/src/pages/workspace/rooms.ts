// The rooms of the administration, and by which words they are found.
import { useLingui } from '@lingui/react/macro'
import { paths } from '~/paths'

const at = paths.desk.administration

/** All of them, in their order; who may not enter one is not shown it. */
export function useAllRooms() {
  const { t } = useLingui()
  return [
    { to: at.firstSteps, name: t`First steps`, needs: 'setting.manage', words: 'premiers pas first steps' },
    { to: at.people, name: t`People`, needs: 'person.manage', words: 'personnes people comptes accounts' },
    { to: at.organisations, name: t`Organisations`, needs: 'person.manage', words: 'organisations sites' },
    { to: at.teams, name: t`Teams`, needs: 'team.manage', words: 'équipes membres teams members' },
    { to: at.roles, name: t`Roles`, needs: 'person.manage', words: 'rôles droits roles rights permissions' },
    { to: at.categories, name: t`Categories`, needs: 'category.manage', words: 'catégories categories' },
    {
      to: at.fields,
      name: t({ message: 'Fields', context: 'administration' }),
      needs: 'field.manage',
      words: 'champs formulaires fields forms',
    },
    {
      to: at.cannedReplies,
      name: t`Canned replies`,
      needs: 'setting.manage',
      words: 'réponses types modèles canned replies templates',
    },
    {
      to: at.mailboxes,
      name: t`Mailboxes`,
      needs: 'mailbox.manage',
      words: 'boîtes courriel imap smtp mailboxes e-mail',
    },
    {
      to: at.mail,
      name: t`Mail put aside`,
      needs: 'mailbox.manage',
      words: 'courriels mis de côté quarantaine indésirables bloqués mail put aside quarantine spam blocked',
    },
    { to: at.settings, name: t`Settings`, needs: 'setting.manage', words: 'réglages paramètres settings' },
    { to: at.jobs, name: t`Jobs`, needs: 'job.manage', words: 'travaux tâches jobs' },
    { to: at.refusals, name: t`Refusals`, needs: 'refusal.read', words: 'refus refusals' },
    { to: at.health, name: t`Health`, needs: 'job.manage', words: 'santé état sauvegardes health backups' },
  ] as const
}
