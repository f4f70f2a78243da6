-- +goose Up

-- What an administrator changes. Values are JSON, read and written whole.
CREATE TABLE setting (
	name    TEXT   NOT NULL PRIMARY KEY CHECK (length(name) <= 100),
	value   TEXT   NOT NULL,
	version BIGINT NOT NULL,
	updated BIGINT NOT NULL
);

-- The timeline: one row an act. The data and its salt can be erased for a
-- person's right; the digest stays and the chain still holds.
CREATE TABLE timeline_entry (
	id           TEXT   NOT NULL PRIMARY KEY,
	subject_kind TEXT   NOT NULL CHECK (length(subject_kind) <= 40),
	subject_id   TEXT   NOT NULL CHECK (length(subject_id) <= 40),
	version      BIGINT NOT NULL,
	kind         TEXT   NOT NULL CHECK (length(kind) <= 60),
	recorded     BIGINT NOT NULL,
	at           BIGINT NOT NULL,
	actor_kind   TEXT   NOT NULL,
	actor_id     TEXT   NOT NULL,
	team_id      TEXT   NOT NULL,
	via          TEXT   NOT NULL,
	cause        TEXT   NOT NULL,
	data         TEXT,
	salt         BYTEA,
	digest       BYTEA  NOT NULL,
	hash         BYTEA  NOT NULL
);
-- The history of one subject, in order; and no two entries of one version.
CREATE UNIQUE INDEX timeline_entry_subject ON timeline_entry (subject_kind, subject_id, version);
-- The daily seal reads what was recorded before a moment.
CREATE INDEX timeline_entry_recorded ON timeline_entry (recorded);

CREATE TABLE timeline_head (
	subject_kind TEXT   NOT NULL,
	subject_id   TEXT   NOT NULL,
	version      BIGINT NOT NULL,
	hash         BYTEA  NOT NULL,
	PRIMARY KEY (subject_kind, subject_id)
);

CREATE TABLE timeline_span (
	subject_kind TEXT   NOT NULL,
	subject_id   TEXT   NOT NULL,
	field        TEXT   NOT NULL CHECK (length(field) <= 40),
	version      BIGINT NOT NULL,
	value        TEXT   NOT NULL CHECK (length(value) <= 100),
	since        BIGINT NOT NULL,
	until        BIGINT NOT NULL,
	PRIMARY KEY (subject_kind, subject_id, field, version)
);

CREATE TABLE timeline_seal (
	day      TEXT   NOT NULL PRIMARY KEY,
	subjects BIGINT NOT NULL,
	root     BYTEA  NOT NULL,
	hash     BYTEA  NOT NULL,
	sealed   BIGINT NOT NULL
);

CREATE TABLE organisation (
	id       TEXT   NOT NULL PRIMARY KEY,
	name     TEXT   NOT NULL CHECK (length(name) <= 200),
	name_key TEXT   NOT NULL CHECK (length(name_key) <= 400),
	created  BIGINT NOT NULL
);
CREATE INDEX organisation_name ON organisation (name_key, id);

CREATE TABLE site (
	id              TEXT   NOT NULL PRIMARY KEY,
	organisation_id TEXT   NOT NULL REFERENCES organisation (id),
	name            TEXT   NOT NULL CHECK (length(name) <= 200),
	name_key        TEXT   NOT NULL CHECK (length(name_key) <= 400),
	zone            TEXT   NOT NULL,
	created         BIGINT NOT NULL
);
CREATE INDEX site_organisation ON site (organisation_id, name_key, id);

CREATE TABLE person (
	id              TEXT    NOT NULL PRIMARY KEY,
	name            TEXT    NOT NULL CHECK (length(name) <= 200),
	name_key        TEXT    NOT NULL CHECK (length(name_key) <= 400),
	language        TEXT    NOT NULL,
	zone            TEXT    NOT NULL,
	theme           TEXT    NOT NULL,
	organisation_id TEXT    NOT NULL,
	site_id         TEXT    NOT NULL,
	title           TEXT    NOT NULL CHECK (length(title) <= 200),
	vip             BOOLEAN NOT NULL,
	active          BOOLEAN NOT NULL,
	created         BIGINT  NOT NULL,
	updated         BIGINT  NOT NULL
);
CREATE INDEX person_name ON person (name_key, id);

-- The ways in which a person is known: mail addresses, telephone numbers.
CREATE TABLE identity (
	id        TEXT    NOT NULL PRIMARY KEY,
	person_id TEXT    NOT NULL REFERENCES person (id),
	kind      TEXT    NOT NULL,
	value     TEXT    NOT NULL CHECK (length(value) <= 320),
	value_key TEXT    NOT NULL CHECK (length(value_key) <= 640),
	preferred BOOLEAN NOT NULL,
	created   BIGINT  NOT NULL
);
CREATE UNIQUE INDEX identity_value ON identity (kind, value_key);
CREATE INDEX identity_person ON identity (person_id);

CREATE TABLE team (
	id       TEXT   NOT NULL PRIMARY KEY,
	name     TEXT   NOT NULL CHECK (length(name) <= 200),
	name_key TEXT   NOT NULL CHECK (length(name_key) <= 400),
	created  BIGINT NOT NULL
);
CREATE INDEX team_name ON team (name_key, id);

CREATE TABLE team_member (
	team_id   TEXT NOT NULL REFERENCES team (id),
	person_id TEXT NOT NULL REFERENCES person (id),
	PRIMARY KEY (team_id, person_id)
);
CREATE INDEX team_member_person ON team_member (person_id);

-- Who may do what, where. An empty organisation means all of them.
CREATE TABLE role_grant (
	person_id       TEXT NOT NULL REFERENCES person (id),
	role            TEXT NOT NULL,
	organisation_id TEXT NOT NULL,
	PRIMARY KEY (person_id, role, organisation_id)
);

CREATE TABLE account (
	person_id     TEXT   NOT NULL PRIMARY KEY REFERENCES person (id),
	login         TEXT   NOT NULL CHECK (length(login) <= 320),
	login_key     TEXT   NOT NULL UNIQUE CHECK (length(login_key) <= 640),
	password_hash TEXT   NOT NULL,
	failures      BIGINT NOT NULL,
	locked_until  BIGINT NOT NULL,
	changed       BIGINT NOT NULL
);

CREATE TABLE session (
	hash       BYTEA  NOT NULL PRIMARY KEY,
	person_id  TEXT   NOT NULL REFERENCES person (id),
	created    BIGINT NOT NULL,
	seen       BIGINT NOT NULL,
	expires    BIGINT NOT NULL,
	ends       BIGINT NOT NULL,
	user_agent TEXT   NOT NULL CHECK (length(user_agent) <= 300)
);
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expires ON session (expires);

CREATE TABLE token (
	id        TEXT   NOT NULL PRIMARY KEY,
	person_id TEXT   NOT NULL REFERENCES person (id),
	name      TEXT   NOT NULL CHECK (length(name) <= 100),
	hash      BYTEA  NOT NULL UNIQUE,
	created   BIGINT NOT NULL,
	used      BIGINT NOT NULL,
	expires   BIGINT NOT NULL
);
CREATE INDEX token_person ON token (person_id, created, id);

-- One matter, over every channel.
CREATE TABLE conversation (
	id              TEXT   NOT NULL PRIMARY KEY,
	requester_id    TEXT   NOT NULL,
	organisation_id TEXT   NOT NULL,
	mailbox_id      TEXT   NOT NULL,
	created         BIGINT NOT NULL
);

CREATE TABLE participant (
	conversation_id TEXT   NOT NULL REFERENCES conversation (id),
	person_id       TEXT   NOT NULL REFERENCES person (id),
	since           BIGINT NOT NULL,
	PRIMARY KEY (conversation_id, person_id)
);
CREATE INDEX participant_person ON participant (person_id, conversation_id);

CREATE TABLE message (
	id              TEXT    NOT NULL PRIMARY KEY,
	conversation_id TEXT    NOT NULL REFERENCES conversation (id),
	direction       TEXT    NOT NULL,
	channel         TEXT    NOT NULL,
	author_id       TEXT    NOT NULL,
	subject         TEXT    NOT NULL CHECK (length(subject) <= 1000),
	text            TEXT    NOT NULL,
	html            TEXT    NOT NULL,
	quoted          TEXT    NOT NULL,
	excerpt         TEXT    NOT NULL CHECK (length(excerpt) <= 300),
	mail_id         TEXT    NOT NULL CHECK (length(mail_id) <= 1000),
	arrival_id      TEXT    NOT NULL,
	automatic       BOOLEAN NOT NULL,
	recorded        BIGINT  NOT NULL
);
CREATE INDEX message_conversation ON message (conversation_id, recorded, id);
-- A mail that names ours, or one that came in, is threaded by it.
CREATE INDEX message_mail ON message (mail_id) WHERE mail_id <> '';
-- One arrival becomes one message, however often its job runs.
CREATE UNIQUE INDEX message_arrival ON message (arrival_id) WHERE arrival_id <> '';

-- A file, first held by nobody but its uploader, then by a message or a note.
CREATE TABLE attachment (
	id          TEXT    NOT NULL PRIMARY KEY,
	holder_kind TEXT    NOT NULL,
	holder_id   TEXT    NOT NULL,
	uploader_id TEXT    NOT NULL,
	name        TEXT    NOT NULL CHECK (length(name) <= 255),
	type        TEXT    NOT NULL CHECK (length(type) <= 200),
	size        BIGINT  NOT NULL,
	digest      TEXT    NOT NULL,
	content_id  TEXT    NOT NULL CHECK (length(content_id) <= 500),
	created     BIGINT  NOT NULL
);
CREATE INDEX attachment_holder ON attachment (holder_kind, holder_id, id);

CREATE TABLE ticket (
	id              TEXT   NOT NULL PRIMARY KEY,
	kind            TEXT   NOT NULL,
	reference       TEXT   NOT NULL UNIQUE CHECK (length(reference) <= 40),
	conversation_id TEXT   NOT NULL REFERENCES conversation (id),
	title           TEXT   NOT NULL CHECK (length(title) <= 300),
	state           TEXT   NOT NULL,
	phase           TEXT   NOT NULL,
	hold_reason     TEXT   NOT NULL,
	impact          BIGINT NOT NULL,
	urgency         BIGINT NOT NULL,
	priority        BIGINT NOT NULL,
	team_id         TEXT   NOT NULL REFERENCES team (id),
	assignee_id     TEXT   NOT NULL,
	requester_id    TEXT   NOT NULL REFERENCES person (id),
	organisation_id TEXT   NOT NULL,
	site_id         TEXT   NOT NULL,
	channel         TEXT   NOT NULL,
	language        TEXT   NOT NULL,
	logged_by       TEXT   NOT NULL,
	last_message_id TEXT   NOT NULL,
	created         BIGINT NOT NULL,
	updated         BIGINT NOT NULL,
	state_since     BIGINT NOT NULL,
	answered        BIGINT NOT NULL,
	resolved        BIGINT NOT NULL,
	closed          BIGINT NOT NULL,
	reopened        BIGINT NOT NULL,
	version         BIGINT NOT NULL
);
-- The queue: what is to be done, most urgent first; closed records are other
-- rows of the index and cost it nothing. Every index begins with the kind: one
-- that does not would seem to find more than those that do, and not be used.
CREATE INDEX ticket_queue ON ticket (kind, phase, priority, created, id);
CREATE INDEX ticket_recent ON ticket (kind, phase, updated, id);
CREATE INDEX ticket_newest ON ticket (kind, phase, created, id);
CREATE INDEX ticket_team ON ticket (kind, team_id, phase, priority, created, id);
CREATE INDEX ticket_assignee ON ticket (kind, assignee_id, phase, priority, created, id);
CREATE INDEX ticket_requester ON ticket (kind, requester_id, created, id);
CREATE INDEX ticket_conversation ON ticket (conversation_id);
-- All phases in each order, and everything not yet over. The last stands last:
-- where two indexes promise the same, SQLite takes the younger.
CREATE INDEX ticket_ranked ON ticket (kind, priority, created, id);
CREATE INDEX ticket_updated ON ticket (kind, updated, id);
CREATE INDEX ticket_created ON ticket (kind, created, id);
CREATE INDEX ticket_open ON ticket (kind, priority, created, id) WHERE phase <> 'over';

-- Working words of the desk; they never leave it.
CREATE TABLE note (
	id        TEXT   NOT NULL PRIMARY KEY,
	ticket_id TEXT   NOT NULL REFERENCES ticket (id),
	author_id TEXT   NOT NULL,
	text      TEXT   NOT NULL,
	recorded  BIGINT NOT NULL
);
CREATE INDEX note_ticket ON note (ticket_id, recorded, id);

CREATE TABLE ticket_link (
	from_id  TEXT   NOT NULL REFERENCES ticket (id),
	to_id    TEXT   NOT NULL REFERENCES ticket (id),
	kind     TEXT   NOT NULL,
	actor_id TEXT   NOT NULL,
	created  BIGINT NOT NULL,
	PRIMARY KEY (from_id, to_id, kind)
);
CREATE INDEX ticket_link_to ON ticket_link (to_id);

CREATE TABLE incident (
	ticket_id       TEXT   NOT NULL PRIMARY KEY REFERENCES ticket (id),
	symptoms        TEXT   NOT NULL,
	contact         TEXT   NOT NULL CHECK (length(contact) <= 320),
	callback        TEXT   NOT NULL CHECK (length(callback) <= 320),
	occurred        BIGINT NOT NULL,
	resolution_text TEXT   NOT NULL,
	resolution_code TEXT   NOT NULL,
	resolution_kind TEXT   NOT NULL,
	cancel_reason   TEXT   NOT NULL,
	confirmed       TEXT   NOT NULL
);

-- One answer a key and actor, kept 24 hours: a repeated POST gets the same.
CREATE TABLE idempotency_key (
	actor_id TEXT   NOT NULL,
	key      TEXT   NOT NULL CHECK (length(key) <= 200),
	digest   BYTEA  NOT NULL,
	status   BIGINT NOT NULL,
	body     TEXT   NOT NULL,
	created  BIGINT NOT NULL,
	PRIMARY KEY (actor_id, key)
);
CREATE INDEX idempotency_key_created ON idempotency_key (created);

-- outbox (floor 3): letters to people, and what became of each.
CREATE TABLE outbox_letter (
  id              TEXT    NOT NULL PRIMARY KEY,
  mailbox_id      TEXT    NOT NULL,             -- '': the desk's first mailbox that can send
  conversation_id TEXT    NOT NULL,             -- letters of one conversation leave in order; '' none
  ticket_kind     TEXT    NOT NULL,             -- incident, ...: whose screens are told; '' none
  ticket_id       TEXT    NOT NULL,             -- '' none
  message_id      TEXT    NOT NULL,             -- the conversation's message it carries; '' none (an acknowledgement)
  kind            TEXT    NOT NULL,             -- reply, acknowledgement, resolution, ...: a word of whoever wrote it
  person_id       TEXT    NOT NULL,
  address         TEXT    NOT NULL,
  name            TEXT    NOT NULL,
  language        TEXT    NOT NULL,
  internet_id     TEXT    NOT NULL,             -- our Message-ID, without brackets: the same however often it is sent
  in_reply_to     TEXT    NOT NULL,
  thread_ids      TEXT    NOT NULL,             -- References, separated by spaces
  subject         TEXT    NOT NULL,
  body_text       TEXT    NOT NULL,
  body_html       TEXT    NOT NULL,
  attachments     TEXT    NOT NULL,             -- JSON [{"name","type","blob"}]
  auto            BOOLEAN NOT NULL,             -- Auto-Submitted: no person wrote it
  state           TEXT    NOT NULL,             -- waiting, sent, failed
  attempts        BIGINT  NOT NULL,
  error           TEXT    NOT NULL,
  written_at      BIGINT  NOT NULL,
  sent_at         BIGINT  NOT NULL
);
CREATE UNIQUE INDEX outbox_letter_internet ON outbox_letter (internet_id);
CREATE INDEX outbox_letter_state ON outbox_letter (state, written_at, id);
CREATE INDEX outbox_letter_message ON outbox_letter (message_id, id);
CREATE INDEX outbox_letter_conversation ON outbox_letter (conversation_id, id);

-- channel/mail (floor 8): the mailboxes of the desk and every message that came in, kept before it was marked seen.
CREATE TABLE mailbox (
  id             TEXT    NOT NULL PRIMARY KEY,
  version        BIGINT  NOT NULL,
  name           TEXT    NOT NULL,
  address        TEXT    NOT NULL,
  address_key    TEXT    NOT NULL,              -- folded
  language       TEXT    NOT NULL,
  team_id        TEXT    NOT NULL,
  enabled        BOOLEAN NOT NULL,
  imap_host      TEXT    NOT NULL,              -- '': does not receive
  imap_port      BIGINT  NOT NULL,
  imap_tls       TEXT    NOT NULL,              -- implicit, starttls, none (loopback only)
  imap_user      TEXT    NOT NULL,
  imap_password  BYTEA   NOT NULL,              -- sealed; empty: none
  imap_folder    TEXT    NOT NULL,
  smtp_host      TEXT    NOT NULL,              -- '': does not send
  smtp_port      BIGINT  NOT NULL,
  smtp_tls       TEXT    NOT NULL,
  smtp_user      TEXT    NOT NULL,
  smtp_password  BYTEA   NOT NULL,
  receive_error  TEXT    NOT NULL,              -- a code of phrase; '': well
  receive_cause  TEXT    NOT NULL,              -- what the server said
  received_at    BIGINT  NOT NULL,              -- last time it was looked into with success
  send_error     TEXT    NOT NULL,
  send_cause     TEXT    NOT NULL,
  sent_at        BIGINT  NOT NULL,
  created_at     BIGINT  NOT NULL,
  updated_at     BIGINT  NOT NULL
);
CREATE UNIQUE INDEX mailbox_address ON mailbox (address_key);

CREATE TABLE mail_arrival (
  id          TEXT    NOT NULL PRIMARY KEY,
  mailbox_id  TEXT    NOT NULL,
  digest      TEXT    NOT NULL,                 -- SHA-256 of the bytes, hexadecimal
  size        BIGINT  NOT NULL,
  raw         BYTEA   NOT NULL,                 -- empty when too large to fetch
  state       TEXT    NOT NULL,                 -- kept, done, quarantined, too_large
  reason      TEXT    NOT NULL,
  kept_at     BIGINT  NOT NULL,
  settled_at  BIGINT  NOT NULL
);
CREATE UNIQUE INDEX mail_arrival_once ON mail_arrival (mailbox_id, digest);
CREATE INDEX mail_arrival_state ON mail_arrival (state, kept_at, id);

-- A job waits (state waiting), runs under a lease (running) and ends (done, dead: ended_at > 0).
CREATE TABLE job (
  id           TEXT    NOT NULL PRIMARY KEY CHECK (length(id) <= 36),
  kind         TEXT    NOT NULL CHECK (length(kind) <= 100),
  key          TEXT    NOT NULL CHECK (length(key) <= 200),
  unique_key   TEXT    NOT NULL CHECK (length(unique_key) <= 200),
  place        BIGINT  NOT NULL,                       -- order of insertion within key
  state        TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead')),
  due_at       BIGINT  NOT NULL,
  leased_until BIGINT  NOT NULL,                       -- 0: not running
  attempt      BIGINT  NOT NULL,
  payload      TEXT    NOT NULL,
  mistake      TEXT    NOT NULL,                       -- the last failure, for administration
  created_at   BIGINT  NOT NULL,
  ended_at     BIGINT  NOT NULL                        -- 0: not ended
);
-- what to claim next
CREATE INDEX job_waiting ON job (due_at, id) WHERE state = 'waiting';
-- unique among the waiting only: over the running ones too, a change during a run would be swallowed
CREATE UNIQUE INDEX job_unique ON job (kind, unique_key) WHERE state = 'waiting' AND unique_key <> '';
-- the head of each key
CREATE INDEX job_key ON job (key, place, id) WHERE ended_at = 0 AND key <> '';
-- one running per key, whatever races
CREATE UNIQUE INDEX job_key_running ON job (key) WHERE state = 'running' AND key <> '';
-- leases that ran out
CREATE INDEX job_lease ON job (leased_until) WHERE state = 'running';
-- the finished to delete, the dead to show
CREATE INDEX job_ended ON job (state, ended_at, id) WHERE ended_at > 0;

-- One searchable part of a record. number grows with every (re)indexing: newest = highest.
CREATE TABLE search_document (
  number          BIGINT NOT NULL PRIMARY KEY,          -- tx.Next(ctx, "search_document")
  subject_kind    TEXT   NOT NULL CHECK (length(subject_kind) <= 40),
  subject_id      TEXT   NOT NULL CHECK (length(subject_id) <= 64),
  part            TEXT   NOT NULL CHECK (length(part) <= 100),
  audience        TEXT   NOT NULL CHECK (audience IN ('public', 'internal')),
  title           TEXT   NOT NULL CHECK (length(title) <= 300),
  words           TEXT   NOT NULL,                      -- tags of the scope and stems: what the full text index holds
  at              BIGINT NOT NULL,
  UNIQUE (subject_kind, subject_id, part)
);
