// What tells a person, and by which way.
import { Trans, useLingui } from '@lingui/react/macro'
import c from './notice.module.css'
import type { Reason } from './queries'

export type Choice = { page: boolean; mail: boolean }
export type Choices = Partial<Record<Reason, Choice>>

export function NoticeChoices(props: { value: Choices; onChange: (value: Choices) => void; decides: boolean }) {
  const { t } = useLingui()
  const rows: { reason: Reason; name: string }[] = [
    { reason: 'assigned', name: t`A record is assigned to me` },
    { reason: 'passed', name: t`A record is assigned to my team` },
    { reason: 'answered', name: t`The requester of my record writes` },
    { reason: 'returned', name: t`A message of my record comes back` },
    { reason: 'mentioned', name: t`A note mentions me` },
    ...(props.decides ? [{ reason: 'deciding' as const, name: t`A change waits for my decision` }] : []),
    { reason: 'watched', name: t`Something happens on a record I watch` },
    { reason: 'reported', name: t`Something happens on a record I logged for somebody` },
  ]
  return (
    <section id="notifications" tabIndex={-1} aria-labelledby="notifications-title">
      <h2 id="notifications-title">
        <Trans>Notifications</Trans>
      </h2>
      <table className={c.choices}>
        <thead>
          <tr>
            <th scope="col">
              <Trans>When</Trans>
            </th>
            <th scope="col">
              <Trans>On the page</Trans>
            </th>
            <th scope="col">
              <Trans>By e-mail</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ reason, name }) => {
            const now = props.value[reason] ?? { page: true, mail: false }
            const set = (next: Partial<Choice>) => props.onChange({ ...props.value, [reason]: { ...now, ...next } })
            return (
              <tr key={reason}>
                <th scope="row">{name}</th>
                <td>
                  <input
                    type="checkbox"
                    className={c.check}
                    checked={now.page}
                    onChange={() => set({ page: !now.page })}
                    aria-label={t`${name}, on the page`}
                  />
                </td>
                <td>
                  <input
                    type="checkbox"
                    className={c.check}
                    checked={now.mail}
                    onChange={() => set({ mail: !now.mail })}
                    aria-label={t`${name}, by e-mail`}
                  />
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
