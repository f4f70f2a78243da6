// The pictures of a letter as it was formatted: those that came with it are shown,
// those from elsewhere only when somebody asks for them, and fetched by the desk.
import { attachmentHref } from '~/api/client'
import type { Attachment } from '~/api/types'

/** How many pictures from elsewhere a letter names. */
export const remotePictures = (html: string): number => (html.match(/<img[^>]*\bdata-remote=/g) ?? []).length

export function withPictures(html: string, message: string, files: Attachment[], remote: boolean): string {
  if (!html.includes('data-inline=') && !html.includes('data-remote=')) return html
  const page = new DOMParser().parseFromString(html, 'text/html')
  for (const img of page.querySelectorAll('img[data-inline]')) {
    const file = files.find((f) => !!f.content_id && f.content_id === img.getAttribute('data-inline'))
    if (file) img.setAttribute('src', attachmentHref(file.id))
  }
  page.querySelectorAll('img[data-remote]').forEach((img, n) => {
    if (remote) img.setAttribute('src', `/api/messages/${message}/pictures/${n}`)
  })
  return page.body.innerHTML
}
