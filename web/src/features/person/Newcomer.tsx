// Somebody whom nobody knows yet: a name and one way to reach them are enough. Who
// has that address or number already is shown, and taken instead.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { answer, client, Refusal } from '~/api/client'
import type { Person } from '~/api/types'
import { languages } from '~/locales'
import { Alert, Avatar, Failure, form, Pick } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './person.module.css'
import { personKeys, placesQuery, resemblingQuery } from './queries'

const isNumber = (typed: string) => /^[\d+\s.()/-]{4,}$/.test(typed)

export default function Newcomer(props: {
  typed: string
  /** where they are unless said otherwise: where the reader is */
  home: string
  done: (person: Person) => void
  cancel: () => void
}) {
  const { t } = useLingui()
  const cache = useQueryClient()
  const { typed } = props
  const [f, setF] = useState({
    name: typed.includes('@') || isNumber(typed) ? '' : typed,
    mail: typed.includes('@') ? typed : '',
    phone: isNumber(typed) ? typed : '',
    organisation: undefined as string | undefined,
    site: '',
    language: '' as '' | 'fr' | 'en',
  })
  const set = (more: Partial<typeof f>) => setF((b) => ({ ...b, ...more }))
  const places = useQuery(placesQuery).data
  const organisations = places?.organisations ?? []
  const known = organisations.find((o) => o.id === props.home)
  const organisation = f.organisation ?? (known ?? (places?.nowhere ? undefined : organisations[0]))?.id ?? ''
  const at = organisations.find((o) => o.id === organisation)
  const sites = [
    ...(at?.whole === false ? [] : [{ value: '', name: t`None` }]),
    ...(at?.sites ?? []).map((s) => ({ value: s.id, name: s.name })),
  ]
  const site = f.site || sites[0]?.value || ''
  const [reach] = useDebouncedValue({ mail: f.mail.trim(), phone: f.phone.trim() }, 250)
  const resembling = useQuery(resemblingQuery(reach.mail, reach.phone)).data ?? []
  const save = useMutation({
    mutationFn: () =>
      answer(
        client.POST('/api/people', {
          body: {
            name: f.name.trim(),
            ...(f.mail.trim() ? { mail: f.mail.trim() } : {}),
            ...(f.phone.trim() ? { phone: f.phone.trim() } : {}),
            ...(organisation ? { organisation_id: organisation } : {}),
            ...(site ? { site_id: site } : {}),
            ...(f.language ? { language: f.language } : {}),
          },
        }),
      ),
  })
  const add = () =>
    void save.mutateAsync().then(
      (p) => {
        void cache.invalidateQueries({ queryKey: personKeys.all })
        const { name } = p
        say(t`${name} is added`)
        props.done(p)
      },
      () => void cache.invalidateQueries({ queryKey: personKeys.all }), // told from save.error
    )
  // The record is not logged for nobody while somebody is being added.
  const first = useRef<HTMLInputElement>(null)
  const second = useRef<HTMLInputElement>(null)
  const waits = t`Add this person first, or go back to the search.`
  useEffect(() => {
    const field = first.current
    field?.setCustomValidity(waits)
    return () => field?.setCustomValidity('')
  }, [waits])
  useEffect(() => (first.current?.value ? second : first).current?.focus(), [])
  const key = (e: KeyboardEvent) => {
    if (e.key === 'Escape') {
      e.stopPropagation()
      props.cancel()
    }
    if (e.key !== 'Enter' || e.nativeEvent.isComposing) return
    e.stopPropagation()
    if (!(e.target instanceof HTMLInputElement)) return
    e.preventDefault()
    if (!save.isPending) add()
  }
  const title = useId()
  const wrong = (name: string) => (save.error instanceof Refusal ? save.error.field(name) : undefined)
  const beside = ['name', 'mail', 'phone', 'organisation_id', 'site_id'].some((n) => wrong(n))
  return (
    <fieldset className={c.adding} aria-labelledby={title} onKeyDown={key}>
      <h3 id={title}>
        <Trans>New person</Trans>
      </h3>
      <p>
        <Trans>Without an account and without a role: what they need to be written to and called back.</Trans>
      </p>
      {save.error && !beside && <Failure of={save.error} kept={<Trans>What you typed is kept.</Trans>} />}
      <TextInput
        ref={first}
        label={t`Name`}
        value={f.name}
        maxLength={200}
        autoComplete="off"
        onChange={(e) => set({ name: e.currentTarget.value })}
        error={wrong('name')}
      />
      <div className={form.row}>
        <TextInput
          ref={second}
          label={t`Phone`}
          type="tel"
          value={f.phone}
          autoComplete="off"
          onChange={(e) => set({ phone: e.currentTarget.value })}
          error={wrong('phone')}
        />
        <TextInput
          label={t`E-mail address`}
          type="email"
          value={f.mail}
          autoComplete="off"
          onChange={(e) => set({ mail: e.currentTarget.value })}
          error={wrong('mail')}
        />
      </div>
      {resembling.length > 0 && (
        <Alert tone="amber">
          <Trans>Known already by this address or number:</Trans>
          <ul className={c.resembling}>
            {resembling.map((p) => {
              const { name } = p
              return (
                <li key={p.id}>
                  <Avatar name={name} size={24} />
                  <span>
                    {name}
                    <small>{[p.email, p.phone, p.organisation?.name].filter(Boolean).join(' · ')}</small>
                  </span>
                  {p.active ? (
                    <Button size="compact-md" onClick={() => props.done(p)}>
                      <Trans>Take {name}</Trans>
                    </Button>
                  ) : (
                    <small>
                      <Trans>no longer with us: an administrator can take them back</Trans>
                    </small>
                  )}
                </li>
              )
            })}
          </ul>
        </Alert>
      )}
      <div className={form.row}>
        <Pick
          label={t`Organisation`}
          value={organisation}
          onChange={(id) => set({ organisation: id, site: '' })}
          options={[
            ...(places?.nowhere ? [{ value: '', name: t({ message: 'None', context: 'organisation' }) }] : []),
            ...organisations.map((o) => ({ value: o.id, name: o.name })),
          ]}
          error={wrong('organisation_id')}
        />
        <Pick
          label={t`Site`}
          value={site}
          onChange={(id) => set({ site: id })}
          options={sites}
          error={wrong('site_id')}
        />
        <Pick
          label={t`Language`}
          value={f.language || places?.language || ''}
          onChange={(language) => set({ language: language === 'en' ? 'en' : 'fr' })}
          options={languages}
        />
      </div>
      <div className={form.tools}>
        <Button onClick={props.cancel}>
          <Trans>Go back</Trans>
        </Button>
        <Button loading={save.isPending} onClick={add}>
          <Trans>Add the person</Trans>
        </Button>
      </div>
    </fieldset>
  )
}
