import { Trans, useLingui } from '@lingui/react/macro'
import { IconLock } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { Kind, Person } from '~/api/types'
import { useMe } from '~/features/auth/queries'
import { CategoryField, useOffered } from '~/features/category/CategoryField'
import { categoriesQuery, lineOf } from '~/features/category/queries'
import { useCustom } from '~/features/field/custom'
import { PersonField } from '~/features/person/PersonField'
import { teamsQuery } from '~/features/team/queries'
import { CreateForm } from '~/features/ticket/CreateForm'
import { kinds } from '~/features/ticket/kinds'
import { fewQuery } from '~/features/ticket/queries'
import { KindMark, StateMark } from '~/features/ticket/vocabulary'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import { Alert, Empty } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './Page.module.css'

export function Create() {
  const { t } = useLingui()
  const teams = useQuery(teamsQuery).data ?? []
  const navigate = useNavigate()
  const me = useMe()
  const { kind } = useSearch({ strict: false }) as { kind?: string }
  const allowed = kinds.filter((k) => me.permissions.includes(`${k}.handle`) && me.permissions.includes(`${k}.log`))
  const tree = useQuery(categoriesQuery).data ?? []
  const custom = useCustom({
    line: (id) => lineOf(tree, id),
    person: (p) => (
      <PersonField
        label={p.label}
        value={p.value as Person | null}
        onChange={(x) => p.onChange(x && { id: x.id, name: x.name })}
        error={p.error}
        autoFocus={p.autoFocus}
      />
    ),
  })
  useTitle(t`New record`)
  if (allowed.length === 0)
    return (
      <main className={c.page} id="main" tabIndex={-1}>
        <Empty icon={IconLock} title={t`You do not log records`} page>
          <Trans>Agents log what people report and ask for.</Trans>
        </Empty>
      </main>
    )
  return (
    <main className={c.page} id="main" tabIndex={-1}>
      <h1>
        <Trans>New record</Trans>
      </h1>
      <CreateForm
        teams={teams}
        kinds={allowed}
        start={allowed.find((k) => k === kind)}
        done={(record) => {
          say(
            record.state === 'closed'
              ? t`${record.reference} is logged, answered and closed`
              : t`${record.reference} is logged`,
          )
          void navigate({ to: paths.desk.record(record.kind, record.reference) })
        }}
        requester={(value, set, error) => (
          <PersonField label={t`Requester`} value={value} onChange={set} error={error} autoFocus={!!kind} me={me} />
        )}
        category={(kind, value, set, error) => <Sort kind={kind} value={value} onChange={set} error={error} />}
        custom={custom}
        aside={(person) => person && <Already key={person.id} person={person.id} />}
      />
    </main>
  )
}

/** By what it is sorted; nothing where the desk has no categories for the kind. */
function Sort(props: { kind: Kind; value: string; onChange: (id: string) => void; error?: string }) {
  const { t } = useLingui()
  return useOffered(props.kind).length > 0 && <CategoryField {...props} label={t`Category`} />
}

/** What this person already has open, so that nothing is logged twice. */
function Already({ person }: { person: string }) {
  const list = useQuery(fewQuery({ requester: person, view: 'open', limit: 3 }))
  const items = list.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Alert>
      <Trans>Already open for this person:</Trans>
      <ul>
        {items.map((r) => (
          <li key={r.id} className={c.already}>
            <Link to={paths.desk.record(r.kind, r.reference)}>
              <KindMark kind={r.kind} short /> {r.reference} {r.title}
            </Link>
            <StateMark state={r.state} hold={r.hold_reason} kind={r.kind} />
          </li>
        ))}
      </ul>
    </Alert>
  )
}
