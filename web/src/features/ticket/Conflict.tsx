// Two people changed the same field: who, when, and which value stays.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal } from '@mantine/core'
import { useState } from 'react'
import { useFormat } from '~/ui/context'
import { Failure, form } from '~/ui/parts'
import type { Conflict } from './verbs'
import { useWords } from './vocabulary'

/** Somebody else changed the same field meanwhile: who, when, both values. */
export function ConflictDialog({ conflict }: { conflict: Conflict | undefined }) {
  const { t } = useLingui()
  const words = useWords()
  const format = useFormat()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  return (
    <Modal
      opened={!!conflict}
      onClose={() => conflict?.drop()}
      title={t`Changed meanwhile by somebody else`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {conflict && (
        <div className={form.grid}>
          {error !== undefined && <Failure of={error} />}
          {conflict.clashes.map((clash) => {
            const who = clash.by?.name || t`Somebody`
            const when = format.time(clash.at)
            const field = clash.name || words.field(clash.field)
            return (
              <div key={clash.field}>
                <p>
                  <Trans>
                    <strong>{who}</strong> changed “{field}” at {when}.
                  </Trans>
                </p>
                <dl className="pairs">
                  <div>
                    <dt>
                      <Trans>Theirs, in force</Trans>
                    </dt>
                    <dd>{words.value(clash.field, clash.theirs, '') || '–'}</dd>
                  </div>
                  <div>
                    <dt>
                      <Trans>Yours, not saved</Trans>
                    </dt>
                    <dd>{words.value(clash.field, clash.yours, '') || '–'}</dd>
                  </div>
                </dl>
              </div>
            )
          })}
          <div className={form.tools}>
            <Button
              loading={busy}
              onClick={() => {
                setBusy(true)
                setError(undefined)
                conflict
                  .again()
                  .catch(setError)
                  .finally(() => setBusy(false))
              }}
            >
              <Trans>Put mine in place</Trans>
            </Button>
            <Button variant="filled" onClick={conflict.drop} data-autofocus>
              <Trans>Keep theirs</Trans>
            </Button>
          </div>
        </div>
      )}
    </Modal>
  )
}
