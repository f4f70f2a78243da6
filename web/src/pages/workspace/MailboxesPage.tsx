import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Refusal } from '~/api/client'
import { useTopics } from '~/api/live'
import { useMe } from '~/features/auth/queries'
import { Mailboxes } from '~/features/mailbox/Mailboxes'
import { teamsQuery } from '~/features/team/queries'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import { ErrorPage } from '~/ui/ErrorPage'
import c from './Page.module.css'

const forbidden = new Refusal(
  { type: '', title: '', status: 403, detail: '', code: 'forbidden', errors: [], request_id: '' },
  403,
)

export function MailboxesPage() {
  const { t } = useLingui()
  const me = useMe()
  const may = me.permissions.includes('mailbox.manage')
  const teams = useQuery({ ...teamsQuery, enabled: may }).data ?? []
  useTopics(may ? 'mailbox' : '')
  useTitle(t`Mailboxes`)
  if (!may) return <ErrorPage of={forbidden} home={paths.desk.home} />
  return (
    <main className={c.page} id="main" tabIndex={-1}>
      <h1>
        <Trans>Mailboxes</Trans>
      </h1>
      <p className={c.lead}>
        <Trans>The addresses that people write to, and that answers leave from.</Trans>
      </p>
      <Mailboxes teams={teams} />
    </main>
  )
}
