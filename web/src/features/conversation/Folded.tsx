// What stands out of the way below a message: what it quotes, how it was formatted,
// why it landed here, its bytes.
import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { IconDots } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { Attachment, Entry } from '~/api/types'
import { remotePictures, withPictures } from './letter'
import c from './Timeline.module.css'

export type Mail = NonNullable<NonNullable<Entry['message']>['mail']>

/** Quoted text, and the message as it was formatted, out of the way. */
export function Folded(props: { quoted: string; html: string; mail: Mail | null; id: string; files: Attachment[] }) {
  const { t } = useLingui()
  const [open, setOpen] = useState<'quoted' | 'html' | 'why'>()
  const why = useWhy(props.mail)
  const [remote, setRemote] = useState(false)
  const { html, id, files } = props
  const elsewhere = remotePictures(html)
  const drawn = useMemo(() => withPictures(html, id, files, remote), [html, id, files, remote])
  const lines = props.quoted ? props.quoted.trim().split('\n').length : 0
  if (!lines && !html && !why && !props.mail?.original) return null
  const toggle = (part: 'quoted' | 'html' | 'why') => setOpen(open === part ? undefined : part)
  return (
    <>
      <div className={c.folds}>
        {lines > 0 && (
          <button type="button" className={c.fold} aria-expanded={open === 'quoted'} onClick={() => toggle('quoted')}>
            <IconDots size={14} aria-hidden="true" />
            <Plural value={lines} one="# quoted line" other="# quoted lines" />
          </button>
        )}
        {html && (
          <button type="button" className={c.fold} aria-expanded={open === 'html'} onClick={() => toggle('html')}>
            <Trans>Original formatting</Trans>
          </button>
        )}
        {why && (
          <button type="button" className={c.fold} aria-expanded={open === 'why'} onClick={() => toggle('why')}>
            <Trans>Why here?</Trans>
          </button>
        )}
        {props.mail?.original && (
          <a className={c.fold} href={`/api/messages/${props.id}/bytes`} download>
            <Trans>Original (.eml)</Trans>
          </a>
        )}
      </div>
      {open === 'why' && <p className={c.why}>{why}</p>}
      {open === 'quoted' && <blockquote className={c.quoted}>{props.quoted}</blockquote>}
      {open === 'html' && elsewhere > 0 && !remote && (
        <p className={c.why}>
          <Plural
            value={elsewhere}
            one="# picture from elsewhere is not shown: its sender would know that it was read."
            other="# pictures from elsewhere are not shown: their sender would know that they were read."
          />{' '}
          <button type="button" className={c.link} onClick={() => setRemote(true)}>
            <Trans>Show pictures</Trans>
          </button>
        </p>
      )}
      {open === 'html' && (
        <iframe
          key={String(remote)}
          className={c.frame}
          title={t`Message as it was formatted`}
          // Without scripts, of our own origin only so that its height can be read.
          sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
          onLoad={(e) => measured(e.currentTarget)}
          srcDoc={`<!doctype html><base target="_blank"><meta name="color-scheme" content="light"><style>body{font:14px/20px system-ui,sans-serif;margin:12px;overflow-wrap:anywhere}img{max-width:100%}</style>${drawn}`}
        />
      )}
    </>
  )
}

/** Why a mail landed on this record, and what vouches for who wrote it. */
function useWhy(mail: Mail | null): string {
  const { t } = useLingui()
  if (!mail?.landed) return ''
  const landed = {
    token: t`It was sent to the reply address of this record, which only its readers were given.`,
    answer: t`It answers a message of this record.`,
    new: t`It answers nothing the desk knows, so it opened this record.`,
  }[mail.landed]
  const proof = {
    token: t`Its sender is the person who was given that address.`,
    server: t`A trusted mail server vouches for its sender.`,
    none: t`Nothing vouches for its sender: it closes nothing and adds nobody.`,
    '': '',
  }[mail.proof]
  return `${landed} ${proof}`
}

/** As high as what it holds, within reason; pictures may still make it grow. */
function measured(frame: HTMLIFrameElement) {
  const page = frame.contentDocument?.documentElement
  if (!page) return
  const measure = () => {
    frame.style.height = `${Math.min(Math.max(page.scrollHeight, 48), 2400) + 2}px`
  }
  frame.style.height = '48px'
  measure()
  for (const picture of page.querySelectorAll('img')) picture.addEventListener('load', measure, { once: true })
}
