// Choosing records in the table: one by one, from here to there, all that is shown.
import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { Row } from '~/api/types'
import { say } from '~/ui/toast'
import c from './Bulk.module.css'
import { chosenMost } from './bulk'
import type { Column } from './columns'

export function useSelection(rows: Row[]) {
  const { t } = useLingui()
  const [kept, setKept] = useState<ReadonlyMap<string, Row>>(new Map())
  const last = useRef<string>(undefined)

  const put = useCallback((some: Row[], on: boolean) => {
    setKept((before) => {
      const next = new Map(before)
      for (const row of some)
        if (!on) next.delete(row.id)
        else if (next.size < chosenMost) next.set(row.id, row)
      return next
    })
  }, [])
  const toggle = useCallback(
    (row: Row, range = false) => {
      const from = rows.findIndex((r) => r.id === last.current)
      const to = rows.findIndex((r) => r.id === row.id)
      const some = range && from >= 0 ? rows.slice(Math.min(from, to), Math.max(from, to) + 1) : [row]
      last.current = row.id
      put(some, range || !kept.has(row.id))
      if (kept.size + some.length > chosenMost && !kept.has(row.id))
        say(t`At most ${chosenMost} records are chosen at once.`)
    },
    [rows, kept, put, t],
  )
  const clear = useCallback(() => {
    setKept(new Map())
    last.current = undefined
  }, [])
  const shown = rows.slice(0, chosenMost)
  const all = shown.length > 0 && shown.every((r) => kept.has(r.id))
  const chooseShown = useCallback(() => put(rows.slice(0, chosenMost), true), [rows, put])

  // What came in by itself meanwhile is what is acted on.
  const chosen = useMemo(() => {
    const fresh = new Map(rows.map((r) => [r.id, r]))
    return [...kept.values()].map((r) => fresh.get(r.id) ?? r)
  }, [kept, rows])

  const column: Column = {
    id: 'chosen',
    name: t`Chosen`,
    head: (
      <label className={c.check} title={t`Choose all that is shown`}>
        <input
          type="checkbox"
          checked={all}
          ref={(box) => {
            if (box) box.indeterminate = !all && kept.size > 0
          }}
          onChange={() => (all || kept.size > 0 ? clear() : chooseShown())}
        />
        <span className="sr">
          <Trans>Choose all that is shown</Trans>
        </span>
      </label>
    ),
    width: '16px',
    least: 16,
    cell: (row) => (
      <label className={c.check}>
        <input
          type="checkbox"
          checked={kept.has(row.id)}
          // The click tells whether Shift is down; a change does not.
          onClick={(e) => toggle(row, e.shiftKey)}
          onChange={() => {}}
        />
        <span className="sr">{t`Choose ${row.reference}`}</span>
      </label>
    ),
  }
  return { chosen, column, toggle, clear, chooseShown }
}
