// The fields of records as an administrator keeps them.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Switch, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconForms, IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Chip, Empty, Failure } from '~/ui/parts'
import { say } from '~/ui/toast'
import { Editor } from './Editor'
import c from './field.module.css'
import { type CustomField, fieldQuery, fieldsQuery, useSaveField } from './queries'
import { kinds, useFieldWords } from './words'
import type { World } from './world'

export function Fields(props: {
  world: World
  history: (id: string, restore: (version: number) => void) => ReactNode
}) {
  const { t } = useLingui()
  const words = useFieldWords()
  const fields = useQuery(fieldsQuery)
  const save = useSaveField()
  const [editing, setEditing] = useState<{ of?: CustomField }>()
  const [retired, setRetired] = useState(false)
  const all = fields.data ?? []
  const shown = all.filter((f) => retired || f.active)
  const gone = all.filter((f) => !f.active).length
  const of = editing?.of && all.find((f) => f.id === editing.of?.id)
  const add = (
    <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={() => setEditing({})}>
      <Trans>Add a field</Trans>
    </Button>
  )
  const move = (f: CustomField, by: 1 | -1) => {
    const next = shown[shown.indexOf(f) + by]
    if (!next) return
    const after = by === 1 ? next.id : (all[all.indexOf(next) - 1]?.id ?? '')
    save.mutate({ of: f, body: { after } })
  }
  return (
    <>
      {fields.error && <Failure of={fields.error} retry={() => void fields.refetch()} />}
      {save.error && !editing && <Failure of={save.error} />}
      {fields.data?.length === 0 && (
        <Empty icon={IconForms} title={t`No field of your own yet`} tools={add}>
          <Trans>
            A field adds to incidents, requests or changes what your organisation must know: a cost centre, a building,
            a promised date.
          </Trans>
        </Empty>
      )}
      {all.length > 0 && (
        <>
          <div className={c.more}>
            {add}
            {gone > 0 && (
              <Switch
                label={t`Show the retired ones`}
                checked={retired}
                onChange={(e) => setRetired(e.currentTarget.checked)}
              />
            )}
          </div>
          <ul className={c.list}>
            {shown.map((f) => {
              const other = [f.name_fr, f.name_en].find((n) => n && n !== f.name)
              const hidden = f.hidden_from.map((r) => props.world.roles.find((x) => x.value === r)?.name ?? r)
              return (
                <li key={f.id} data-retired={!f.active || undefined}>
                  <span className={c.what}>
                    <span className={c.title}>{f.name}</span>
                    {f.required.length > 0 && (
                      <Chip tone="accent">
                        <Trans>mandatory</Trans>
                      </Chip>
                    )}
                    {f.portal !== '' && (
                      <Chip>
                        <Trans>shown to users</Trans>
                      </Chip>
                    )}
                    {hidden.length > 0 && (
                      <Chip tone="amber">
                        <Trans>hidden: {hidden.join(', ')}</Trans>
                      </Chip>
                    )}
                    {!f.active && (
                      <Chip>
                        <Trans>retired</Trans>
                      </Chip>
                    )}
                    <span className={c.meta}>
                      {[
                        other,
                        words.type(f.type),
                        kinds
                          .filter((k) => f.kinds.includes(k))
                          .map(words.kinds)
                          .join(', '),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </span>
                  </span>
                  <span className={c.actions}>
                    <UnstyledButton
                      className={c.icon}
                      aria-label={t`Move ${f.name} up`}
                      title={t`Move up`}
                      disabled={shown[0] === f || save.isPending}
                      onClick={() => move(f, -1)}
                    >
                      <IconArrowUp size={16} />
                    </UnstyledButton>
                    <UnstyledButton
                      className={c.icon}
                      aria-label={t`Move ${f.name} down`}
                      title={t`Move down`}
                      disabled={shown.at(-1) === f || save.isPending}
                      onClick={() => move(f, 1)}
                    >
                      <IconArrowDown size={16} />
                    </UnstyledButton>
                    <Button
                      leftSection={<IconPencil size={16} />}
                      aria-label={t`Change the field ${f.name}`}
                      onClick={() => setEditing({ of: f })}
                    >
                      <Trans>Change</Trans>
                    </Button>
                  </span>
                </li>
              )
            })}
          </ul>
        </>
      )}
      <Modal
        opened={!!editing}
        onClose={() => setEditing(undefined)}
        title={of ? t`Change the field` : t`Add a field`}
        size="lg"
        closeButtonProps={{ 'aria-label': t`Close` }}
      >
        {editing && (
          <Editor
            key={of?.version}
            of={of}
            world={props.world}
            close={() => setEditing(undefined)}
            after={
              of && (
                <>
                  <UsedBy id={of.id} />
                  {props.history(of.id, (to) =>
                    save.mutate({ of, to }, { onSuccess: () => say(t`The field is again what it was`) }),
                  )}
                </>
              )
            }
          />
        )}
      </Modal>
    </>
  )
}

/** How many records hold a value: what retiring the field would leave behind. */
function UsedBy({ id }: { id: string }) {
  const found = useQuery(fieldQuery(id)).data
  if (!found) return null
  return (
    <p className={c.used}>
      {found.used_more ? (
        <Trans>More than 99 records have a value in it.</Trans>
      ) : found.used === 0 ? (
        <Trans>No record has a value in it.</Trans>
      ) : (
        <Plural value={found.used} one="# record has a value in it." other="# records have a value in it." />
      )}{' '}
      <Trans>
        For programs and addresses it is called <code>{id}</code>.
      </Trans>
    </p>
  )
}
