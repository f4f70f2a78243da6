// What was refused: who, what, from where, under which request.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import {
  type Icon,
  IconClockPause,
  IconKeyOff,
  IconLock,
  IconShieldCheck,
  IconWorldOff,
  IconZoomExclamation,
} from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Chip, Empty, Failure, Pick } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import c from './administration.module.css'
import { isRefusalStatus, type RefusalsSearch, refusalsQuery } from './queries'

const icons: Record<number, Icon> = { 401: IconKeyOff, 403: IconLock, 404: IconZoomExclamation, 429: IconClockPause }

export function Refusals(props: {
  search: RefusalsSearch
  change: (search: RefusalsSearch) => void
  at: (id: string) => string
}) {
  const { t } = useLingui()
  const { search, change } = props
  const [typed, setTyped] = useState(search.q ?? '')
  const ask = useDebouncedCallback((q: string) => change({ ...search, q: q.trim() || undefined }), 250)
  const refusals = useInfiniteQuery(refusalsQuery(search))
  const rows = refusals.data?.pages.flatMap((p) => p.items) ?? []
  const narrowed = !!(search.q || search.status || search.person)
  return (
    <>
      <search className={c.add}>
        <TextInput
          label={t`Network address, or the identifier of a refusal`}
          type="search"
          value={typed}
          onChange={(e) => {
            setTyped(e.currentTarget.value)
            ask(e.currentTarget.value)
          }}
        />
        <Pick
          label={t`Why`}
          value={search.status ?? ''}
          onChange={(status) => change({ ...search, status: isRefusalStatus(status) ? status : undefined })}
          options={[
            { value: '', name: t`All reasons` },
            { value: '403', name: t`Missing right` },
            { value: '404', name: t`Not found or out of reach` },
            { value: '401', name: t`Sign-in, token or code` },
            { value: '429', name: t`Too often` },
          ]}
        />
      </search>
      {search.person && rows[0]?.person && (
        <p className={c.tools}>
          <Chip>{rows[0].person.name}</Chip>
          <Button onClick={() => change({ ...search, person: undefined })}>
            <Trans>Everybody</Trans>
          </Button>
        </p>
      )}
      {refusals.error && <Failure of={refusals.error} retry={() => void refusals.refetch()} />}
      {refusals.isPending && <Skeleton height={160} mt={16} />}
      {refusals.isSuccess && rows.length === 0 && (
        <Empty icon={IconShieldCheck} title={narrowed ? t`Nothing of this kind was refused` : t`Nothing was refused`}>
          {narrowed ? (
            <Trans>Widen the filter.</Trans>
          ) : (
            <Trans>What somebody tries without the right to it comes here.</Trans>
          )}
        </Empty>
      )}
      <ul className={c.list} aria-label={t`Refusals`}>
        {rows.map((r) => {
          const { person, times, request_id } = r
          const name = person?.name
          const Sign = r.code === 'cross_origin' ? IconWorldOff : (icons[r.status] ?? IconLock)
          return (
            <li key={r.id}>
              <span className={c.what}>
                <strong>
                  <Sign size={16} aria-hidden="true" className={c.sign} />{' '}
                  {r.right ? `${r.label} – ${r.right}` : r.label}
                </strong>
                <small>
                  {person ? (
                    <>
                      <Link to={props.at(person.id)} className={c.inText}>
                        {person.name}
                      </Link>
                      {r.program && (
                        <>
                          {' '}
                          <Trans>(by a program)</Trans>
                        </>
                      )}
                    </>
                  ) : (
                    <Trans>nobody known</Trans>
                  )}{' '}
                  · {r.address} · <Ago at={r.at} />
                </small>
                <code className={c.mistake}>
                  {r.method} {r.path}
                </code>
                <small>
                  <Trans>Identifier {request_id}</Trans>
                </small>
              </span>
              {times > 1 && (
                <Chip>
                  <Trans>{times} times</Trans>
                </Chip>
              )}
              {person && !search.person && (
                <Button
                  aria-label={t`Only this person: ${name}`}
                  onClick={() => change({ ...search, person: person.id })}
                >
                  <Trans>Only this person</Trans>
                </Button>
              )}
            </li>
          )
        })}
      </ul>
      {refusals.hasNextPage && (
        <div className={c.more}>
          <Button onClick={() => void refusals.fetchNextPage()} loading={refusals.isFetchingNextPage}>
            <Trans>Show more</Trans>
          </Button>
        </div>
      )}
    </>
  )
}
