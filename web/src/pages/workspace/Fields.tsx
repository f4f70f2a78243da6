// The room of the administration where fields are added to records.
import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { History } from '~/features/administration/History'
import { rolesQuery } from '~/features/administration/queries'
import { categoriesQuery } from '~/features/category/queries'
import { Fields } from '~/features/field/Fields'
import { statesOf } from '~/features/ticket/kinds'
import { useWords } from '~/features/ticket/vocabulary'
import { useTitle } from '~/ui/context'
import c from './Page.module.css'

export function FieldsPage() {
  const { t } = useLingui()
  const words = useWords()
  const tree = useQuery(categoriesQuery).data ?? []
  const roles = useQuery(rolesQuery).data ?? []
  useTitle(t({ message: 'Fields', context: 'administration' }))
  return (
    <>
      <h1>
        <Trans context="administration">Fields</Trans>
      </h1>
      <p className={c.lead}>
        <Trans>
          What your organisation must know of a record, beyond what every record has. A field that is no longer wanted
          is retired: records keep what they hold in it.
        </Trans>
      </p>
      <Fields
        world={{
          states: (kind) => statesOf[kind].map((s) => ({ value: s, name: words.state(s, '', kind) })),
          categories: tree.filter((x) => x.offered).map((x) => ({ value: x.id, name: x.path })),
          roles: roles
            .filter((r) =>
              r.permissions.some(
                (p) => p.code.endsWith('.read') && p.code !== 'person.read' && p.code !== 'team.read' && !p.own,
              ),
            )
            .map((r) => ({ value: r.role, name: r.label })),
        }}
        history={(id, restore) => <History kind="field" id={id} restore={restore} />}
      />
    </>
  )
}
