// Who the requester is, and how to reach them.
import { Trans, useLingui } from '@lingui/react/macro'
import { Skeleton } from '@mantine/core'
import { IconCrown, IconMailX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useFormat, useNow } from '~/ui/context'
import { formatter } from '~/ui/format'
import { Avatar, Chip, Failure } from '~/ui/parts'
import c from './person.module.css'
import { personQuery } from './queries'

export function PersonCard(props: {
  id: string
  name: string
  open?: (count: number) => ReactNode
  tools?: ReactNode
}) {
  const { t } = useLingui()
  const format = useFormat()
  const now = useNow()
  const person = useQuery(personQuery(props.id))
  const p = person.data
  if (person.error) return <Failure of={person.error} retry={() => void person.refetch()} />
  const there = p?.zone && p.zone !== format.zone ? formatter(format.locale, p.zone).time(now) : ''
  const language = p?.language === 'en' ? t`English` : p?.language === 'fr' ? t`French` : ''
  const place = [p?.title, p?.organisation?.name, p?.site?.name].filter(Boolean).join(', ')
  return (
    <section className={c.card}>
      <h2>
        <Trans>Requester</Trans>
      </h2>
      <div className={c.head}>
        <Avatar name={props.name} size={40} />
        <div>
          <p className={c.name}>
            {props.name}
            {p?.vip && (
              <Chip tone="outline" icon={IconCrown}>
                VIP
              </Chip>
            )}
          </p>
          <div className={c.place}>{p ? place : <Skeleton height={12} width={160} mt={4} />}</div>
        </div>
      </div>
      {p ? (
        <dl className="pairs">
          {p.phone && (
            <div>
              <dt>
                <Trans>Phone</Trans>
              </dt>
              <dd>
                <a href={`tel:${p.phone.replace(/[^+\d]/g, '')}`}>{p.phone}</a>
              </dd>
            </div>
          )}
          {p.email && (
            <div>
              <dt>
                <Trans>E-mail</Trans>
              </dt>
              <dd>
                {p.email}
                {p.email_failing && (
                  <p className={c.failing}>
                    <IconMailX size={14} aria-hidden="true" />
                    <Trans>Address failing since {format.date(p.email_failing, now)}</Trans>
                  </p>
                )}
              </dd>
            </div>
          )}
          {there && (
            <div>
              <dt>
                <Trans>Time there</Trans>
              </dt>
              <dd className="num">{there}</dd>
            </div>
          )}
          {language && (
            <div>
              <dt>
                <Trans>Language</Trans>
              </dt>
              <dd>{language}</dd>
            </div>
          )}
          {props.open && (
            <div>
              <dt>
                <Trans context="records of a person">Open</Trans>
              </dt>
              <dd>{props.open(p.open)}</dd>
            </div>
          )}
        </dl>
      ) : (
        <div className={c.waiting}>
          <Skeleton height={12} width="70%" />
          <Skeleton height={12} width="60%" />
          <Skeleton height={12} width="40%" />
        </div>
      )}
      {props.tools && <div>{props.tools}</div>}
    </section>
  )
}
