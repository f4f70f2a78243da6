// While somebody says what is wrong: their own open matters that look like it.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { answer, client } from '~/api/client'
import type { Attachment, Kind } from '~/api/types'
import { KindMark, useWords } from '~/features/ticket/vocabulary'
import { paths } from '~/paths'
import { readDraft, writeDraft } from '~/ui/draft'
import c from './Alike.module.css'

const alikeQuery = (q: string) =>
  queryOptions({
    queryKey: ['search', 'own', q],
    queryFn: async ({ signal }) =>
      (await answer(client.GET('/api/search', { params: { query: { q, own: true, limit: 3 } }, signal }))).items,
    enabled: q.length > 3,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })

type Answer = { text: string; files: Attachment[] }

/** What was typed waits as an answer in the record, after what waits there already. */
function carry(reference: string, said: Answer) {
  const name = `${reference}.mine`
  const before = readDraft<Answer>(name)
  writeDraft(name, {
    text: [before?.text, said.text].filter(Boolean).join('\n\n'),
    files: [...(before?.files ?? []), ...said.files],
  })
}

export default function Alike(props: { title: string; description: string; files: Attachment[]; clear: () => void }) {
  const { t } = useLingui()
  const words = useWords()
  const [q] = useDebouncedValue(props.title.trim(), 600)
  const found = useQuery(alikeQuery(q)).data ?? []
  const hits = q.length > 3 && props.title.trim() ? found : []
  const count = hits.length
  return (
    <>
      <p className="sr" role="status">
        {count > 0 && (
          <Plural
            value={count}
            one="One of your open records looks like this."
            other="# of your open records look like this."
          />
        )}
      </p>
      {count > 0 && (
        <section className={c.alike} aria-label={t`Is it one of these?`}>
          <h2>
            <Trans>Is it one of these?</Trans>
          </h2>
          <ul>
            {hits.map((hit) => {
              const { reference, title } = hit
              return (
                <li key={hit.id}>
                  <span>
                    {title}
                    <small>
                      <KindMark kind={hit.kind as Kind} /> {reference} · {words.state(hit.state, '', hit.kind as Kind)}
                    </small>
                  </span>
                  <Link
                    to={paths.portal.record(reference)}
                    aria-label={t`Add to it: ${title}, ${reference}`}
                    onClick={() => {
                      const text = [props.title.trim(), props.description.trim()].filter(Boolean).join('\n\n')
                      carry(reference, { text, files: props.files })
                      props.clear()
                    }}
                  >
                    <Trans>Add to it</Trans>
                  </Link>
                </li>
              )
            })}
          </ul>
          <p>
            <Trans>What you typed waits there as your answer. If it is something else, go on.</Trans>
          </p>
        </section>
      )}
    </>
  )
}
