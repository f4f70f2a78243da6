// A record that is archived says so, and whoever works on it brings it back.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button } from '@mantine/core'
import { IconArchiveOff } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answer, client } from '~/api/client'
import type { AnyRecord } from '~/api/types'
import { type Action, useActions } from '~/ui/actions'
import { Alert, Failure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './archive.module.css'

export function Archived({ record, done }: { record: AnyRecord; done: () => void }) {
  const { t } = useLingui()
  const ref = record.reference
  const { mutateAsync, isPending, error } = useMutation({
    mutationFn: () => answer(client.POST('/api/tickets/{ref}/unarchive', { params: { path: { ref } } })),
  })
  const back = useMemo<Action>(
    () => ({
      id: 'unarchive',
      name: t`Bring back from the archive`,
      icon: IconArchiveOff,
      group: ref,
      when: record.actions.includes('unarchive'),
      words: 'archive archiver restaurer sortir unarchive restore',
      run: () =>
        void mutateAsync().then(
          () => {
            say(t`Brought back from the archive`)
            done()
          },
          () => undefined,
        ),
    }),
    [t, ref, record.actions, mutateAsync, done],
  )
  useActions(useMemo(() => [back], [back]))
  return (
    <>
      <Alert>
        <div className={c.said}>
          <span>
            <Trans>This record is archived: it is in no queue, and nothing changes it.</Trans>
          </span>
          {back.when && (
            <Button size="compact-md" leftSection={<IconArchiveOff size={16} />} loading={isPending} onClick={back.run}>
              {back.name}
            </Button>
          )}
        </div>
      </Alert>
      {error && <Failure of={error} />}
    </>
  )
}
