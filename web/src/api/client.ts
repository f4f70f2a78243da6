// The one way to the server: typed calls, an Idempotency-Key on every POST
// that stays the same when the same act is tried again, and every refusal
// turned into a Refusal.
import createClient, { type Middleware } from 'openapi-fetch'
import type { paths } from './schema'
import type { Attachment, Given, Problem } from './types'

export class Refusal extends Error {
  constructor(
    readonly problem: Problem,
    readonly status: number,
  ) {
    super(problem.detail || problem.title || problem.code)
    this.name = 'Refusal'
  }
  get code(): string {
    return this.problem.code
  }
  get requestId(): string {
    return this.problem.request_id
  }
  /** The sentence about one field of what was sent, if there is one. */
  field(name: string): string | undefined {
    return this.problem.errors.find((e) => e.location === name || e.location.endsWith(`.${name}`))?.message
  }
}

/** Offline is the absence of an answer: the network or the server is away. */
export class Offline extends Error {
  constructor() {
    super('offline')
    this.name = 'Offline'
  }
}

/** Whether the server answers at all. */
export const reachable = (): Promise<boolean> =>
  fetch('/healthz', { cache: 'no-store' }).then(
    () => true,
    () => false,
  )

/**
 * A part of the screens that is fetched when it is needed. Without the server that is
 * said so: the router would take the part for outdated and load the page anew, which
 * then is gone.
 */
export const part =
  <T>(load: () => Promise<T>): (() => Promise<T>) =>
  () =>
    load().catch(async (error: unknown) => {
      throw (await reachable()) ? error : new Offline()
    })

type Listener = () => void
const sessionOver = new Set<Listener>()
let session = 0

/** Calls back when the server says that nobody is signed in any more. */
export function onSessionOver(listener: Listener): () => void {
  sessionOver.add(listener)
  return () => sessionOver.delete(listener)
}

/** A refusal of what was asked before somebody signed in again says nothing about now. */
export function sessionBegins() {
  session += 1
}

function heedSession(status: number, asked: number) {
  if (status === 401 && asked === session) for (const l of sessionOver) l()
}

// An act whose answer never came keeps its key, so that trying again the very
// same act cannot do it twice.
const unanswered = new Map<string, string>()
const names = new WeakMap<Request, string>()

type Saving = { busy: boolean; at: Date | undefined }
let saving: Saving = { busy: false, at: undefined }
let underWay = 0
const watching = new Set<Listener>()

/** Whether something is being saved, and when something last was. */
export const savingState = {
  get: () => saving,
  watch: (listener: Listener): (() => void) => {
    watching.add(listener)
    return () => watching.delete(listener)
  },
}

function saves(step: 1 | -1, done: boolean) {
  underWay += step
  saving = { busy: underWay > 0, at: done ? new Date() : saving.at }
  for (const w of watching) w()
}

const keys: Middleware = {
  async onRequest({ request }) {
    if (request.method !== 'POST') return
    const act = `${request.url} ${await request.clone().text()}`
    const key = unanswered.get(act) ?? crypto.randomUUID()
    unanswered.set(act, key)
    names.set(request, act)
    request.headers.set('Idempotency-Key', key)
    return request
  },
  onResponse({ request, response }) {
    const act = names.get(request)
    if (act && response.status < 500) unanswered.delete(act)
  },
}

export const client = createClient<paths>({
  baseUrl: window.location.origin,
  headers: { Accept: 'application/json' },
  fetch: async (request) => {
    const acts = request.method !== 'GET'
    if (acts) saves(1, false)
    let done = false
    const asked = session
    try {
      const response = await fetch(request)
      done = response.ok
      if (!request.url.endsWith('/api/session')) heedSession(response.status, asked)
      return response
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error
      throw new Offline()
    } finally {
      if (acts) saves(-1, done)
    }
  },
})
client.use(keys)

function refusal(status: number, body: unknown, requestId?: string | null): Refusal {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>
  return new Refusal(
    {
      type: given.type ?? 'about:blank',
      title: given.title ?? '',
      status,
      detail: given.detail ?? '',
      code: given.code ?? (status === 404 ? 'not_found' : 'internal'),
      errors: given.errors ?? [],
      request_id: given.request_id ?? requestId ?? '',
      conflicts: given.conflicts,
    },
    status,
  )
}

type Result<T> = { data?: T; error?: unknown; response: Response }

/** Waits for a call and gives its answer, or throws Refusal or Offline. */
export async function answer<T>(call: Promise<Result<T>>): Promise<Given<T>> {
  const { data, error, response } = await call
  if (response.ok) return data as Given<T>
  throw refusal(response.status, error, response.headers.get('X-Request-Id'))
}

/** The largest file that any server takes; how large one may be here is a setting, and the server says so. */
export const largestFile = 200 * 1024 * 1024

/** Sends one file, telling how much of it has left. */
export function upload(file: File, progress: (part: number) => void, signal?: AbortSignal): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const asked = session
    const request = new XMLHttpRequest()
    request.open('POST', '/api/attachments')
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('Idempotency-Key', crypto.randomUUID())
    request.responseType = 'json'
    request.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total)
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve(request.response as Attachment)
      heedSession(request.status, asked)
      reject(refusal(request.status, request.response, request.getResponseHeader('X-Request-Id')))
    }
    request.onerror = () => reject(new Offline())
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    signal?.addEventListener('abort', () => request.abort())
    const form = new FormData()
    form.append('file', file, file.name)
    request.send(form)
  })
}

export const attachmentHref = (id: string) => `/api/attachments/${encodeURIComponent(id)}`
