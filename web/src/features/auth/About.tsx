// What this program is, and whose words it uses.
import { Trans, useLingui } from '@lingui/react/macro'
import { Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { form } from '~/ui/parts'
import { deskQuery } from './queries'

export default function About(props: { close: () => void }) {
  const { t } = useLingui()
  const desk = useQuery(deskQuery)
  const version = desk.data?.version
  return (
    <Modal opened onClose={props.close} title={t`About Guichet`} closeButtonProps={{ 'aria-label': t`Close` }}>
      <div className={form.grid}>
        <p>
          <Trans>Guichet, a service desk. Free software under the Apache-2.0 licence.</Trans>
        </p>
        {version && (
          <p>
            <Trans>Version {version}</Trans>
          </p>
        )}
        <p>
          <Trans>
            ITIL is a registered trade mark of PeopleCert. Guichet is neither made nor certified by PeopleCert; it uses
            the words of the field in their usual sense.
          </Trans>
        </p>
        <p>
          <Trans>
            It is built on free libraries. Their names and licences come with the program, in the file THIRD-PARTY.md.
          </Trans>
        </p>
        <p>
          <a href="/api/docs">
            <Trans>The programming interface</Trans>
          </a>
        </p>
      </div>
    </Modal>
  )
}
