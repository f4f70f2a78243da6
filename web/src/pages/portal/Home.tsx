// What a person needs: search, the door, where their matters stand.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconBolt, IconChevronRight, IconMessageQuestion, IconSearch, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useMe } from '~/features/auth/queries'
import { searchQuery } from '~/features/search/queries'
import { MyRecord } from '~/features/ticket/Mine'
import { fewQuery } from '~/features/ticket/queries'
import { KindMark, useWords } from '~/features/ticket/vocabulary'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import { Failure } from '~/ui/parts'
import c from './Page.module.css'

export function Home() {
  useEffect(() => void import('./Record'), []) // wanted next
  const { t } = useLingui()
  const me = useMe()
  const first = me.name.split(' ')[0]
  useTitle()
  const open = useQuery(fewQuery({ view: 'open', limit: 5 }))
  const items = open.data?.items ?? []
  return (
    <main className={c.page} id="main" tabIndex={-1}>
      <h1>
        <Trans>Hello {first}, what do you need?</Trans>
      </h1>
      <Search />
      <div className={c.doors}>
        <Link to={paths.portal.report} className={c.door}>
          <span className={c.doorIcon}>
            <IconBolt size={24} aria-hidden="true" />
          </span>
          <span>
            <strong>
              <Trans>Report an incident</Trans>
            </strong>
            <small>
              <Trans>Something no longer works, or works less well</Trans>
            </small>
          </span>
          <IconChevronRight size={20} aria-hidden="true" />
        </Link>
        <Link to={paths.portal.ask} className={c.door}>
          <span className={c.doorIcon}>
            <IconMessageQuestion size={24} aria-hidden="true" />
          </span>
          <span>
            <strong>
              <Trans>Make a request</Trans>
            </strong>
            <small>
              <Trans>Question, access, equipment, complaint</Trans>
            </small>
          </span>
          <IconChevronRight size={20} aria-hidden="true" />
        </Link>
      </div>
      <section aria-labelledby="mine">
        <div className={c.section}>
          <h2 id="mine">
            <Trans>My records</Trans>
          </h2>
          <Link to={paths.portal.records}>
            <Trans>See all</Trans>
          </Link>
        </div>
        {open.error && <Failure of={open.error} retry={() => void open.refetch()} />}
        {open.isPending && (
          <div role="status" aria-label={t`Loading`}>
            <Skeleton height={20} mt={20} width="60%" />
            <Skeleton height={20} mt={20} />
          </div>
        )}
        {open.data && items.length === 0 && (
          <p className={c.quiet}>
            <br />
            <Trans>Nothing is open. What you report or ask for appears here, with where it stands.</Trans>
          </p>
        )}
        <ul>
          {items.map((row) => (
            <MyRecord key={row.id} row={row} />
          ))}
        </ul>
      </section>
    </main>
  )
}

function Search() {
  const { t } = useLingui()
  const words = useWords()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 200)
  const found = useQuery(searchQuery(q, 6))
  const hits = found.data ?? []
  const shown = q.length > 1 && typed.trim() !== '' && found.isSuccess
  const count = hits.length
  return (
    <search className={c.searchBox}>
      <div className={c.search}>
        <IconSearch size={22} aria-hidden="true" />
        <input
          type="search"
          aria-label={t`Search in my records`}
          placeholder={t`Search in my records`}
          value={typed}
          maxLength={200}
          onChange={(e) => setTyped(e.target.value)}
        />
        {typed && (
          <button type="button" className={c.clear} aria-label={t`Clear`} onClick={() => setTyped('')}>
            <IconX size={20} />
          </button>
        )}
      </div>
      {found.error && <Failure of={found.error} />}
      <p className="sr" role="status">
        {shown && <Plural value={count} one="# answer" other="# answers" />}
      </p>
      {shown && (
        <div className={c.answers}>
          <ul>
            {hits.map((hit) => (
              <li key={hit.id}>
                <Link to={paths.portal.record(hit.reference)}>
                  <span>
                    {hit.title}
                    <small>
                      <KindMark kind={hit.kind} /> {hit.reference} · {words.state(hit.state, '', hit.kind)}
                    </small>
                  </span>
                  <IconChevronRight size={20} aria-hidden="true" />
                </Link>
              </li>
            ))}
            <li>
              <Link to={paths.portal.report} search={{ start: typed.trim() }}>
                <span>
                  {count === 0 && <Trans>None of your records says this. </Trans>}
                  <Trans>Report it as an incident</Trans>
                </span>
                <IconChevronRight size={20} aria-hidden="true" />
              </Link>
            </li>
            <li>
              <Link to={paths.portal.ask} search={{ start: typed.trim() }}>
                <span>
                  <Trans>Make it a request</Trans>
                </span>
                <IconChevronRight size={20} aria-hidden="true" />
              </Link>
            </li>
          </ul>
        </div>
      )}
    </search>
  )
}
