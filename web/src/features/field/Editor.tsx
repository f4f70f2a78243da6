// One field of records, made or changed.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Textarea, TextInput, UnstyledButton } from '@mantine/core'
import { IconArrowUp, IconPlus, IconRestore, IconX } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { Refusal } from '~/api/client'
import { line } from '~/ui/OrderedList'
import { Failure, form, Pick } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './field.module.css'
import { type CustomField, type FieldOption, type FieldType, type Saving, useSaveField } from './queries'
import { kinds, types, useFieldWords } from './words'
import type { World } from './world'

type Content = {
  type: FieldType
  name_fr: string
  name_en: string
  help_fr: string
  help_en: string
  kinds: string[]
  category_ids: string[]
  options: FieldOption[]
  required: string[]
  portal: CustomField['portal']
  hidden_from: string[]
}

const empty: Content = {
  type: 'text',
  name_fr: '',
  name_en: '',
  help_fr: '',
  help_en: '',
  kinds: ['incident', 'request'],
  category_ids: [],
  options: [{}, {}],
  required: [],
  portal: '',
  hidden_from: [],
}

export function Editor(props: { of: CustomField | undefined; world: World; close: () => void; after: ReactNode }) {
  const { t } = useLingui()
  const { of, world, close } = props
  const words = useFieldWords()
  const save = useSaveField()
  const [f, setField] = useState<Content>(of ?? empty)
  const set = (part: Partial<Content>) => setField((before) => ({ ...before, ...part }))
  const wrong = (name: string) => (save.error instanceof Refusal ? save.error.field(name) : undefined)
  const told = [
    'name_fr',
    'name_en',
    'help_fr',
    'help_en',
    'kinds',
    'options',
    'category_ids',
    'required',
    'hidden_from',
  ]
  // The promise and not the callbacks of mutate: what is saved comes back as a new
  // version, for which this form is made anew, and callbacks die with the old one.
  const keep = (what: Saving, words: (saved: CustomField) => string) =>
    save.mutateAsync(what).then(
      (saved) => {
        say(words(saved))
        close()
      },
      () => {}, // shown from save.error
    )
  const list = f.type === 'choice' || f.type === 'choices'
  const when = kinds
    .filter((k) => f.kinds.includes(k))
    .flatMap((k) => {
      const kind = words.kind(k)
      return [
        { value: k, name: t`${kind}: from the start` },
        ...world.states(k).map((s) => ({ value: `${k}:${s.value}`, name: t`${kind}: to reach “${s.name}”` })),
      ]
    })
  const submit = () => {
    const { type, options, ...rest } = f
    const body = {
      ...rest,
      required: f.required.filter((r) => when.some((w) => w.value === r)),
      options: list
        ? options
            .filter((o) => o.name_fr || o.name_en)
            .map(({ id, name_fr, name_en, retired }) => ({ id, name_fr, name_en, retired }))
        : [],
    }
    void keep(of ? { of, body } : { body: { ...body, type } }, (saved) => t`Saved: ${saved.name}`)
  }
  return (
    <>
      <form
        className={form.grid}
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          submit()
        }}
      >
        {save.error && !told.some(wrong) && <Failure of={save.error} kept={<Trans>What you typed is kept.</Trans>} />}
        <div className={form.row}>
          <TextInput
            label={t`French name`}
            lang="fr"
            data-autofocus
            value={f.name_fr}
            maxLength={60}
            onChange={(e) => set({ name_fr: e.currentTarget.value })}
            error={wrong('name_fr')}
          />
          <TextInput
            label={t`English name`}
            lang="en"
            value={f.name_en}
            maxLength={60}
            onChange={(e) => set({ name_en: e.currentTarget.value })}
            error={wrong('name_en')}
          />
        </div>
        <Pick
          label={t`What it holds`}
          value={f.type}
          onChange={(type) => set({ type: type as FieldType })}
          options={types.map((type) => ({ value: type, name: words.type(type) }))}
          disabled={!!of}
          description={of ? t`What it holds stays: records have values in it.` : undefined}
        />
        {list && <Options of={f.options} set={(options) => set({ options })} error={wrong('options')} />}
        <div className={form.row}>
          <Textarea
            label={t`Help in French`}
            lang="fr"
            rows={2}
            value={f.help_fr}
            maxLength={300}
            onChange={(e) => set({ help_fr: e.currentTarget.value })}
            error={wrong('help_fr')}
          />
          <Textarea
            label={t`Help in English`}
            lang="en"
            rows={2}
            value={f.help_en}
            maxLength={300}
            onChange={(e) => set({ help_en: e.currentTarget.value })}
            error={wrong('help_en')}
          />
        </div>
        <Checks
          legend={t`For`}
          options={kinds.map((k) => ({ value: k, name: words.kinds(k) }))}
          value={f.kinds}
          set={(chosen) => set({ kinds: chosen })}
          error={wrong('kinds')}
        />
        {world.categories.length > 0 && (
          <Some
            label={t`Only in these categories`}
            none={t`In all categories`}
            options={world.categories}
            value={f.category_ids}
            set={(category_ids) => set({ category_ids })}
            error={wrong('category_ids')}
          />
        )}
        <Some
          label={t`Mandatory`}
          none={t`Never`}
          options={when}
          value={f.required}
          set={(required) => set({ required })}
          error={wrong('required')}
        />
        <Pick
          label={t`On the portal`}
          value={f.portal}
          onChange={(portal) => set({ portal: portal as CustomField['portal'] })}
          options={[
            { value: '', name: t`Not shown` },
            { value: 'read', name: t`Shown on one’s own records` },
            { value: 'write', name: t`Shown, and filled in when asking` },
          ]}
        />
        <Checks
          legend={t`Hidden at the desk from`}
          help={t`Whoever has no other role never meets it: not on records, in lists, searches, history, files or by programs.`}
          options={world.roles}
          value={f.hidden_from}
          set={(hidden_from) => set({ hidden_from })}
          error={wrong('hidden_from')}
        />
        <div className={form.tools}>
          {of && (
            <Button
              loading={save.isPending}
              onClick={() =>
                void keep({ of, body: { active: !of.active } }, () =>
                  of.active ? t`Retired: records keep what they hold` : t`Offered again`,
                )
              }
            >
              {of.active ? <Trans>Retire</Trans> : <Trans>Offer again</Trans>}
            </Button>
          )}
          <Button onClick={close}>
            <Trans>Go back</Trans>
          </Button>
          <Button type="submit" variant="filled" loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
      {props.after}
    </>
  )
}

type Named = { value: string; name: string }

function Checks(props: {
  legend: string
  help?: string
  options: Named[]
  value: string[]
  set: (chosen: string[]) => void
  error?: string
}) {
  const { value, set } = props
  return (
    <fieldset className={c.checks}>
      <legend>{props.legend}</legend>
      <div>
        {props.options.map((o) => (
          <label key={o.value}>
            <input
              type="checkbox"
              checked={value.includes(o.value)}
              onChange={(e) =>
                set(e.currentTarget.checked ? [...value, o.value] : value.filter((other) => other !== o.value))
              }
            />
            {o.name}
          </label>
        ))}
      </div>
      {props.help && <p className={c.help}>{props.help}</p>}
      {props.error && (
        <p role="alert" className={c.error}>
          {props.error}
        </p>
      )}
    </fieldset>
  )
}

/** Some out of many: those chosen stand in a row, the others in a list. */
function Some(props: {
  label: string
  none: string
  options: Named[]
  value: string[]
  set: (chosen: string[]) => void
  error?: string
}) {
  const { t } = useLingui()
  const { value, set } = props
  const chosen = props.options.filter((o) => value.includes(o.value))
  return (
    <div>
      <Pick
        label={props.label}
        value=""
        onChange={(v) => v && set([...value, v])}
        options={[
          { value: '', name: chosen.length > 0 ? t`Add…` : props.none },
          ...props.options.filter((o) => !value.includes(o.value)),
        ]}
        error={props.error}
      />
      {chosen.length > 0 && (
        <ul className={c.chips}>
          {chosen.map((o) => (
            <li key={o.value}>
              {o.name}
              <UnstyledButton
                className={line.icon}
                aria-label={t`Remove ${o.name}`}
                onClick={() => set(value.filter((other) => other !== o.value))}
              >
                <IconX size={14} />
              </UnstyledButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** What a list offers, in order. One that records may hold is retired, not removed. */
function Options(props: { of: FieldOption[]; set: (options: FieldOption[]) => void; error?: string }) {
  const { t } = useLingui()
  const { of, set } = props
  const change = (at: number, part: Partial<FieldOption>) => set(of.map((o, i) => (i === at ? { ...o, ...part } : o)))
  return (
    <fieldset className={c.checks}>
      <legend>
        <Trans>What the list offers</Trans>
      </legend>
      <ol className={c.options}>
        {of.map((o, i) => {
          const n = i + 1
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a new one has no name yet
            <li key={i} data-retired={o.retired || undefined}>
              <TextInput
                aria-label={t`Choice ${n} in French`}
                placeholder="Français"
                lang="fr"
                value={o.name_fr ?? ''}
                maxLength={60}
                onChange={(e) => change(i, { name_fr: e.currentTarget.value })}
              />
              <TextInput
                aria-label={t`Choice ${n} in English`}
                placeholder="English"
                lang="en"
                value={o.name_en ?? ''}
                maxLength={60}
                onChange={(e) => change(i, { name_en: e.currentTarget.value })}
              />
              <UnstyledButton
                className={line.icon}
                aria-label={t`Move choice ${n} up`}
                title={t`Move up`}
                disabled={i === 0}
                onClick={() => set([...of.slice(0, i - 1), o, of[i - 1] ?? {}, ...of.slice(i + 1)])}
              >
                <IconArrowUp size={16} />
              </UnstyledButton>
              <UnstyledButton
                className={line.icon}
                aria-label={
                  o.retired ? t`Offer choice ${n} again` : o.id ? t`Retire choice ${n}` : t`Remove choice ${n}`
                }
                title={o.retired ? t`Offer again` : o.id ? t`Retire` : t`Remove`}
                onClick={() => (o.id ? change(i, { retired: !o.retired }) : set(of.filter((_, at) => at !== i)))}
              >
                {o.retired ? <IconRestore size={16} /> : <IconX size={16} />}
              </UnstyledButton>
            </li>
          )
        })}
      </ol>
      {props.error && (
        <p role="alert" className={c.error}>
          {props.error}
        </p>
      )}
      <Button mt={6} leftSection={<IconPlus size={16} />} onClick={() => set([...of, {}])}>
        <Trans>Add a choice</Trans>
      </Button>
    </fieldset>
  )
}
