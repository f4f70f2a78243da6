// A server of straw, for looking at screens before the real one runs.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'

const now = Date.now()
const ago = (min: number) => new Date(now - min * 60_000).toISOString()
const teams = [
  { id: 't1', name: 'Réseau N2', members: [{ id: 'kb', name: 'Karim Benali' }, { id: 'cd', name: 'Claire Dumont' }] },
  { id: 't2', name: 'Messagerie', members: [{ id: 'tw', name: 'Thomas Wouters' }, { id: 'nh', name: 'Nadia Haddad' }] },
  { id: 't3', name: 'Centre de services', members: [{ id: 'lf', name: 'Léa Fontaine' }, { id: 'kb', name: 'Karim Benali' }] },
]
const org = { id: 'o', name: 'Groupe Solane' }
const me = (login: string) => {
  const user = login.startsWith('sophie')
  return {
    id: user ? 'sl' : 'kb', name: user ? 'Sophie Lacroix' : 'Karim Benali', email: user ? 'sophie.lacroix@solane.example' : 'karim.benali@solane.example',
    language: lang, zone: 'Europe/Paris', theme, roles: user ? ['user'] : ['user', 'agent', 'administrator'], permissions: [],
    organisation: org, site: { id: 's', name: 'Lyon Part-Dieu' }, teams: user ? [] : [{ id: 't1', name: 'Réseau N2' }], desk_name: 'Groupe Solane',
  }
}
let who = process.env.MOCK_USER ?? ''
let lang = process.env.MOCK_LANG ?? 'fr'
let theme = process.env.MOCK_THEME ?? 'light'
const titles = ['VPN : connexion refusée depuis la mise à jour du client', 'Wi-Fi coupé en salle Rhône pendant les visioconférences', 'Outlook : messagerie indisponible à Bruxelles', 'Imprimante du 3ᵉ étage : bourrage à chaque impression', 'Lecteur réseau S: absent après changement de mot de passe', 'Accès VPN pour un prestataire (Atelier Nord)', 'Outlook : calendrier partagé non synchronisé', 'Commutateur du quai 2 : perte de paquets', 'Second écran non détecté sur la station d’accueil', 'Téléphone IP : pas de tonalité, bureau 214', 'Lenteur du partage « Études » le matin', 'Libellé erroné sur la prise réseau B-12']
const people = ['Sophie Lacroix', 'Hélène Garnier', 'Marc Delvaux', 'Amélie Tremblay', 'Julien Roche', 'Inès Moreau', 'Lucas Perrin', 'Olivier Lemaire', 'Chloé Bernard', 'Yann Le Goff']
const states = ['in_progress', 'new', 'in_progress', 'assigned', 'assigned', 'on_hold', 'on_hold', 'resolved', 'in_progress', 'assigned']
const moves: Record<string, string[]> = { new: ['assigned', 'in_progress', 'on_hold', 'resolved', 'cancelled'], assigned: ['in_progress', 'on_hold', 'resolved', 'cancelled'], in_progress: ['assigned', 'on_hold', 'resolved', 'cancelled'], on_hold: ['in_progress', 'resolved', 'cancelled'], resolved: ['closed', 'in_progress'], closed: [], cancelled: [] }
const rows = Array.from({ length: 140 }, (_, i) => {
  const state = states[i % 10]
  return {
    id: `id${i}`, reference: `INC-${String(4817 + i).padStart(6, '0')}`, title: titles[i % 12], state, hold_reason: state === 'on_hold' ? (i % 2 ? 'user' : 'supplier') : '',
    impact: 1 + (i % 3), urgency: 1 + ((i * 7) % 3), priority: Math.min(5, 1 + (i % 5)), team: teams[i % 3] && { id: teams[i % 3]!.id, name: teams[i % 3]!.name },
    assignee: state === 'new' ? null : { id: 'kb', name: 'Karim Benali' }, requester: { id: i % 10 === 0 ? 'sl' : `p${i % 10}`, name: people[i % 10], vip: i % 10 === 0 },
    organisation: org, site: { id: 's', name: i % 2 ? 'Bruxelles' : 'Lyon Part-Dieu' }, channel: ['mail', 'portal', 'phone', 'walk_in'][i % 4], created_at: ago(60 + i * 40), updated_at: ago(12 + i * 15), state_since: ago(30),
    last: { at: ago(12 + i * 15), direction: i % 2 ? 'out' : 'in', excerpt: 'Parfait, je reste joignable. Le message est le même depuis ce matin.' }, version: 3,
  }
})
const timeline = [
  { kind: 'activity', code: 'created/1', at: ago(70), actor: null, via: 'mail', reason: '', changes: [{ field: 'team', old: '', new: 't1', old_label: '', new_label: 'Réseau N2' }, { field: 'priority', old: null, new: 2, old_label: '', new_label: '' }], message: null },
  { kind: 'message', code: 'heard/1', at: ago(70), actor: { id: 'sl', name: 'Sophie Lacroix' }, via: 'mail', reason: '', changes: [], message: { direction: 'in', channel: 'mail', author: { id: 'sl', name: 'Sophie Lacroix' }, text: 'Bonjour, depuis la mise à jour proposée ce matin, le VPN refuse de se connecter depuis mon domicile : « Erreur 691, certificat non valide ». J’ai une clôture à remettre ce soir à 18 h, pouvez-vous m’aider ? https://intranet.solane.example/vpn', html: '<p>Bonjour, <b>depuis</b></p>', quoted: 'Le 16 nov. Karim a écrit :\n> ligne\n> ligne', automatic: false, attachments: [{ id: 'a1', name: 'capture-vpn.png', size: 214000, type: 'image/png' }], deliveries: [] } },
  { kind: 'activity', code: 'moved/1', at: ago(60), actor: { id: 'kb', name: 'Karim Benali' }, via: 'desk', reason: '', changes: [{ field: 'state', old: 'new', new: 'in_progress', old_label: '', new_label: '' }, { field: 'assignee', old: '', new: 'kb', old_label: '', new_label: 'Karim Benali' }], message: null },
  { kind: 'message', code: 'replied/1', at: ago(40), actor: { id: 'kb', name: 'Karim Benali' }, via: 'desk', reason: '', changes: [], message: { direction: 'out', channel: 'mail', author: { id: 'kb', name: 'Karim Benali' }, text: 'Bonjour Madame Lacroix,\nLe nouveau client refuse le certificat de la passerelle. En attendant la correction, choisissez le profil « Solane IKEv2 » dans la liste.', html: '', quoted: '', automatic: false, attachments: [], deliveries: [{ address: 'sophie.lacroix@solane.example', state: 'sent', sent_at: ago(40) }] } },
  { kind: 'note', code: 'noted/1', at: ago(20), actor: { id: 'cd', name: 'Claire Dumont' }, via: 'desk', reason: '', changes: [], message: { direction: '', channel: '', author: { id: 'cd', name: 'Claire Dumont' }, text: 'Sixième poste touché depuis le client 5.2. Le contournement (profil IKEv2) fonctionne à Bruxelles.', html: '', quoted: '', automatic: false, attachments: [], deliveries: [] } },
  { kind: 'message', code: 'heard/1', at: ago(12), actor: { id: 'sl', name: 'Sophie Lacroix' }, via: 'portal', reason: '', changes: [], message: { direction: 'in', channel: 'portal', author: { id: 'sl', name: 'Sophie Lacroix' }, text: 'Parfait, je reste joignable.', html: '', quoted: '', automatic: false, attachments: [], deliveries: [] } },
].map((e, i) => ({ id: `e${i}`, version: i + 1, recorded_at: e.at, erased: false, links: [], ...e }))

type Body = Record<string, never>
async function read(req: IncomingMessage): Promise<Body> {
  let text = ''
  for await (const part of req) text += part
  try { return JSON.parse(text) } catch { return {} }
}
const full = (r: (typeof rows)[number]) => ({ ...r, conversation_id: 'c', symptoms: 'Erreur 691', contact: '+33 4 72 55 01 18', callback: '', occurred_at: null, answered_at: null, logged_by: { id: 'kb', name: 'Karim Benali' }, resolution: r.state === 'resolved' ? { text: 'Le certificat de la passerelle a été renouvelé.', code: 'solved', kind: 'fix' } : null, resolved_at: r.state === 'resolved' ? ago(5) : null, closed_at: null, cancel_reason: '', confirmed: '', reopen_count: 0, moves: moves[r.state as string], actions: ['reply', 'note', 'change', 'assign', 'move', 'confirm'] })

export function mock(): Plugin {
  return {
    name: 'guichet-mock',
    configureServer(server) {
      server.middlewares.use(async (req: IncomingMessage, res: ServerResponse, next) => {
        const url = new URL(req.url ?? '/', 'http://x')
        if (!url.pathname.startsWith('/api/')) return next()
        const json = (body: unknown, status = 200) => { res.statusCode = status; res.setHeader('Content-Type', 'application/json'); res.end(JSON.stringify(body)) }
        const p = url.pathname
        const q = url.searchParams
        const problem = (status: number, code: string, more = {}) => json({ type: '', title: code, status, detail: 'Détail de l’erreur.', code, errors: [], request_id: '0192f0a0-mock', ...more }, status)
        if (p === '/api/desk') return json({ name: 'Groupe Solane', languages: ['fr', 'en'], language: 'fr', version: 'dev', sample: [{ login: 'sophie', password: 'guichet', name: 'Sophie Lacroix', role: 'user' }, { login: 'karim', password: 'guichet', name: 'Karim Benali', role: 'agent' }] })
        if (p === '/api/session' && req.method === 'POST') { const b = (await read(req)) as { login?: string; password?: string }; if (b.password !== 'guichet') return problem(401, 'credentials'); who = b.login ?? ''; return json(me(who)) }
        if (p === '/api/session') { who = ''; res.statusCode = 204; return res.end() }
        if (!who) return problem(401, 'unauthenticated')
        const user = who.startsWith('sophie')
        if (p === '/api/me') { if (req.method === 'PATCH') { const b = (await read(req)) as { language?: string; theme?: string }; lang = b.language ?? lang; theme = b.theme ?? theme } return json(me(who)) }
        if (p === '/api/live') { res.setHeader('Content-Type', 'text/event-stream'); res.write(': hello\n\n'); return }
        if (p === '/api/teams') return json({ items: teams, next: '' })
        if (p === '/api/tokens') return req.method === 'POST' ? json({ id: 'k1', name: 'x', token: 'gui_abcdefghijklmnop', created_at: ago(0), used_at: null, expires_at: null }) : json({ items: [{ id: 'k0', name: 'Script de supervision', created_at: ago(9000), used_at: ago(100), expires_at: null }], next: '' })
        if (p === '/api/mailboxes') return json({ items: [{ id: 'm1', name: 'Support', address: 'support@solane.example', team: { id: 't3', name: 'Centre de services' }, enabled: true, imap: { host: 'imap.solane.example', port: 993, tls: 'tls', login: 'support' }, smtp: { host: 'smtp.solane.example', port: 587, tls: 'starttls', login: 'support' }, state: 'idle', error: '', checked_at: ago(1) }, { id: 'm2', name: 'Réseau', address: 'reseau@solane.example', team: null, enabled: true, imap: { host: 'imap.solane.example', port: 993, tls: 'tls', login: 'reseau' }, smtp: { host: 'smtp.solane.example', port: 587, tls: 'starttls', login: 'reseau' }, state: 'error', error: 'Authentification refusée par le serveur.', checked_at: ago(30) }], next: '' })
        if (p === '/api/people') return json({ items: people.filter((n) => n.toLowerCase().includes((q.get('q') ?? '').toLowerCase())).map((n, i) => ({ id: n === 'Sophie Lacroix' ? 'sl' : `p${i}`, name: n, email: `${n.split(' ')[0]?.toLowerCase()}@solane.example`, organisation: org, site: null, vip: n.startsWith('Sophie'), phone: '', title: '', language: 'fr', zone: '', open: 0 })), next: '' })
        if (p.startsWith('/api/people/')) return json({ id: 'sl', name: 'Sophie Lacroix', email: 'sophie.lacroix@solane.example', phone: '+33 4 72 55 01 18', title: 'Directrice financière', organisation: org, site: { id: 's', name: 'Lyon Part-Dieu' }, language: 'fr', zone: 'America/Toronto', vip: true, open: 2 })
        if (p === '/api/search') return json({ items: rows.filter((r) => r.title?.toLowerCase().includes((q.get('q') ?? '').toLowerCase())).slice(0, 6).map((r) => ({ kind: 'incident', id: r.id, reference: r.reference, title: r.title, state: r.state, requester: r.requester.name, excerpt: '' })), next: '' })
        if (p === '/api/incidents/counts') return json({ views: [{ view: 'to_process', count: 13, more: false }, { view: 'unassigned', count: 6, more: false }, { view: 'mine', count: 5, more: false }, { view: 'on_hold', count: 9, more: false }, { view: 'resolved', count: 99, more: true }] })
        if (p === '/api/incidents' && req.method === 'GET') {
          let list = rows
          if (user) list = rows.filter((r) => r.requester.id === 'sl').slice(0, 4)
          const v = q.get('view')
          if (v === 'to_process') list = list.filter((r) => !['on_hold', 'resolved'].includes(r.state ?? ''))
          if (v === 'unassigned') list = list.filter((r) => !r.assignee)
          if (v === 'on_hold') list = list.filter((r) => r.state === 'on_hold')
          if (v === 'resolved') list = list.filter((r) => r.state === 'resolved')
          if (q.get('q')) list = list.filter((r) => r.title?.toLowerCase().includes((q.get('q') ?? '').toLowerCase()))
          if (q.get('requester')) list = list.filter((r) => r.requester.id === q.get('requester'))
          const from = Number(q.get('cursor') ?? 0), limit = Number(q.get('limit') ?? 50)
          return json({ items: list.slice(from, from + limit), next: from + limit < list.length ? String(from + limit) : '' })
        }
        if (p === '/api/incidents') { const b = (await read(req)) as { title?: string }; if (b.title === '500') return problem(500, 'internal'); const r = { ...rows[1]!, title: b.title ?? '', reference: 'INC-009999', id: 'new' }; rows.unshift(r); return json(full(r), 201) }
        const m = p.match(/^\/api\/incidents\/([^/]+)(?:\/(\w+))?$/)
        if (m) {
          const r = rows.find((x) => x.reference === m[1] || x.id === m[1])
          if (!r) return problem(404, 'not_found')
          if (m[2] === 'timeline') return json({ items: user ? timeline.filter((e) => e.kind !== 'note') : timeline, next: '' })
          const b = (await read(req)) as { version?: number; title?: string; to?: string; hold_reason?: string; text?: string; confirmed?: boolean; person_id?: string; team_id?: string }
          if (req.method === 'PATCH' && b.title === 'conflit') return problem(409, 'conflict', { conflicts: [{ field: 'title', yours: 'conflit', theirs: r.title, by: { id: 'cd', name: 'Claire Dumont' }, at: ago(2) }] })
          if (b.title) r.title = b.title
          if (m[2] === 'state') { r.state = b.to; r.hold_reason = b.hold_reason ?? '' }
          if (m[2] === 'confirmation') r.state = b.confirmed ? 'closed' : 'in_progress'
          if (m[2] === 'assignment') { if (b.team_id) r.team = teams.find((x) => x.id === b.team_id)!; if (b.person_id !== undefined) r.assignee = b.person_id ? { id: b.person_id, name: b.person_id === 'kb' ? 'Karim Benali' : 'Claire Dumont' } : null }
          if (m[2] === 'replies' || m[2] === 'notes') { timeline.push({ ...timeline[m[2] === 'notes' ? 4 : user ? 5 : 3]!, id: `e${timeline.length}`, at: new Date().toISOString(), message: { ...timeline[3]!.message!, author: { id: user ? 'sl' : 'kb', name: user ? 'Sophie Lacroix' : 'Karim Benali' }, text: b.text ?? '', direction: user ? 'in' : 'out' } }); return json(timeline.at(-1), 201) }
          return json(full(r))
        }
        if (p === '/api/attachments') { req.resume(); return json({ id: `f${Date.now()}`, name: 'image.png', size: 214000, type: 'image/png' }, 201) }
        problem(404, 'not_found')
      })
    },
  }
}
