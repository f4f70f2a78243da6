// Everybody the desk knows: found, made known, changed, let go.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, Skeleton, Switch, Textarea, TextInput } from '@mantine/core'
import { IconCrown, IconPlus, IconUserOff, IconUserSearch, IconX } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { Refusal } from '~/api/client'
import { languages } from '~/locales'
import { Alert, Chip, Empty, Failure, form, Pick } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './administration.module.css'
import {
  type AdministeredPerson,
  changePerson,
  createPerson,
  organisationsQuery,
  type PeopleSearch,
  peopleQuery,
  setActivity,
  useAct,
} from './queries'
import { RoleChips } from './Roles'
import { Zone } from './Zone'

export function People(props: {
  search: PeopleSearch
  change: (search: PeopleSearch) => void
  at: (id: string) => string
}) {
  const { t } = useLingui()
  const { search, change } = props
  const people = useInfiniteQuery(peopleQuery(search))
  const organisations = useQuery(organisationsQuery).data ?? []
  const rows = people.data?.pages.flatMap((p) => p.items) ?? []
  return (
    <>
      <search className={c.filters}>
        <TextInput
          label={t`Name, address or number`}
          type="search"
          value={search.q ?? ''}
          onChange={(e) => change({ ...search, q: e.currentTarget.value || undefined })}
        />
        <Pick
          label={t`Organisation`}
          value={search.organisation ?? ''}
          onChange={(organisation) => change({ ...search, organisation: organisation || undefined })}
          options={[
            { value: '', name: t({ message: 'All', context: 'organisations' }) },
            ...organisations.map((o) => ({ value: o.id, name: o.name })),
          ]}
        />
        <Pick
          label={t`Role`}
          value={search.role ?? ''}
          onChange={(role) => change({ ...search, role: role || undefined })}
          options={[
            { value: '', name: t`All` },
            { value: 'agent', name: t`Agents` },
            { value: 'authority', name: t`Change authorities` },
            { value: 'reader', name: t`Readers` },
            { value: 'administrator', name: t`Administrators` },
          ]}
        />
        <Pick
          label={t`Activity`}
          value={search.state ?? ''}
          onChange={(state) => change({ ...search, state: state || undefined })}
          options={[
            { value: '', name: t`Active` },
            { value: 'inactive', name: t`Inactive` },
            { value: 'all', name: t`All` },
          ]}
        />
      </search>
      {people.error && <Failure of={people.error} retry={() => void people.refetch()} />}
      {people.isPending && <Skeleton height={160} />}
      {people.isSuccess && rows.length === 0 && (
        <Empty icon={IconUserSearch} title={t`Nobody by this name`}>
          <Trans>Widen the filter, or add the person.</Trans>
        </Empty>
      )}
      <ul className={c.list} aria-label={t`People`}>
        {rows.map((p) => (
          <li key={p.id}>
            <span className={c.what}>
              <Link to={props.at(p.id)}>{p.name}</Link>
              <small>{[p.email, p.title, p.organisation?.name, p.site?.name].filter(Boolean).join(' · ')}</small>
            </span>
            {p.vip && <Chip icon={IconCrown}>VIP</Chip>}
            <RoleChips of={p.roles} />
            {!p.active && (
              <Chip icon={IconUserOff}>
                <Trans>inactive</Trans>
              </Chip>
            )}
          </li>
        ))}
      </ul>
      {people.hasNextPage && (
        <div className={c.more}>
          <Button onClick={() => void people.fetchNextPage()} loading={people.isFetchingNextPage}>
            <Trans>Show more</Trans>
          </Button>
        </div>
      )}
    </>
  )
}

type Identity = AdministeredPerson['identities'][number]

export function PersonForm(props: { person?: AdministeredPerson; done: (p: AdministeredPerson) => void }) {
  const { t } = useLingui()
  const p = props.person
  const organisations = useQuery(organisationsQuery).data ?? []
  const [f, setF] = useState(() => ({
    name: p?.name ?? '',
    title: p?.title ?? '',
    language: p?.language ?? ('fr' as const),
    zone: p?.zone ?? 'Europe/Paris',
    organisation_id: p?.organisation?.id ?? '',
    site_id: p?.site?.id ?? '',
    vip: p?.vip ?? false,
  }))
  const [version] = useState(p?.version ?? 0)
  const [identities, setIdentities] = useState<(Identity & { key: number })[]>(() =>
    (p?.identities ?? [{ kind: 'mail', value: '' }]).map((i, key) => ({ ...i, key })),
  )
  const save = useAct(async () => {
    const known = identities.filter((i) => i.value.trim()).map(({ kind, value }) => ({ kind, value }))
    const all = { ...f, identities: known }
    return p ? changePerson(p.id, version, all) : createPerson(all)
  })
  const set = (more: Partial<typeof f>) => setF((b) => ({ ...b, ...more }))
  const wrong = (name: string) => (save.error instanceof Refusal ? save.error.field(name) : undefined)
  const sites = organisations.find((o) => o.id === f.organisation_id)?.sites ?? []
  const submit = (e: FormEvent) => {
    e.preventDefault()
    // The promise: callbacks of mutate die when the saved version makes this form anew.
    void save.mutateAsync(undefined).then(
      (saved) => {
        say(p ? t`Saved` : t`${saved.name} added`)
        props.done(saved)
      },
      () => {}, // shown from save.error
    )
  }
  return (
    <form className={form.grid} onSubmit={submit} noValidate>
      {save.error && <Failure of={save.error} kept={<Trans>What you typed is kept.</Trans>} />}
      <div className={form.row}>
        <TextInput
          label={t`Name`}
          required
          withAsterisk={false}
          value={f.name}
          onChange={(e) => set({ name: e.currentTarget.value })}
          error={wrong('name')}
        />
        <TextInput
          label={t`Job title`}
          value={f.title}
          onChange={(e) => set({ title: e.currentTarget.value })}
          error={wrong('title')}
        />
      </div>
      <div className={form.row}>
        <Pick
          label={t`Organisation`}
          value={f.organisation_id}
          onChange={(organisation_id) => set({ organisation_id, site_id: '' })}
          options={[
            { value: '', name: t({ message: 'None', context: 'organisation' }) },
            ...organisations.map((o) => ({ value: o.id, name: o.name })),
          ]}
          error={wrong('organisation_id')}
        />
        <Pick
          label={t`Site`}
          value={f.site_id}
          onChange={(site_id) => set({ site_id })}
          options={[{ value: '', name: t`None` }, ...sites.map((s) => ({ value: s.id, name: s.name }))]}
          error={wrong('site_id')}
        />
      </div>
      <div className={form.row}>
        <Pick
          label={t`Language`}
          value={f.language}
          onChange={(language) => set({ language: language === 'en' ? 'en' : 'fr' })}
          options={languages}
        />
        <Zone value={f.zone} onChange={(zone) => set({ zone })} error={wrong('zone')} />
      </div>
      {identities.map((i, at) => (
        <div key={i.key} className={c.identity}>
          <Pick
            label={t`Known by`}
            value={i.kind}
            onChange={(kind) =>
              setIdentities((all) =>
                all.map((o) => (o.key === i.key ? { ...o, kind: kind === 'phone' ? 'phone' : 'mail' } : o)),
              )
            }
            options={[
              { value: 'mail', name: t`E-mail` },
              { value: 'phone', name: t`Phone` },
            ]}
          />
          <TextInput
            label={i.kind === 'mail' ? t`Address` : t`Number`}
            type={i.kind === 'mail' ? 'email' : 'tel'}
            value={i.value}
            onChange={(e) => {
              const value = e.currentTarget.value
              setIdentities((all) => all.map((o) => (o.key === i.key ? { ...o, value } : o)))
            }}
            error={identities.findLastIndex((o) => o.kind === i.kind) === at ? wrong(i.kind) : undefined}
          />
          <Button
            mt={20}
            onClick={() => setIdentities((all) => all.filter((o) => o.key !== i.key))}
            aria-label={t`Remove ${i.value}`}
          >
            <IconX size={16} />
          </Button>
        </div>
      ))}
      <div>
        <Button
          leftSection={<IconPlus size={16} />}
          onClick={() =>
            setIdentities((all) => [
              ...all,
              { kind: 'mail', value: '', key: Math.max(0, ...all.map((o) => o.key)) + 1 },
            ])
          }
        >
          <Trans>Add an address or a number</Trans>
        </Button>
      </div>
      <p className={c.meta}>
        <Trans>The first address is the one the desk writes to.</Trans>
      </p>
      <Switch
        label={t`VIP: marked in every list`}
        checked={f.vip}
        onChange={(e) => set({ vip: e.currentTarget.checked })}
      />
      <div className={form.tools}>
        <Button type="submit" variant="filled" loading={save.isPending}>
          {p ? <Trans>Save</Trans> : <Trans>Add the person</Trans>}
        </Button>
      </div>
    </form>
  )
}

/** Letting a person go, or taking them back. */
export function PersonActivity({ person }: { person: AdministeredPerson }) {
  const { t } = useLingui()
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const act = useAct((active: boolean) => setActivity(person.id, active, reason))
  const count = person.assigned
  return (
    <section className={c.section}>
      <h2>
        <Trans>Activity</Trans>
      </h2>
      {act.error && !asking && <Failure of={act.error} />}
      <div className={c.tools}>
        {person.active ? (
          <Button leftSection={<IconUserOff size={16} />} onClick={() => setAsking(true)}>
            <Trans>Deactivate</Trans>
          </Button>
        ) : (
          <Button onClick={() => act.mutate(true, { onSuccess: () => say(t`${person.name} is active again`) })}>
            <Trans>Activate again</Trans>
          </Button>
        )}
      </div>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t`Deactivate ${person.name}`}
        closeButtonProps={{ 'aria-label': t`Close` }}
      >
        <form
          className={form.grid}
          onSubmit={(e) => {
            e.preventDefault()
            act.mutate(false, {
              onSuccess: () => {
                setAsking(false)
                setReason('')
                say(t`${person.name} is deactivated and signed out`)
              },
            })
          }}
        >
          {act.error && <Failure of={act.error} />}
          <p>
            <Trans>They are signed out everywhere at once, and can no longer sign in. Their records stay.</Trans>
          </p>
          {count > 0 && (
            <Alert tone="amber">
              <Trans>
                Open records in their hands: {count}. They stay assigned to them until somebody reassigns them.
              </Trans>
            </Alert>
          )}
          <Textarea
            label={t`Reason`}
            data-autofocus
            value={reason}
            onChange={(e) => setReason(e.currentTarget.value)}
          />
          <div className={form.tools}>
            <Button onClick={() => setAsking(false)}>
              <Trans>Go back</Trans>
            </Button>
            <Button type="submit" variant="filled" loading={act.isPending}>
              <Trans>Deactivate</Trans>
            </Button>
          </div>
        </form>
      </Modal>
    </section>
  )
}
