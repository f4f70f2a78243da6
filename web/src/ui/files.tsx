// Files that go along with a text: chosen, pasted or dropped, sent at once.
import { Trans, useLingui } from '@lingui/react/macro'
import { IconFile, IconPhoto, IconX } from '@tabler/icons-react'
import { type ClipboardEvent, type DragEvent, type ReactNode, useCallback, useId, useRef, useState } from 'react'
import { attachmentHref, largestFile, Refusal, upload } from '~/api/client'
import type { Attachment } from '~/api/types'
import { useFormat } from './context'
import { useFailure } from './parts'
import c from './parts.module.css'

export type Held = {
  key: string
  name: string
  size: number
  type: string
  part: number
  sent?: Attachment
  error?: string
  /** the id of the request that was refused */
  request?: string
}

export type Files = ReturnType<typeof useFiles>

export function useFiles(kept: Attachment[], keep: (sent: Attachment[]) => void) {
  const { t } = useLingui()
  const format = useFormat()
  const failure = useFailure()
  const [list, setList] = useState<Held[]>(() => kept.map((a) => ({ key: a.id, ...a, part: 1, sent: a })))
  const current = useRef(list)
  const aborts = useRef(new Map<string, AbortController>())

  const put = useCallback(
    (next: (list: Held[]) => Held[]) => {
      const before = current.current.filter((f) => f.sent).length
      current.current = next(current.current)
      setList(current.current)
      const sent = current.current.flatMap((f) => (f.sent ? [f.sent] : []))
      if (sent.length !== before) keep(sent)
    },
    [keep],
  )

  const add = (files: Iterable<File>) => {
    for (const file of files) {
      const key = crypto.randomUUID()
      const name =
        file.name === 'image.png' || !file.name ? `${t`screenshot`}-${current.current.length + 1}.png` : file.name
      const named = name === file.name ? file : new File([file], name, { type: file.type })
      if (file.size > largestFile) {
        const limit = format.bytes(largestFile)
        put((l) => [...l, { key, name, size: file.size, type: file.type, part: 0, error: t`Larger than ${limit}` }])
        continue
      }
      const abort = new AbortController()
      aborts.current.set(key, abort)
      put((l) => [...l, { key, name, size: file.size, type: file.type, part: 0 }])
      const change = (more: Partial<Held>) => put((l) => l.map((f) => (f.key === key ? { ...f, ...more } : f)))
      upload(named, (part) => change({ part }), abort.signal)
        .then((sent) => change({ sent, part: 1 }))
        .catch((error: unknown) => {
          const request = error instanceof Refusal ? error.requestId : ''
          change({ error: failure(error), ...(request ? { request } : {}) })
        })
    }
  }

  return {
    list,
    add,
    remove: (key: string) => {
      aborts.current.get(key)?.abort()
      put((l) => l.filter((f) => f.key !== key))
    },
    clear: () => put(() => []),
    busy: list.some((f) => !f.sent && !f.error),
    ids: list.flatMap((f) => (f.sent ? [f.sent.id] : [])),
    /** spread on the field in which a screenshot may be pasted or dropped */
    field: {
      onPaste: (e: ClipboardEvent) => {
        if (e.clipboardData.files.length === 0) return
        e.preventDefault()
        add(e.clipboardData.files)
      },
      onDragOver: (e: DragEvent) => {
        if (e.dataTransfer.types.includes('Files')) e.preventDefault()
      },
      onDrop: (e: DragEvent) => {
        if (e.dataTransfer.files.length === 0) return
        e.preventDefault()
        add(e.dataTransfer.files)
      },
    },
  }
}

export function FileChips({ files }: { files: Files }) {
  const { t } = useLingui()
  const format = useFormat()
  if (files.list.length === 0) return null
  return (
    <ul className={c.fileList} aria-label={t`Attachments`}>
      {files.list.map((f) => (
        <li key={f.key} className={c.file} data-failed={f.error ? true : undefined}>
          {f.type.startsWith('image/') ? <IconPhoto size={16} aria-hidden /> : <IconFile size={16} aria-hidden />}
          <span className={c.fileName}>{f.name}</span>
          <span className={f.error ? undefined : c.fileSize} role={f.error ? 'alert' : undefined}>
            {f.error ?? (f.sent ? format.bytes(f.size) : `${Math.round(f.part * 100)} %`)}
            {f.request && <Refused request={f.request} />}
          </span>
          <button type="button" className={c.drop} onClick={() => files.remove(f.key)} aria-label={t`Remove ${f.name}`}>
            <IconX size={14} />
          </button>
        </li>
      ))}
    </ul>
  )
}

function Refused({ request }: { request: string }) {
  return (
    <span className={c.refused}>
      <Trans>Request {request}</Trans>
    </span>
  )
}

/** A button that opens the chooser of the system. */
export function FileButton(props: { files: Files; accept?: string; children: (open: () => void) => ReactNode }) {
  const input = useRef<HTMLInputElement>(null)
  const id = useId()
  return (
    <>
      {props.children(() => input.current?.click())}
      <input
        ref={input}
        id={id}
        type="file"
        multiple
        hidden
        accept={props.accept}
        onChange={(e) => {
          if (e.target.files) props.files.add(Array.from(e.target.files))
          e.target.value = ''
        }}
      />
    </>
  )
}

/** What a browser draws and nothing in it can act. */
const drawn = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
const drawnMost = 10_000_000

/** Files that came with a message, to be fetched; its pictures are shown. */
export function FileLinks({ files, pictures = false }: { files: Attachment[]; pictures?: boolean }) {
  const { t } = useLingui()
  const format = useFormat()
  if (files.length === 0) return null
  const shown = pictures ? files.filter((f) => drawn.includes(f.type) && f.size <= drawnMost) : []
  const others = files.filter((f) => !shown.includes(f))
  return (
    <>
      {shown.length > 0 && (
        <ul className={c.pictures} aria-label={t`Pictures`}>
          {shown.map((f) => (
            <li key={f.id}>
              <a href={attachmentHref(f.id)} download={f.name} title={f.name}>
                <img src={attachmentHref(f.id)} alt="" loading="lazy" />
                <span>
                  {f.name} <span className={c.fileSize}>{format.bytes(f.size)}</span>
                  <span className="sr">
                    <Trans>download</Trans>
                  </span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
      {others.length > 0 && <Links files={others} label={t`Attachments`} size={format.bytes} />}
    </>
  )
}

function Links(props: { files: Attachment[]; label: string; size: (n: number) => string }) {
  const { files } = props
  return (
    <ul className={c.fileList} aria-label={props.label}>
      {files.map((f) => (
        <li key={f.id}>
          <a className={c.file} href={attachmentHref(f.id)} download={f.name}>
            {f.type.startsWith('image/') ? <IconPhoto size={16} aria-hidden /> : <IconFile size={16} aria-hidden />}
            <span className={c.fileName}>{f.name}</span>
            <span className={c.fileSize}>{props.size(f.size)}</span>
            <span className="sr">
              <Trans>download</Trans>
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}
