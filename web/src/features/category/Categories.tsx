// The tree of categories as an administrator keeps it.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { Button, Modal, TextInput, UnstyledButton } from '@mantine/core'
import { IconPlus, IconTags } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Refusal } from '~/api/client'
import { line, OrderedList } from '~/ui/OrderedList'
import { Chip, Failure, form, Pick } from '~/ui/parts'
import { say } from '~/ui/toast'
import c from './category.module.css'
import { type Category, categoriesQuery, categoryQuery, type Kind, useSaveCategory } from './queries'

const kinds: Kind[] = ['incident', 'request', 'change']

function useKindNames(): Record<Kind, string> {
  const { t } = useLingui()
  return { incident: t`Incidents`, request: t`Requests`, change: t`Changes` }
}

/** How deep each stands; the tree comes with parents before their children. */
function depths(all: Category[]): Map<string, number> {
  const deep = new Map<string, number>()
  for (const x of all) deep.set(x.id, (deep.get(x.parent_id) ?? 0) + 1)
  return deep
}

type Editing = { of?: Category; below?: string }

export function Categories(props: { history: (id: string) => ReactNode }) {
  const { t } = useLingui()
  const tree = useQuery(categoriesQuery)
  const save = useSaveCategory()
  const [editing, setEditing] = useState<Editing>()
  const all = tree.data ?? []
  const deep = depths(all)
  const depth = (x: Category) => deep.get(x.id) ?? 1
  return (
    <>
      {save.error && !editing && <Failure of={save.error} />}
      <OrderedList<Category>
        of={tree}
        empty={{
          icon: IconTags,
          title: t`No category yet`,
          says: (
            <Trans>
              Categories sort the records: chosen at opening, corrected on the way, and once more at closing, where the
              desk has any.
            </Trans>
          ),
        }}
        offered={(x) => x.offered}
        place={(x) => ({ parent: x.parent_id, depth: depth(x) })}
        line={(x) => <Line of={x} />}
        add={{ says: <Trans>Add a category</Trans>, run: () => setEditing({}) }}
        change={{ says: ({ name }) => t`Change the category ${name}`, run: (x) => setEditing({ of: x }) }}
        tools={(x) => {
          const { name } = x
          return (
            depth(x) < 4 &&
            x.offered && (
              <UnstyledButton
                className={line.icon}
                aria-label={t`Add a category below ${name}`}
                title={t`Add below`}
                onClick={() => setEditing({ below: x.id })}
              >
                <IconPlus size={16} />
              </UnstyledButton>
            )
          )
        }}
        move={(x, after) => save.mutate({ of: x, body: { after } })}
        busy={save.isPending}
      />
      <Modal
        opened={!!editing}
        onClose={() => setEditing(undefined)}
        title={editing?.of ? t`Change the category` : t`Add a category`}
        closeButtonProps={{ 'aria-label': t`Close` }}
      >
        {editing && (
          <Editor
            {...editing}
            all={all}
            close={() => setEditing(undefined)}
            after={
              editing.of && (
                <>
                  <UsedBy id={editing.of.id} />
                  {props.history(editing.of.id)}
                </>
              )
            }
          />
        )}
      </Modal>
    </>
  )
}

function Line({ of }: { of: Category }) {
  const names = useKindNames()
  const other = [of.name_fr, of.name_en].find((n) => n && n !== of.name)
  return (
    <>
      <span className={line.name}>{of.name}</span>
      {other && <span className={line.meta}>{other}</span>}
      {of.kinds.length < kinds.length && (
        <span className={line.meta}>{of.kinds.map((k) => names[k as Kind] ?? k).join(', ')}</span>
      )}
      {!of.active && (
        <Chip>
          <Trans>retired</Trans>
        </Chip>
      )}
    </>
  )
}

/** How many records are sorted by it: what retiring it would leave behind. */
function UsedBy({ id }: { id: string }) {
  const found = useQuery(categoryQuery(id)).data
  if (!found) return null
  return (
    <p className={c.used}>
      {found.used_more ? (
        <Trans>More than 99 records are sorted by it now.</Trans>
      ) : found.used === 0 ? (
        <Trans>No record is sorted by it now.</Trans>
      ) : (
        <Plural value={found.used} one="# record is sorted by it now." other="# records are sorted by it now." />
      )}
    </p>
  )
}

function Editor(props: Editing & { all: Category[]; close: () => void; after: ReactNode }) {
  const { t } = useLingui()
  const { of, below, all, close } = props
  const names = useKindNames()
  const save = useSaveCategory()
  const above = all.find((x) => x.id === below)
  const [french, setFrench] = useState(of?.name_fr ?? '')
  const [english, setEnglish] = useState(of?.name_en ?? '')
  const [parent, setParent] = useState(of?.parent_id ?? below ?? '')
  const [chosen, setChosen] = useState<string[]>(of?.kinds ?? above?.kinds ?? kinds)
  const wrong = (name: string) => (save.error instanceof Refusal ? save.error.field(name) : undefined)
  const told = ['name_fr', 'name_en', 'parent_id', 'kinds'].some((f) => wrong(f))
  const done = (words: string) => () => {
    say(words)
    close()
  }
  const within = new Set<string>()
  for (const x of all) if (x.id === of?.id || within.has(x.parent_id)) within.add(x.id)
  return (
    <>
      <form
        className={form.grid}
        noValidate
        onSubmit={(e) => {
          e.preventDefault()
          save.mutate(
            { of, body: { name_fr: french, name_en: english, parent_id: parent, kinds: chosen } },
            { onSuccess: done(t`Saved`) },
          )
        }}
      >
        {save.error && !told && <Failure of={save.error} kept={<Trans>What you typed is kept.</Trans>} />}
        <TextInput
          label={t`French name`}
          lang="fr"
          data-autofocus
          value={french}
          maxLength={100}
          onChange={(e) => setFrench(e.currentTarget.value)}
          error={wrong('name_fr')}
        />
        <TextInput
          label={t`English name`}
          lang="en"
          value={english}
          maxLength={100}
          onChange={(e) => setEnglish(e.currentTarget.value)}
          error={wrong('name_en')}
        />
        <Pick
          label={t({ message: 'Below', context: 'category' })}
          value={parent}
          onChange={setParent}
          options={[
            { value: '', name: t`Nothing: at the top` },
            ...all.filter((x) => x.offered && !within.has(x.id)).map((x) => ({ value: x.id, name: x.path })),
          ]}
          error={wrong('parent_id')}
        />
        <fieldset className={c.kinds}>
          <legend>
            <Trans>For</Trans>
          </legend>
          <div>
            {kinds.map((k) => (
              <label key={k}>
                <input
                  type="checkbox"
                  checked={chosen.includes(k)}
                  onChange={(e) =>
                    setChosen(e.currentTarget.checked ? [...chosen, k] : chosen.filter((other) => other !== k))
                  }
                />
                {names[k]}
              </label>
            ))}
          </div>
          {wrong('kinds') && <p role="alert">{wrong('kinds')}</p>}
        </fieldset>
        <div className={form.tools}>
          {of && (
            <Button
              loading={save.isPending}
              onClick={() =>
                save.mutate(
                  { of, body: { active: !of.active } },
                  {
                    onSuccess: done(
                      of.active ? t`Retired: records keep it, nobody chooses it any more` : t`Offered again`,
                    ),
                  },
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
