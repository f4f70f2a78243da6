// The page in place of one that cannot be shown: what happened, what to do.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import {
  IconClockPause,
  IconCloudOff,
  IconDatabaseOff,
  IconGitMerge,
  IconLock,
  IconMapQuestion,
  IconPlugConnectedX,
  IconWeight,
} from '@tabler/icons-react'
import { useEffect } from 'react'
import { Offline, Refusal, reachable } from '~/api/client'
import { useTitle } from './context'
import { Empty, requestClass } from './parts'

/** The id that the server gave the page; it is a mark where no server of ours did. */
function requestOfPage(): string | undefined {
  const id = document.querySelector<HTMLMetaElement>('meta[name=request]')?.content
  return id?.startsWith('__') ? undefined : id
}

/** How browsers say that a part of the screens did not come. */
const unfetched = /dynamically imported module|Importing a module script|Unable to preload/

export function ErrorPage(props: { of?: unknown; home: string; retry?: () => void }) {
  const { t } = useLingui()
  const refused = props.of instanceof Refusal ? props.of : undefined
  const missing = !props.of || refused?.status === 404
  const forbidden = refused?.status === 403
  const offline = props.of instanceof Offline
  const part = props.of instanceof Error && unfetched.test(props.of.message)
  // What the server says of itself, in the reader's language: how long to wait,
  // how large is too large.
  const detail = refused?.problem.detail
  useTitle(missing ? t`Not found` : forbidden ? t`Not allowed` : t`Error`)
  const home = (
    <Button component="a" href={props.home} variant={missing || forbidden ? 'filled' : 'default'}>
      <Trans>Back to the start</Trans>
    </Button>
  )
  // Without the server, loading the page anew would leave nothing of it.
  const reload = () => void reachable().then((so) => so && window.location.reload())
  const { retry } = props
  useEffect(() => {
    if (!offline) return
    const back = () => (retry ? retry() : void reachable().then((so) => so && window.location.reload()))
    window.addEventListener('online', back)
    return () => window.removeEventListener('online', back)
  }, [offline, retry])
  const again = (
    <Button variant="filled" onClick={(!part && props.retry) || reload}>
      <Trans>Try again</Trans>
    </Button>
  )
  // What was refused here, or never asked, has the id of the page itself.
  const request = offline || part ? undefined : refused?.requestId || requestOfPage()
  return (
    <main id="main" tabIndex={-1}>
      {missing ? (
        <Empty page icon={IconMapQuestion} title={t`This page does not exist`} tools={home}>
          <Trans>The address may be mistyped, or the record is not one that you may see.</Trans>
        </Empty>
      ) : forbidden ? (
        <Empty page icon={IconLock} title={t`You are not allowed to see this`} tools={home}>
          <Trans>Your account does not have this right. An administrator of the desk can give it.</Trans>
        </Empty>
      ) : offline ? (
        <Empty page icon={IconCloudOff} title={t`The server cannot be reached`} tools={again}>
          <Trans>What you typed is kept in this browser. Check the connection, then try again.</Trans>
        </Empty>
      ) : part ? (
        <Empty page icon={IconCloudOff} title={t`This part of the page could not be fetched`} tools={again}>
          <Trans>
            The connection was lost, or Guichet was brought up to date meanwhile. What you typed is kept in this
            browser.
          </Trans>
        </Empty>
      ) : refused?.status === 409 ? (
        <Empty page icon={IconGitMerge} title={t`Somebody else changed this meanwhile`} tools={again}>
          {detail} <Trans>What you typed is kept in this browser.</Trans>
        </Empty>
      ) : refused?.status === 413 ? (
        <Empty page icon={IconWeight} title={t`This is too large`} tools={home}>
          {detail}
        </Empty>
      ) : refused?.status === 429 ? (
        <Empty page icon={IconClockPause} title={t`Too many at once`} tools={again}>
          {detail}
        </Empty>
      ) : refused?.status === 503 ? (
        <Empty page icon={IconDatabaseOff} title={t`The service desk does not answer just now`} tools={again}>
          <Trans>
            Its records cannot be reached for a moment. Nothing that was saved is lost, and what you typed is kept in
            this browser.
          </Trans>
        </Empty>
      ) : (
        <Empty
          page
          icon={IconPlugConnectedX}
          title={t`Something went wrong`}
          tools={[<span key="a">{again}</span>, <span key="h">{home}</span>]}
        >
          <Trans>
            Nothing that was saved is lost, and what you typed is kept in this browser. If it happens again, give the
            request below to the desk.
          </Trans>
        </Empty>
      )}
      {request && (
        <p className={requestClass} style={{ textAlign: 'center' }}>
          <Trans>Request {request}</Trans>
        </p>
      )}
    </main>
  )
}
