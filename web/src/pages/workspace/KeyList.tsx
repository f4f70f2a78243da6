// Every key that acts on this screen, from the actions themselves; each may be
// given another key, or none.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Switch, UnstyledButton } from '@mantine/core'
import { IconPencil, IconRestore, IconTrash } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { noKeys, usePreference } from '~/features/preference/queries'
import { type Action, collides, normal, stroke, useAllActions } from '~/ui/actions'
import { Alert, Keys, useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './Palette.module.css'

export function KeyList(props: { open: boolean; close: () => void }) {
  const { t } = useLingui()
  return (
    <Modal
      opened={props.open}
      onClose={props.close}
      title={t`Keyboard shortcuts`}
      size="xl"
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {props.open && <Body />}
    </Modal>
  )
}

function Body() {
  const { t } = useLingui()
  const failure = useFailure()
  const prefer = usePreference('keys', noKeys)
  const actions = useAllActions().filter((a) => (a.key || a.own) && a.when !== false && a.id !== 'close-peek')
  const [editing, setEditing] = useState<string>()
  const composer = t`While writing`
  const fixed = [{ id: 'leave', group: composer, name: t`Leave the field`, key: 'Escape' }]
  const all: (Action | (typeof fixed)[number])[] = [...actions, ...fixed]
  const groups = [...new Set(all.map((a) => a.group))]
  const keep = (keys: Record<string, string>) =>
    void prefer.set({ keys }).catch((error: unknown) => say(failure(error), { bad: true }))
  const choose = (id: string, key: string) => {
    setEditing(undefined)
    keep({ ...prefer.value.keys, [id]: key })
  }
  const restore = (id: string) => keep(Object.fromEntries(Object.entries(prefer.value.keys).filter(([k]) => k !== id)))
  return (
    <>
      <div className={c.keyTools}>
        <Switch
          label={t`Single-key shortcuts`}
          checked={!prefer.value.off}
          onChange={(e) =>
            void prefer
              .set({ off: !e.currentTarget.checked })
              .catch((error: unknown) => say(failure(error), { bad: true }))
          }
        />
        {Object.keys(prefer.value.keys).length > 0 && (
          <Button leftSection={<IconRestore size={16} />} onClick={() => keep({})}>
            <Trans>All keys as at first</Trans>
          </Button>
        )}
      </div>
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
                      {editing === a.id && 'run' in a ? (
                        <Capture
                          of={a}
                          actions={actions}
                          done={(key) => choose(a.id, key)}
                          cancel={() => setEditing(undefined)}
                        />
                      ) : (
                        <>
                          {a.key ? (
                            <>
                              <span className="sr">{a.key}</span>
                              <Keys of={a.key} />
                            </>
                          ) : (
                            <span className={c.noKey}>
                              <Trans>no key</Trans>
                            </span>
                          )}
                          {'run' in a && (
                            <span className={c.keyButtons}>
                              <UnstyledButton
                                className={c.keyButton}
                                onClick={() => setEditing(a.id)}
                                aria-label={t`Another key for: ${a.name}`}
                                title={t`Another key`}
                              >
                                <IconPencil size={14} />
                              </UnstyledButton>
                              {a.id in prefer.value.keys ? (
                                <UnstyledButton
                                  className={c.keyButton}
                                  onClick={() => restore(a.id)}
                                  aria-label={t`The key as at first for: ${a.name}`}
                                  title={t`As at first`}
                                >
                                  <IconRestore size={14} />
                                </UnstyledButton>
                              ) : (
                                <UnstyledButton
                                  className={c.keyButton}
                                  onClick={() => choose(a.id, '')}
                                  aria-label={t`No key for: ${a.name}`}
                                  title={t`No key`}
                                >
                                  <IconTrash size={14} />
                                </UnstyledButton>
                              )}
                            </span>
                          )}
                        </>
                      )}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </>
  )
}

// What the browser keeps for itself, or writing needs.
const reserved = /^Mod\+(Shift\+)?[ACVXZYNTWQ]$/

/** Waits for a key, or up to three in a row; one that cannot be had is told and not kept. */
function Capture(props: { of: Action; actions: Action[]; done: (key: string) => void; cancel: () => void }) {
  const { t } = useLingui()
  const [typed, setTyped] = useState<string[]>([])
  const [refused, setRefused] = useState<string>()
  const timer = useRef(0)
  const field = useRef<HTMLButtonElement>(null)
  useEffect(() => field.current?.focus(), [])
  useEffect(() => () => window.clearTimeout(timer.current), [])
  const why = (text: string) => {
    if (reserved.test(text)) return t`The browser keeps this key for itself. Press another key.`
    if (props.of.field && !/^(Mod\+)|(^|\+)(Enter|F\d+)$/.test(text))
      return t`This key is for writing. Press one with Ctrl, or Enter.`
    const taken = collides(props.actions, props.of.id, text)?.name
    return taken && t`Already taken by: ${taken}. Press another key.`
  }
  const key = (e: KeyboardEvent) => {
    if (e.key === 'Tab' || ['Shift', 'Control', 'Alt', 'Meta', 'AltGraph'].includes(e.key)) return
    e.preventDefault()
    e.stopPropagation()
    if (e.key === 'Escape') return props.cancel()
    if (e.altKey) return
    const pressed = stroke(e.nativeEvent)
    const alone = pressed.startsWith('Mod+') || !!props.of.field
    const next = alone ? [pressed] : [...(refused ? [] : typed), pressed]
    setRefused(undefined)
    setTyped(next)
    window.clearTimeout(timer.current)
    const settle = () => {
      const text = next.join(' ')
      const no = why(text)
      if (no) {
        setRefused(no)
        setTyped([])
      } else if (normal(text) === normal(props.of.key ?? '')) props.cancel()
      else props.done(text)
    }
    if (alone || next.length >= 3) settle()
    else timer.current = window.setTimeout(settle, 900)
  }
  return (
    <span className={c.capture}>
      <button type="button" ref={field} className={c.captureField} onKeyDown={key} onBlur={props.cancel}>
        {typed.length > 0 ? <Keys of={typed.join(' ')} /> : t`Press a key… (Esc: leave)`}
      </button>
      {refused && <Alert tone="amber">{refused}</Alert>}
    </span>
  )
}
