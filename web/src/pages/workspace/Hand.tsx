// Putting a record in the name of whom it is for.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconUserQuestion } from '@tabler/icons-react'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { answer, client } from '~/api/client'
import type { AnyRecord, Person } from '~/api/types'
import { useMe } from '~/features/auth/queries'
import { PersonField } from '~/features/person/PersonField'
import { AskDialog, type Asking } from '~/features/ticket/Ask'
import { fetchRecord } from '~/features/ticket/queries'
import type { Verbs } from '~/features/ticket/verbs'
import { say } from '~/ui/toast'
import c from './Record.module.css'

type Given = { record: AnyRecord; verbs: Verbs }
type Whom = { requester_id: string; reason?: string } | { forwarded: true }

const at = (record: AnyRecord) => ({ params: { path: { ref: record.reference } } })

const requesterQuery = (record: AnyRecord) =>
  queryOptions({
    queryKey: ['ticket', record.reference, 'requester', record.requester.id],
    queryFn: ({ signal }) => answer(client.GET('/api/tickets/{ref}/requester', { ...at(record), signal })),
  })

/** Makes the record somebody's, and gives it as it then is. */
function useHand({ record, verbs }: Given) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const { reference } = record
  return async (whom: Whom, seen?: number) => {
    const now = await verbs.attempt(async (version) => {
      await answer(client.POST('/api/tickets/{ref}/requester', { ...at(record), body: { version, ...whom } }))
      return fetchRecord(reference, record.kind)
    }, seen)
    if (!now) return
    for (const key of ['tickets', 'watchers', 'people', 'timeline']) void cache.invalidateQueries({ queryKey: [key] })
    const { name } = now.requester
    say(t`${reference} is in the name of ${name}`)
  }
}

export function HandDialog(props: Given & { opened: boolean; close: () => void }) {
  const { t } = useLingui()
  const hand = useHand(props)
  const { requester } = props.record
  const former = requester.name
  const [seen] = useState(props.record.version)
  const asked: Asking = {
    title: t`Change the requester`,
    about: (
      <p>
        <Trans>
          The new requester reads all that was said publicly, is told, and has the last word on it. {former} goes on
          following it.
        </Trans>
      </p>
    ),
    fields: [
      {
        is: 'own',
        name: 'requester_id',
        label: t`For whom is it?`,
        required: true,
        field: (_, set, label, error) => <Whom set={set} label={label} error={error} />,
      },
      { is: 'text', name: 'reason', label: t`Why? (optional)`, rows: 2 },
    ],
    submit: (v) => hand({ requester_id: v.requester_id ?? '', ...(v.reason ? { reason: v.reason } : {}) }, seen),
  }
  return <AskDialog asked={props.opened ? asked : undefined} close={props.close} />
}

function Whom(props: { set: (id: string) => void; label: string; error: string | undefined }) {
  const [person, setPerson] = useState<Person | null>(null)
  const me = useMe()
  const wrong = useMemo(() => (props.error ? { error: props.error } : {}), [props.error])
  return (
    <PersonField
      autoFocus
      me={me}
      label={props.label}
      value={person}
      onChange={(p) => {
        setPerson(p)
        props.set(p?.id ?? '')
      }}
      {...wrong}
    />
  )
}

/** Beside the line that says whose letter was forwarded: their name, one click away. */
export function TakeForwarded(props: Given) {
  const { t } = useLingui()
  const hand = useHand(props)
  const { verbs } = props
  const found = useQuery(requesterQuery(props.record)).data?.forwarded
  const [error, setError] = useState(false)
  if (!found?.may) return null
  const name = found.person?.name || found.name || found.address
  return (
    <span className={c.take}>
      <Button
        size="compact-md"
        loading={verbs.busy}
        leftSection={<IconUserQuestion size={16} aria-hidden="true" />}
        onClick={() => void hand({ forwarded: true }).then(undefined, () => setError(true))}
      >
        <Trans>Take {name} as requester</Trans>
      </Button>
      {!found.person && (
        <small>
          <Trans>Nobody is known by this address: they will be, as somebody who writes for the first time.</Trans>
        </small>
      )}
      {error && <span role="alert">{t`This could not be done. Change the requester by hand.`}</span>}
    </span>
  )
}
