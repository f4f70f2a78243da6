// Ctrl+K: the actions of this screen, the places, and every record by its words.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Modal } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { type Icon, IconListSearch, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react'
import { useMe } from '~/features/auth/queries'
import { searchQuery } from '~/features/search/queries'
import { kindIcons, useWords } from '~/features/ticket/vocabulary'
import { paths, works } from '~/paths'
import { useAllActions } from '~/ui/actions'
import { fold } from '~/ui/format'
import { useListbox } from '~/ui/listbox'
import { Keys } from '~/ui/parts'
import type { Find } from './finds'
import c from './Palette.module.css'
import { recent } from './recent'

/** How many records are shown; where there are more, the queue has them all. */
const most = 8

const Finds = lazy(() => import('./finds').then((m) => ({ default: m.Finds })))

type Entry = {
  id: string
  group: string
  icon: Icon
  name: string
  detail?: string
  key?: string
  why?: string
  run: () => void
}

export function Palette(props: { open: boolean; close: () => void }) {
  const { t } = useLingui()
  return (
    <Modal.Root
      opened={props.open}
      onClose={props.close}
      size={720}
      yOffset={96}
      padding={0}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={t`Search and run`}>{props.open && <Body close={props.close} />}</Modal.Content>
    </Modal.Root>
  )
}

function Body({ close }: { close: () => void }) {
  const { t } = useLingui()
  const words = useWords()
  const me = useMe()
  const handling = works(me.permissions)
  const navigate = useNavigate()
  const actions = useAllActions()
  const [typed, setTyped] = useState('')
  const [q] = useDebouncedValue(typed.trim(), 120)
  const records = useQuery({ ...searchQuery(q, most), enabled: handling && q.length > 1 })

  const [finds, setFinds] = useState<Find[]>([])
  const [opened] = useState(() => recent(me.id))

  const entries = useMemo<Entry[]>(() => {
    const asked = fold(typed.trim()).split(/\s+/).filter(Boolean)
    const found = actions
      .filter((a) => a.when !== false && a.id !== 'palette' && !a.field)
      .filter((a) => asked.every((w) => fold(`${a.name} ${a.words ?? ''} ${a.group}`).includes(w)))
      .map((a) => ({
        id: a.id,
        group: a.group,
        icon: a.icon,
        name: a.name,
        key: a.key,
        why: typeof a.when === 'string' ? a.when : undefined,
        run: a.run,
      }))
    // What concerns the record on screen comes first.
    const order = [...new Set(found.map((e) => e.group))].sort(
      (a, b) => Number(/-\d+$/.test(b)) - Number(/-\d+$/.test(a)),
    )
    const sorted: Entry[] = order.flatMap((g) => found.filter((e) => e.group === g))
    const here = window.location.pathname
    if (asked.length === 0 && handling)
      sorted.unshift(
        ...opened
          .filter((r) => !here.endsWith(r.reference))
          .map((r) => ({
            id: r.reference,
            group: t`Recent`,
            icon: kindIcons[r.kind],
            name: `${r.reference} · ${r.title}`,
            run: () => void navigate({ to: paths.desk.record(r.kind, r.reference) }),
          })),
      )
    const hits = asked.length > 0 ? (records.data ?? []) : []
    for (const hit of hits)
      sorted.push({
        id: hit.id,
        group: t`Records`,
        icon: kindIcons[hit.kind],
        name: `${hit.reference} · ${hit.title}`,
        detail: [words.kind(hit.kind), words.state(hit.state, '', hit.kind), hit.requester].filter(Boolean).join(', '),
        run: () => void navigate({ to: paths.desk.record(hit.kind, hit.reference) }),
      })
    if (hits.length >= most)
      sorted.push({
        id: 'all-records',
        group: t`Records`,
        icon: IconListSearch,
        name: t`See them all in the queue`,
        run: () => void navigate({ to: paths.desk.queue, search: { view: 'all', f: q } }),
      })
    return asked.length > 0 ? [...sorted, ...finds] : sorted
  }, [typed, q, actions, records.data, finds, opened, handling, t, words, navigate])

  const pick = (e: Entry) => {
    if (e.why) return
    close()
    // The page behind has its keyboard back before the action runs.
    window.setTimeout(e.run, 0)
  }
  const box = useListbox<Entry>({ items: entries, pick, open: true, close })
  const count = entries.length
  let group = ''
  return (
    <div data-palette>
      <div className={c.search}>
        <IconSearch size={20} aria-hidden="true" />
        <input
          {...box.input}
          // biome-ignore lint/a11y/noAutofocus: the window was opened to type in it
          autoFocus
          data-autofocus
          aria-label={t`Search and run`}
          placeholder={t`An action, a place, a record, a person…`}
          value={typed}
          maxLength={200}
          onChange={(e) => {
            setTyped(e.target.value)
            box.reset()
          }}
          onKeyDown={box.key}
        />
        <Keys of="Escape" />
      </div>
      <Suspense>
        <Finds typed={typed} settled={q} give={setFinds} />
      </Suspense>
      <ul {...box.list} className={c.results} aria-label={t`Results`}>
        {entries.map((e, i) => {
          const first = e.group !== group
          group = e.group
          return (
            <li key={`${e.group} ${e.id}`} role="presentation">
              {first && (
                <div className={c.group} role="presentation">
                  {e.group}
                </div>
              )}
              <div {...box.option(i)} className={c.entry} aria-disabled={!!e.why}>
                <e.icon size={18} aria-hidden="true" />
                <span className={c.name}>
                  <Marked text={e.name} by={typed} /> {(e.why ?? e.detail) && <small>{e.why ?? e.detail}</small>}
                </span>
                <Keys of={e.key ?? 'Enter'} />
              </div>
            </li>
          )
        })}
      </ul>
      {count === 0 && (
        <p className={c.none}>
          <Trans>Nothing is called so, and no record holds these words.</Trans>
        </p>
      )}
      <div className={c.foot}>
        <span>
          <Keys of="Up" /> <Keys of="Down" /> <Trans>browse</Trans>
        </span>
        <span>
          <Keys of="Enter" /> <Trans>run</Trans>
        </span>
        <span className={c.push} />
        <span role="status">
          <Plural value={count} one="# result" other="# results" />
        </span>
      </div>
    </div>
  )
}

/** The words that were typed, underlined where they are found. */
function Marked({ text, by }: { text: string; by: string }): ReactNode {
  const word = fold(by.trim())
  // Folding keeps one letter for one letter in what both languages write.
  const at = word.length > 1 && fold(text).length === text.length ? fold(text).indexOf(word) : -1
  if (at < 0) return text
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + word.length)}</mark>
      {text.slice(at + word.length)}
    </>
  )
}
