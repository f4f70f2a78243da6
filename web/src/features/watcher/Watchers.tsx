// Who follows a record, and how one follows it or leaves.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, TextInput, UnstyledButton } from '@mantine/core'
import { IconEye, IconEyeOff, IconMail, IconUserPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Refusal } from '~/api/client'
import type { Person } from '~/api/types'
import { Avatar, Failure } from '~/ui/parts'
import { say } from '~/ui/toast'
import { useWrong } from '~/ui/wrong'
import { useWatch, watchersQuery } from './queries'
import c from './watcher.module.css'

type Props = {
  record: string
  me: string
  /** the field of a person, of another feature: the desk adds whom it may see */
  field?: (value: Person | null, set: (p: Person | null) => void, label: string, error?: string) => ReactNode
  /** the reader may add people */
  mayAdd: boolean
  /** the reader's own record, or one that they only read: they cannot follow it besides */
  own?: boolean
}

export function Watchers(props: Props) {
  const { t } = useLingui()
  const { record, me } = props
  const watchers = useQuery(watchersQuery(record))
  const watch = useWatch(record)
  const [adding, setAdding] = useState(false)
  const all = watchers.data ?? []
  const mine = all.find((w) => w.id === me)
  const failed = watch.error && !(watch.error instanceof Refusal && adding)
  return (
    <section className={c.watchers} aria-label={t`Who follows`}>
      <h2>
        <Trans>Who follows</Trans>
      </h2>
      {failed && <Failure of={watch.error} />}
      {all.length === 0 && (
        <p className={c.none}>
          <Trans>Nobody else for now.</Trans>
        </p>
      )}
      <ul className={c.list}>
        {all.map((w) => (
          <li key={w.id}>
            <Avatar name={w.name} size={24} />
            <span className={c.name}>{w.name}</span>
            {w.told && <IconMail size={14} aria-label={t`told by e-mail`} />}
            {w.removable && w.id !== me && (
              <UnstyledButton
                className={c.take}
                aria-label={t`Take off ${w.name}`}
                title={t`Take off`}
                onClick={() => watch.mutate({ take: w.id })}
              >
                <IconX size={16} />
              </UnstyledButton>
            )}
          </li>
        ))}
      </ul>
      {adding ? (
        <Add {...props} close={() => setAdding(false)} watch={watch} />
      ) : (
        <div className={c.tools}>
          {mine ? (
            <Button
              leftSection={<IconEyeOff size={16} />}
              loading={watch.isPending}
              onClick={() => watch.mutate({ take: me }, { onSuccess: () => say(t`You no longer follow this record`) })}
            >
              <Trans>Stop following</Trans>
            </Button>
          ) : (
            !props.own && (
              <Button
                leftSection={<IconEye size={16} />}
                loading={watch.isPending}
                onClick={() =>
                  watch.mutate({ add: { told: false } }, { onSuccess: () => say(t`You follow this record`) })
                }
              >
                <Trans>Follow</Trans>
              </Button>
            )
          )}
          {props.mayAdd && (
            <Button leftSection={<IconUserPlus size={16} />} onClick={() => setAdding(true)}>
              <Trans>Add a person</Trans>
            </Button>
          )}
        </div>
      )}
    </section>
  )
}

function Add(props: Props & { close: () => void; watch: ReturnType<typeof useWatch> }) {
  const { t } = useLingui()
  const { field, watch, close } = props
  const [person, setPerson] = useState<Person | null>(null)
  const [address, setAddress] = useState('')
  const [told, setTold] = useState(true)
  const { wrong, told: said, bind } = useWrong(watch.error)
  const error = wrong('person_id') ?? wrong('address')
  const label = field ? t`Who shall follow it` : t`E-mail address of a person of your organisation`
  const ready = field ? !!person : address.trim() !== ''
  return (
    <form
      className={c.add}
      {...bind}
      onSubmit={(e) => {
        e.preventDefault()
        if (!ready) return
        watch.mutate(
          { add: { ...(person ? { person_id: person.id } : { address: address.trim() }), told } },
          {
            onSuccess: () => {
              say(t`They follow this record and can read it`)
              close()
            },
          },
        )
      }}
    >
      {watch.error && !said('person_id', 'address') && <Failure of={watch.error} />}
      {field ? (
        field(person, setPerson, label, error)
      ) : (
        <TextInput
          type="email"
          name="address"
          label={label}
          autoFocus
          value={address}
          onChange={(e) => setAddress(e.currentTarget.value)}
          error={error}
        />
      )}
      <label className={c.told}>
        <input type="checkbox" checked={told} onChange={(e) => setTold(e.currentTarget.checked)} />
        <Trans>Tell them by e-mail too</Trans>
      </label>
      <p className={c.none}>
        <Trans>They will read what was said on this record, and can write in it.</Trans>
      </p>
      <div className={c.tools}>
        <Button onClick={close}>
          <Trans>Go back</Trans>
        </Button>
        <Button type="submit" loading={watch.isPending} disabled={!ready}>
          <Trans>Add</Trans>
        </Button>
      </div>
    </form>
  )
}
