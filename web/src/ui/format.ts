// The one formatter: dates, numbers and typography, in a language and a zone.
export const thin = '\u202f'
const nbsp = '\u00a0'

export type Formatter = ReturnType<typeof formatter>

const units = {
  fr: { minute: 'min', hour: 'h', day: 'j', month: 'mois', year: 'an' },
  en: { minute: 'min', hour: 'h', day: 'd', month: 'mo', year: 'y' },
} as const

/** Puts the narrow space where French typography wants it. */
export function french(text: string): string {
  return text.replace(/[ \u00a0]([;:!?»%])/g, `${thin}$1`).replace(/«[ \u00a0]/g, `«${thin}`)
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export function formatter(locale: 'fr' | 'en', zone: string) {
  const tag = locale === 'fr' ? 'fr-FR' : 'en-GB'
  const timeZone = valid(zone) ? zone : undefined
  const make = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(tag, { timeZone, ...options })
  const clock = make({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const dayOnly = make({ weekday: 'long', day: 'numeric', month: 'long' })
  const dayYear = make({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const short = make({ day: 'numeric', month: 'short' })
  const shortYear = make({ day: 'numeric', month: 'short', year: 'numeric' })
  const key = make({ year: 'numeric', month: '2-digit', day: '2-digit' })
  const full = make({
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  })
  const window = make({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const exact = make({
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
  const decimal = new Intl.NumberFormat(tag, { maximumFractionDigits: 1 })
  const spaced = (text: string) => text.replaceAll(nbsp, thin)
  const of = (iso: string | Date) => (iso instanceof Date ? iso : new Date(iso))
  const unit = units[locale]

  function parts(ms: number): [number, Intl.RelativeTimeFormatUnit & keyof typeof unit] {
    const size = Math.abs(ms)
    if (size < hour) return [Math.min(Math.round(size / minute), 59), 'minute']
    if (size < day) return [Math.floor(size / hour), 'hour']
    if (size < 60 * day) return [Math.floor(size / day), 'day']
    if (size < 365 * day) return [Math.floor(size / (30 * day)), 'month']
    return [Math.floor(size / (365 * day)), 'year']
  }

  return {
    locale,
    zone: timeZone ?? '',
    number: (n: number) => spaced(decimal.format(n)),
    /** 13:58 */
    time: (iso: string | Date) => clock.format(of(iso)),
    /** mardi 17 novembre; with the year when it is another one */
    day: (iso: string | Date, now: Date) =>
      of(iso).getFullYear() === now.getFullYear() ? dayOnly.format(of(iso)) : dayYear.format(of(iso)),
    /** 17 nov.; with the year when it is another one */
    date: (iso: string | Date, now: Date) =>
      of(iso).getFullYear() === now.getFullYear() ? short.format(of(iso)) : shortYear.format(of(iso)),
    /** 13:58 today, else 17 nov. */
    moment: (iso: string | Date, now: Date) =>
      key.format(of(iso)) === key.format(now)
        ? clock.format(of(iso))
        : of(iso).getFullYear() === now.getFullYear()
          ? short.format(of(iso))
          : shortYear.format(of(iso)),
    /** the whole of it, for a title */
    full: (iso: string | Date) => full.format(of(iso)),
    /** from when to when, the day said once where it is one day */
    span: (from: string | Date, to: string | Date) => spaced(window.formatRange(of(from), of(to))),
    /** an instant as a field of a date and a time takes it, by the clock of the person */
    field: (iso: string | Date) => {
      const p = Object.fromEntries(exact.formatToParts(of(iso)).map((x) => [x.type, x.value.padStart(2, '0')]))
      return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`
    },
    /** the same key for two instants of one day */
    dayKey: (iso: string | Date) => key.format(of(iso)),
    /** 12 min, 4 h, 1 j */
    age: (iso: string | Date, now: Date) => {
      const [n, u] = parts(now.getTime() - of(iso).getTime())
      const word = u === 'year' && locale === 'fr' && n > 1 ? 'ans' : unit[u]
      return `${Math.max(n, 1)}${thin}${word}`
    },
    /** il y a 12 minutes */
    ago: (iso: string | Date, now: Date) => {
      const ms = of(iso).getTime() - now.getTime()
      if (Math.abs(ms) < minute) return locale === 'fr' ? 'à l’instant' : 'just now'
      const [n, u] = parts(ms)
      // A number stays with its word.
      return spaced(relative.format(ms > 0 ? n : -n, u)).replace(/(\d) /, `$1${nbsp}`)
    },
    bytes: (n: number) => {
      const names = locale === 'fr' ? ['o', 'Ko', 'Mo', 'Go'] : ['B', 'kB', 'MB', 'GB']
      let value = n
      let at = 0
      while (value >= 1000 && at < names.length - 1) {
        value /= 1000
        at++
      }
      return `${spaced(decimal.format(value < 10 ? value : Math.round(value)))}${thin}${names[at]}`
    },
    /** at most 99, then 99+ */
    count: (n: number, more = false) => (more || n > 99 ? '99+' : String(n)),
    /** État : En cours */
    pair: (name: string, value: string) => `${name}${locale === 'fr' ? thin : ''}: ${value}`,
    /** the instant of a local date and time, as a field gives it: 2026-11-22T09:00 */
    instant: (local: string) => {
      const wall = Date.parse(`${local}Z`)
      const seen = (at: number) => {
        const p = Object.fromEntries(exact.formatToParts(at).map((x) => [x.type, Number(x.value)]))
        return Date.UTC(p.year ?? 0, (p.month ?? 1) - 1, p.day, p.hour, p.minute)
      }
      // Twice, for the offset may be another one an hour away.
      let at = wall - (seen(wall) - wall)
      at -= seen(at) - wall
      return new Date(at).toISOString()
    },
    /** a quotation in the marks of the language */
    quote: (text: string) => (locale === 'fr' ? `«${thin}${text}${thin}»` : `“${text}”`),
  }
}

function valid(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return zone !== ''
  } catch {
    return false
  }
}

/** Folds case and accents, for matching what a person types. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('’', "'")
}

/** A word at the beginning of a line. */
export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** The initials of a name, for an avatar. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s-]+/)
  const first = words[0]?.[0] ?? '?'
  const last = words.length > 1 ? (words[words.length - 1]?.[0] ?? '') : ''
  return (first + last).toUpperCase()
}
