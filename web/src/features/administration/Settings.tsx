// Every setting of the desk: found by any word of it in either language, changed
// with its history, taken back.
import { Trans, useLingui } from '@lingui/react/macro'
import { Button, NumberInput, Skeleton, Switch, Textarea, TextInput } from '@mantine/core'
import { IconArrowBackUp, IconSearchOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId, useState } from 'react'
import { Refusal } from '~/api/client'
import { Empty, Failure, Pick } from '~/ui/parts'
import { Ago } from '~/ui/Time'
import { say } from '~/ui/toast'
import c from './administration.module.css'
import { changeSetting, historyQuery, type Setting, settingsQuery, teamsOfDeskQuery, useAct } from './queries'

const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Those of the settings that have all the words typed, in either language. */
export function found(all: Setting[], typed: string): Setting[] {
  const words = plain(typed).split(/\s+/).filter(Boolean)
  return all.filter((s) => {
    const text = plain([s.name, ...s.words].join(' '))
    return words.every((w) => text.includes(w))
  })
}

export function Settings(props: {
  q: string
  change: (q: string) => void
  /** what the same words find besides settings */
  elsewhere: ReactNode
}) {
  const { t } = useLingui()
  const settings = useQuery(settingsQuery)
  const shown = found(settings.data ?? [], props.q)
  const groups = [...new Set(shown.map((s) => s.group))]
  return (
    <>
      <search>
        <TextInput
          label={t`Find a setting`}
          type="search"
          value={props.q}
          onChange={(e) => props.change(e.currentTarget.value)}
        />
      </search>
      {props.elsewhere}
      {settings.error && <Failure of={settings.error} retry={() => void settings.refetch()} />}
      {settings.isPending && <Skeleton height={240} mt={16} />}
      {settings.isSuccess && shown.length === 0 && (
        <Empty icon={IconSearchOff} title={t`No setting by these words`}>
          <Trans>Try another word: each is found in French and in English.</Trans>
        </Empty>
      )}
      {groups.length > 1 && (
        <nav className={c.jumps} aria-label={t`Settings by subject`}>
          {groups.map((g) => (
            <a key={g} href={`#settings-${g}`}>
              {shown.find((s) => s.group === g)?.group_label}
            </a>
          ))}
        </nav>
      )}
      {groups.map((g) => {
        const inside = shown.filter((s) => s.group === g)
        return (
          <section key={g} id={`settings-${g}`} className={c.section}>
            <h2>{inside[0]?.group_label}</h2>
            <ul className={c.settings}>
              {inside.map((s) => (
                <One key={`${s.name} ${s.version}`} of={s} />
              ))}
            </ul>
          </section>
        )
      })}
    </>
  )
}

/** Some of the settings, where they are asked about together. */
export function SettingsOf({ names }: { names: string[] }) {
  const settings = useQuery(settingsQuery)
  if (settings.error) return <Failure of={settings.error} retry={() => void settings.refetch()} />
  if (!settings.data) return <Skeleton height={160} />
  return (
    <ul className={c.settings}>
      {names
        .map((n) => settings.data.find((s) => s.name === n))
        .filter((s) => s !== undefined)
        .map((s) => (
          <One key={`${s.name} ${s.version}`} of={s} />
        ))}
    </ul>
  )
}

type Value = Setting['value']
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

function One({ of }: { of: Setting }) {
  const { t } = useLingui()
  const id = useId()
  const [value, setValue] = useState<Value>(of.value)
  const [history, setHistory] = useState(false)
  const save = useAct((v: Value) => changeSetting(of.name, of.version, v))
  const changed = !same(value, of.value)
  const put = (v: Value) =>
    save.mutate(v, {
      onSuccess: () => say(t`Saved: ${of.label}`),
      onError: () => setValue(v),
    })
  const wrong = save.error instanceof Refusal ? save.error.field('value') : undefined
  return (
    <li>
      <form
        aria-labelledby={id}
        onSubmit={(e) => {
          e.preventDefault()
          put(value)
        }}
      >
        <h3 id={id}>{of.label}</h3>
        <p className={c.meta}>{of.about}</p>
        {save.error && !wrong && <Failure of={save.error} kept={<Trans>What you typed is kept.</Trans>} />}
        <Control of={of} value={value} set={setValue} error={wrong} />
        <div className={c.tools}>
          {changed && (
            <>
              <Button type="submit" variant="filled" loading={save.isPending}>
                <Trans>Save</Trans>
              </Button>
              <Button
                onClick={() => {
                  setValue(of.value)
                  save.reset()
                }}
              >
                <Trans>Discard</Trans>
              </Button>
            </>
          )}
          {!changed && (of.kind !== 'team' || of.min === 0) && !same(of.value, of.default) && (
            <Button
              leftSection={<IconArrowBackUp size={16} />}
              loading={save.isPending}
              onClick={() => put(of.default)}
              aria-label={t`Back to the default: ${of.label}`}
            >
              <Trans>Back to the default</Trans>
            </Button>
          )}
          {of.version > 0 && (
            <Button aria-expanded={history} onClick={() => setHistory(!history)} aria-label={t`History: ${of.label}`}>
              <Trans>History</Trans>
            </Button>
          )}
        </div>
      </form>
      {history && <Past of={of} restore={put} />}
    </li>
  )
}

function Control(props: { of: Setting; value: Value; set: (v: Value) => void; error?: string }) {
  const { t } = useLingui()
  const { of, value, set, error } = props
  const teams = useQuery({ ...teamsOfDeskQuery, enabled: of.kind === 'team' }).data ?? []
  switch (of.kind) {
    case 'switch':
      return <Switch label={of.label} checked={value === true} onChange={(e) => set(e.currentTarget.checked)} />
    case 'number':
      return (
        <NumberInput
          aria-label={of.label}
          className={c.number}
          value={Number(value)}
          min={of.min}
          max={of.max}
          clampBehavior="none"
          allowDecimal={false}
          suffix={` ${of.unit}`}
          description={t`From ${of.min} to ${of.max}; ${Number(of.default)} by default`}
          onChange={(n) => set(typeof n === 'number' ? n : null)}
          error={error}
        />
      )
    case 'choice':
      return (
        <Pick
          label={<span className="sr">{of.label}</span>}
          value={String(value)}
          onChange={set}
          options={of.choices.map((x) => ({ value: x.value, name: x.label }))}
          error={error}
        />
      )
    case 'zone':
      return (
        <Pick
          label={<span className="sr">{of.label}</span>}
          value={String(value)}
          onChange={set}
          options={Intl.supportedValuesOf('timeZone').map((z) => ({ value: z, name: z.replaceAll('_', ' ') }))}
          error={error}
        />
      )
    case 'team':
      return (
        <Pick
          label={<span className="sr">{of.label}</span>}
          value={String(value)}
          onChange={set}
          options={[
            ...(of.min === 0 ? [{ value: '', name: t({ message: 'By default', context: 'team' }) }] : []),
            ...teams.map((x) => ({ value: x.id, name: x.name })),
          ]}
          error={error}
        />
      )
    case 'words':
    case 'hosts':
      return (
        <Textarea
          aria-label={of.label}
          value={(Array.isArray(value) ? value : []).join(' ')}
          onChange={(e) => set(e.currentTarget.value.split(/[\s,;]+/).filter((w, i, all) => w || i === all.length - 1))}
          error={error}
          autosize
        />
      )
    case 'matrix':
      return <Matrix value={value as number[][]} set={set} error={error} />
    default:
      return (
        <TextInput
          aria-label={of.label}
          value={String(value ?? '')}
          onChange={(e) => set(e.currentTarget.value)}
          error={error}
        />
      )
  }
}

/** The priority of each impact (row) and urgency (column). */
function Matrix(props: { value: number[][]; set: (v: number[][]) => void; error?: string }) {
  const { t } = useLingui()
  const impacts = [
    t({ message: 'High', context: 'impact' }),
    t({ message: 'Medium', context: 'impact' }),
    t({ message: 'Low', context: 'impact' }),
  ]
  const urgencies = [
    t({ message: 'High', context: 'urgency' }),
    t({ message: 'Medium', context: 'urgency' }),
    t({ message: 'Low', context: 'urgency' }),
  ]
  return (
    <>
      <table className={c.matrix}>
        <thead>
          <tr>
            <td>
              <Trans>Impact</Trans> \ <Trans>Urgency</Trans>
            </td>
            {urgencies.map((l) => (
              <th key={l} scope="col">
                {l}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {impacts.map((impact, row) => (
            <tr key={impact}>
              <th scope="row">{impact}</th>
              {urgencies.map((urgency, column) => (
                <td key={urgency}>
                  <select
                    aria-label={t`Impact ${impact}, urgency ${urgency}`}
                    value={props.value[row]?.[column] ?? 3}
                    onChange={(e) =>
                      props.set(
                        props.value.map((line, r) =>
                          line.map((cell, k) => (r === row && k === column ? Number(e.target.value) : cell)),
                        ),
                      )
                    }
                  >
                    {[1, 2, 3, 4, 5].map((p) => (
                      <option key={p} value={p}>
                        {p}
                      </option>
                    ))}
                  </select>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {props.error && <p className={c.wrong}>{props.error}</p>}
    </>
  )
}

function Past({ of, restore }: { of: Setting; restore: (v: Value) => void }) {
  const { t } = useLingui()
  const history = useQuery(historyQuery('setting', of.name))
  const teams = useQuery({ ...teamsOfDeskQuery, enabled: of.kind === 'team' }).data ?? []
  // Lists and matrices are kept as their text.
  const read = (v: unknown): Value =>
    of.kind === 'words' || of.kind === 'hosts' || of.kind === 'matrix' ? JSON.parse(String(v)) : (v as Value)
  const shown = (v: unknown): string => {
    if (of.kind === 'team' && v === '') return t({ message: 'By default', context: 'team' })
    if (v === null || v === undefined || v === '') return t`nothing`
    if (of.kind === 'switch') return v === true ? t`on` : t`off`
    if (of.kind === 'team') return teams.find((x) => x.id === v)?.name ?? String(v)
    if (of.kind === 'choice') return of.choices.find((x) => x.value === v)?.label ?? String(v)
    if (of.kind === 'words' || of.kind === 'hosts') return (JSON.parse(String(v)) as string[]).join(' ')
    if (of.kind === 'matrix') return (JSON.parse(String(v)) as number[][]).map((row) => row.join(' ')).join(' / ')
    return String(v)
  }
  return (
    <>
      {history.error && <Failure of={history.error} retry={() => void history.refetch()} />}
      <ol className={c.history} aria-label={t`History: ${of.label}`}>
        {history.data?.map((a) => {
          const was = a.changes[0]?.old
          const value = shown(was)
          return (
            <li key={a.id}>
              <p>
                <strong>{shown(a.changes[0]?.new)}</strong> · {a.actor?.name || t`the program`} ·{' '}
                <Ago at={a.at} className={c.meta} />
              </p>
              <p className={c.tools}>
                <span className={c.meta}>
                  <Trans>before: {value}</Trans>
                </span>
                {!same(read(was), of.value) && (
                  <Button size="compact-sm" onClick={() => restore(read(was))} aria-label={t`Restore ${value}`}>
                    <Trans>Restore</Trans>
                  </Button>
                )}
              </p>
            </li>
          )
        })}
      </ol>
    </>
  )
}
