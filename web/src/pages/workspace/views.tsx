// The views of the queue, those of the desk and those that were saved: where they
// lead, what they hold, and what may be done to the one on screen.
import { useLingui } from '@lingui/react/macro'
import {
  IconArrowLeft,
  IconArrowRight,
  IconBookmark,
  IconDeviceFloppy,
  IconDownload,
  IconPencil,
  IconTrash,
} from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useMe } from '~/features/auth/queries'
import { usePreference } from '~/features/preference/queries'
import { useViewNames, views } from '~/features/ticket/Queue'
import { countsQuery } from '~/features/ticket/queries'
import {
  changeView,
  createView,
  removeView,
  type SavedView,
  viewCountsQuery,
  viewKeys,
  viewsQuery,
} from '~/features/view/queries'
import type { ViewForm } from '~/features/view/SaveView'
import type { Doing, Tab } from '~/features/view/ViewTabs'
import { paths } from '~/paths'
import { useFailure } from '~/ui/parts'
import { say } from '~/ui/toast'
import type { QueueSearch } from './search'

export const noOrder = { order: [] as string[] }

/** The address that shows a saved view. */
export const searchOf = (v: SavedView): QueueSearch => ({
  view: v.view || undefined,
  f: v.filter || undefined,
  sort: v.sort || undefined,
  group: v.group || undefined,
  saved: v.id,
})

/** The saved views, in the order that their reader gave them. */
export function useSavedViews(enabled: boolean) {
  const { value, set } = usePreference('views', noOrder)
  const { data } = useQuery({ ...viewsQuery, enabled })
  const saved = useMemo(() => {
    const place = (id: string) => {
      const at = value.order.indexOf(id)
      return at < 0 ? value.order.length : at
    }
    return [...(data ?? [])].sort((a, b) => place(a.id) - place(b.id))
  }, [data, value.order])
  return { saved, setOrder: (order: string[]) => set({ order }) }
}

export function useViews(search: QueueSearch, at: string, kind: string, columns: string[]) {
  const { t } = useLingui()
  const me = useMe()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const failure = useFailure()
  const names = useViewNames()
  const counts = useQuery(countsQuery(kind))
  const { saved, setOrder } = useSavedViews(true)
  const ids = useMemo(() => saved.slice(0, 20).map((v) => v.id), [saved])
  const savedCounts = useQuery(viewCountsQuery(ids))
  const [editing, setEditing] = useState<SavedView | null>()
  const current = saved.find((v) => v.id === search.saved)
  const fresh = () => void cache.invalidateQueries({ queryKey: ['tickets'] })

  const tabs: Tab[] = [
    ...views.map((view) => ({
      id: view,
      name: names[view],
      count: counts.data?.[view],
      // A view of the desk keeps what was typed; a saved one brings its own.
      search: {
        ...(current ? {} : { f: search.f, sort: search.sort, group: search.group }),
        board: search.board,
        view: view === 'to_process' ? undefined : view,
      },
    })),
    ...saved.map((v) => ({ id: v.id, name: v.name, count: savedCounts.data?.[v.id], search: searchOf(v), saved: v })),
  ]
  const now = {
    view: search.view ?? 'to_process',
    filter: search.f ?? '',
    sort: search.sort ?? '',
    group: search.group ?? '',
  }
  const differs =
    current &&
    (current.filter !== now.filter ||
      (current.view || 'to_process') !== now.view ||
      current.sort !== now.sort ||
      current.group !== now.group)
  const act = async (run: () => Promise<unknown>) => {
    try {
      await run()
      fresh()
    } catch (error) {
      say(failure(error), { bad: true })
    }
  }
  const step = (by: 1 | -1) => {
    const order = saved.map((v) => v.id)
    const from = order.indexOf(current?.id ?? '')
    if (from < 0 || from + by < 0 || from + by >= order.length) return
    order.splice(from + by, 0, ...order.splice(from, 1))
    void act(() => setOrder(order))
  }
  const remove = (v: SavedView) =>
    act(async () => {
      await removeView(v.id)
      void navigate({ to: paths.desk.queue, search: {} })
      say(t`View deleted: ${v.name}`, {
        undo: () =>
          void act(async () => {
            const back = await changeView(v.id, { version: v.version + 1, removed: false })
            void navigate({ to: paths.desk.queue, search: searchOf(back) })
          }),
      })
    })
  const size = 16
  const doings: Doing[] = [
    { id: 'save', name: t`Save this view…`, icon: <IconBookmark size={size} />, run: () => setEditing(null) },
  ]
  if (current?.mine) {
    if (differs)
      doings.unshift({
        id: 'update',
        name: t`Keep the changes in “${current.name}”`,
        icon: <IconDeviceFloppy size={size} />,
        run: () => void act(() => changeView(current.id, { version: current.version, ...now, columns })),
      })
    doings.push({
      id: 'rename',
      name: t`Rename or share…`,
      icon: <IconPencil size={size} />,
      run: () => setEditing(current),
    })
  }
  if (current) {
    doings.push(
      { id: 'earlier', name: t`Move the view to the left`, icon: <IconArrowLeft size={size} />, run: () => step(-1) },
      { id: 'later', name: t`Move the view to the right`, icon: <IconArrowRight size={size} />, run: () => step(1) },
    )
    if (current.mine)
      doings.push({
        id: 'delete',
        name: t`Delete the view`,
        icon: <IconTrash size={size} />,
        run: () => void remove(current),
      })
  }
  doings.push({
    id: 'export',
    name: t`Download the list (CSV)`,
    icon: <IconDownload size={size} />,
    run: () => {
      const query = new URLSearchParams({
        view: at in names ? at : now.view,
        f: now.filter,
        sort: now.sort,
        group: now.group,
      })
      window.location.assign(`/api/tickets/export?${query}`)
    },
  })
  const save = async (form: ViewForm) => {
    const shared = { name: form.name, share: form.share, ...(form.share === 'team' ? { team_id: form.team_id } : {}) }
    const view = editing
      ? await changeView(editing.id, { version: editing.version, ...shared })
      : await createView({ ...shared, ...now, columns })
    await cache.invalidateQueries({ queryKey: viewKeys.all })
    fresh()
    say(t`View saved: ${view.name}`)
    await navigate({ to: paths.desk.queue, search: searchOf(view) })
  }
  const everybody = me.permissions.includes('view.share')
  return {
    tabs,
    doings,
    current,
    differs: !!differs,
    dialog: {
      of: editing,
      proposed: search.f ?? '',
      teams: me.teams,
      everybody,
      save,
      close: () => setEditing(undefined),
    },
    edit: () => setEditing(null),
  }
}
