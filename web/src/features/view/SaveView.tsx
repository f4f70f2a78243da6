// Giving a cut of the queue a name, and saying who else has it.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Refusal } from '~/api/client'
import type { Named } from '~/api/types'
import { Choices, Failure, form, Pick } from '~/ui/parts'
import type { SavedView, Share } from './queries'

export type ViewForm = { name: string; share: Share; team_id: string }

export function SaveView(props: {
  /** undefined: closed; a view: it is renamed or shared; null: a new one */
  of: SavedView | null | undefined
  /** what the new one is called at first */
  proposed: string
  teams: Named[]
  everybody: boolean
  save: (form: ViewForm) => Promise<unknown>
  close: () => void
}) {
  const { t } = useLingui()
  return (
    <Modal
      opened={props.of !== undefined}
      onClose={props.close}
      title={props.of ? t`Name and sharing of the view` : t`Save the view`}
      closeButtonProps={{ 'aria-label': t`Close` }}
    >
      {props.of !== undefined && <Body {...props} />}
    </Modal>
  )
}

function Body(props: Parameters<typeof SaveView>[0]) {
  const { t } = useLingui()
  const view = props.of
  const [name, setName] = useState(view?.name ?? props.proposed)
  const [share, setShare] = useState<Share>(view?.share ?? 'personal')
  const [team, setTeam] = useState(view?.team?.id ?? props.teams[0]?.id ?? '')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const of = (field: string) => (error instanceof Refusal ? error.field(field) : undefined)
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setError(undefined)
    try {
      await props.save({ name: name.trim(), share, team_id: share === 'team' ? team : '' })
      props.close()
    } catch (refused) {
      setError(refused)
    } finally {
      setBusy(false)
    }
  }
  const options: { value: Share; name: string; detail?: string }[] = [
    { value: 'personal', name: t`Me alone` },
    ...(props.teams.length > 0 ? [{ value: 'team' as const, name: t`My team` }] : []),
    ...(props.everybody || view?.share === 'shared' ? [{ value: 'shared' as const, name: t`The whole desk` }] : []),
  ]
  return (
    <form className={form.grid} onSubmit={submit} noValidate>
      <TextInput
        label={t`Name of the view`}
        value={name}
        onChange={(e) => setName(e.currentTarget.value)}
        maxLength={100}
        required
        withAsterisk={false}
        data-autofocus
        error={of('name')}
      />
      <Choices legend={t`Who has it`} name="share" value={share} onChange={setShare} options={options} />
      {share === 'team' && props.teams.length > 1 && (
        <Pick
          label={t`Team`}
          value={team}
          onChange={setTeam}
          options={props.teams.map((x) => ({ value: x.id, name: x.name }))}
          error={of('team_id')}
        />
      )}
      {!!error && !of('name') && !of('team_id') && <Failure of={error} kept={<Trans>Nothing was saved.</Trans>} />}
      <div className={form.tools}>
        <Button onClick={props.close}>
          <Trans>Go back</Trans>
        </Button>
        <Button type="submit" variant="filled" loading={busy} disabled={name.trim() === ''}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </form>
  )
}
