import { useFormat, useNow } from './context'

type Props = { at: string; className?: string }

/** How long ago, in few letters; the whole date in the title. */
export function Age({ at, className }: Props) {
  const format = useFormat()
  const now = useNow()
  return (
    <time dateTime={at} title={format.full(at)} className={`num nowrap ${className ?? ''}`}>
      {format.age(at, now)}
    </time>
  )
}

/** How long ago, in words. */
export function Ago({ at, className }: Props) {
  const format = useFormat()
  const now = useNow()
  return (
    <time dateTime={at} title={format.full(at)} className={className}>
      {format.ago(at, now)}
    </time>
  )
}

/** The time today, the date before. */
export function Moment({ at, className }: Props) {
  const format = useFormat()
  const now = useNow()
  return (
    <time dateTime={at} title={format.full(at)} className={`num nowrap ${className ?? ''}`}>
      {format.moment(at, now)}
    </time>
  )
}

/** A date and a time in few words, among the facts of a record. */
export function When({ at, className }: Props) {
  const format = useFormat()
  const now = useNow()
  return (
    <time dateTime={at} title={format.full(at)} className={`num ${className ?? ''}`}>
      {format.date(at, now)} {format.time(at)}
    </time>
  )
}

/** The time alone, where the day is written above. */
export function Clock({ at, className }: Props) {
  const format = useFormat()
  return (
    <time dateTime={at} title={format.full(at)} className={`num nowrap ${className ?? ''}`}>
      {format.time(at)}
    </time>
  )
}
