// The fields of records as an administrator keeps them.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Modal } from '@mantine/core'
import { IconForms } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { line, OrderedList } from '~/ui/OrderedList'
import { Chip, Failure } from '~/ui/parts'
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
  const fields = useQuery(fieldsQuery)
  const save = useSaveField()
  const [editing, setEditing] = useState<{ of?: CustomField }>()
  const all = fields.data ?? []
  const of = editing?.of && all.find((f) => f.id === editing.of?.id)
  return (
    <>
      {save.error && !editing && <Failure of={save.error} />}
      <OrderedList<CustomField>
        of={fields}
        empty={{
          icon: IconForms,
          title: t`No field of your own yet`,
          says: (
            <Trans>
              A field adds to incidents, requests or changes what your organisation must know: a cost centre, a
              building, a promised date.
            </Trans>
          ),
        }}
        offered={(f) => f.active}
        line={(f) => <Line of={f} world={props.world} />}
        add={{ says: <Trans>Add a field</Trans>, run: () => setEditing({}) }}
        change={{ says: ({ name }) => t`Change the field ${name}`, run: (f) => setEditing({ of: f }) }}
        move={(f, after) => save.mutate({ of: f, body: { after } })}
        busy={save.isPending}
      />
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

function Line({ of, world }: { of: CustomField; world: World }) {
  const words = useFieldWords()
  const other = [of.name_fr, of.name_en].find((n) => n && n !== of.name)
  const hidden = of.hidden_from.map((r) => world.roles.find((x) => x.value === r)?.name ?? r)
  const on = kinds.filter((k) => of.kinds.includes(k)).map(words.kinds)
  return (
    <>
      <span className={line.name}>{of.name}</span>
      {of.required.length > 0 && (
        <Chip tone="accent">
          <Trans>mandatory</Trans>
        </Chip>
      )}
      {of.portal !== '' && (
        <Chip>
          <Trans>shown to users</Trans>
        </Chip>
      )}
      {hidden.length > 0 && (
        <Chip tone="amber">
          <Trans>hidden: {hidden.join(', ')}</Trans>
        </Chip>
      )}
      {!of.active && (
        <Chip>
          <Trans>retired</Trans>
        </Chip>
      )}
      <span className={`${line.meta} ${c.whole}`}>
        {[other, words.type(of.type), on.join(', ')].filter(Boolean).join(' · ')}
      </span>
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
