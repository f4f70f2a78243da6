import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Skeleton } from '@mantine/core'
import { IconArrowLeft, IconClipboardList } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { MyLine } from '~/features/ticket/Mine'
import { listQuery } from '~/features/ticket/queries'
import { paths } from '~/paths'
import { useTitle } from '~/ui/context'
import { Empty, Failure } from '~/ui/parts'
import c from './Page.module.css'

export function Records() {
  useEffect(() => void import('./Record'), []) // wanted next
  const { t } = useLingui()
  useTitle(t`My records`)
  const list = useInfiniteQuery(listQuery({ view: 'all', sort: '-created' }))
  const rows = list.data?.pages.flatMap((p) => p.items) ?? []
  return (
    <main className={`${c.page} ${c.narrow}`} id="main" tabIndex={-1}>
      <Link to={paths.portal.home} className={c.back}>
        <IconArrowLeft size={20} aria-hidden="true" />
        <Trans>Home</Trans>
      </Link>
      <h1>
        <Trans>My records</Trans>
      </h1>
      {list.error && <Failure of={list.error} retry={() => void list.refetch()} />}
      {list.isPending && (
        <div role="status" aria-label={t`Loading`}>
          <Skeleton height={48} mt={12} />
          <Skeleton height={48} mt={12} />
          <Skeleton height={48} mt={12} />
        </div>
      )}
      {list.data && rows.length === 0 && (
        <Empty
          icon={IconClipboardList}
          title={t`You have not reported or asked for anything yet`}
          tools={
            <>
              <Button component={Link} to={paths.portal.report} variant="filled">
                <Trans>Report an incident</Trans>
              </Button>
              <Button component={Link} to={paths.portal.ask}>
                <Trans>Make a request</Trans>
              </Button>
            </>
          }
        >
          <Trans>What you report or ask for is listed here, with every answer.</Trans>
        </Empty>
      )}
      <ul>
        {rows.map((row) => (
          <MyLine key={row.id} row={row} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button onClick={() => void list.fetchNextPage()} loading={list.isFetchingNextPage}>
          <Trans>Show older ones</Trans>
        </Button>
      )}
    </main>
  )
}
