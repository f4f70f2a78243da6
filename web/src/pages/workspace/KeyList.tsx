// Every key that acts on this screen, from the actions themselves.
import { useLingui } from '@lingui/react/macro'
import { Modal } from '@mantine/core'
import { useAllActions } from '~/ui/actions'
import { Keys } from '~/ui/parts'
import c from './Palette.module.css'

export function KeyList(props: { open: boolean; close: () => void }) {
  const { t } = useLingui()
  const actions = useAllActions().filter((a) => a.key && a.when !== false)
  const composer = t`While writing`
  const fixed = [
    { id: 'send', group: composer, name: t`Send`, key: 'Mod+Enter' },
    { id: 'send-resolve', group: composer, name: t`Send and resolve`, key: 'Mod+Shift+Enter' },
    { id: 'leave', group: composer, name: t`Leave the field`, key: 'Escape' },
  ]
  const all = [...actions, ...fixed]
  const groups = [...new Set(all.map((a) => a.group))]
  return (
    <Modal
      opened={props.open}
      onClose={props.close}
      title={t`Keyboard shortcuts`}
      size="lg"
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      <div className={c.keyGroups}>
        {groups.map((g) => (
          <section key={g}>
            <h3>{g}</h3>
            <dl>
              {all
                .filter((a) => a.group === g)
                .map((a) => (
                  <div key={a.id}>
                    <dt>{a.name}</dt>
                    <dd>
                      <span className="sr">{a.key}</span>
                      <Keys of={a.key ?? ''} />
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
