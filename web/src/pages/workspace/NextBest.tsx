// The record to take next, why this one, and taking it.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { owner } from '~/features/ticket/actions'
import { assign, fewQuery, keepRecord } from '~/features/ticket/queries'
import { useWords } from '~/features/ticket/vocabulary'
import { paths } from '~/paths'
import { useFormat, useNow } from '~/ui/context'
import { KeyOf, useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './Queue.module.css'

type Best = ReturnType<typeof useNextBest>

/** The most urgent record that nobody has: of one's own teams first, unless another is more urgent. */
export function useNextBest(me: string, teams: { id: string }[], kind: string) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const failure = useFailure()
  const ours = useQuery(fewQuery({ view: 'unassigned', f: 'team:mine', sort: 'priority', limit: 1, kind }, kind !== ''))
    .data?.items[0]
  const any = useQuery(fewQuery({ view: 'unassigned', sort: 'priority', limit: 1, kind }, kind !== '')).data?.items[0]
  const row = ours && any && any.priority < ours.priority && any.priority <= 2 ? any : (ours ?? any)
  const [team] = teams
  const mine = row && teams.find((x) => x.id === row.team?.id)
  const taking = useCallback(async () => {
    if (!row) return
    const id = (mine ?? team)?.id
    try {
      const record = await assign(row, {
        version: row.version,
        person_id: me,
        ...(id ? { team_id: id } : {}),
      })
      keepRecord(cache, record)
      say(t`${row.reference} is yours`, {
        undo: () =>
          void assign(record, { version: record.version, ...owner(row) })
            .then((before) => {
              keepRecord(cache, before)
              say(t`${row.reference} is free again`)
            })
            .catch((error: unknown) => say(failure(error), { bad: true })),
      })
      await navigate({ to: paths.desk.record(row.kind, row.reference) })
    } catch (error) {
      say(failure(error), { bad: true })
    }
  }, [row, mine, team, me, cache, navigate, t, failure])
  return { row, mine: !!mine, take: () => void taking() }
}

export function NextBest({ row, mine, take }: Best) {
  const { t } = useLingui()
  const words = useWords()
  const format = useFormat()
  const now = useNow()
  if (!row) return null
  const priority = `P${row.priority} ${words.priority(row.priority)}`
  const age = format.age(row.created_at, now)
  const whose = mine ? t`your team` : (row.team?.name ?? '')
  return (
    <div className={c.best}>
      <div>
        <p className={c.bestName}>
          <Trans>Next to take: {row.reference}</Trans>
        </p>
        <p className={c.bestWhy}>
          <Trans>
            {priority}, {whose}, unassigned for {age}
          </Trans>
        </p>
      </div>
      <Button onClick={take} rightSection={<KeyOf id="take-next" own="n" />}>
        <Trans>Take</Trans>
      </Button>
    </div>
  )
}
