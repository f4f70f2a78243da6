-- +goose Up

-- A word to one person that something happened to a record; its text stays with
-- the record.
CREATE TABLE notify_notice (
	id          TEXT   NOT NULL PRIMARY KEY,
	person_id   TEXT   NOT NULL REFERENCES person (id),
	reason      TEXT   NOT NULL CHECK (length(reason) <= 40),
	ticket_kind TEXT   NOT NULL,
	ticket_id   TEXT   NOT NULL REFERENCES ticket (id),
	entry_id    TEXT   NOT NULL,
	entry_kind  TEXT   NOT NULL CHECK (length(entry_kind) <= 60),
	actor_id    TEXT   NOT NULL,
	created     BIGINT NOT NULL,
	seen        BIGINT NOT NULL
);
CREATE UNIQUE INDEX notify_notice_entry ON notify_notice (person_id, entry_id);
CREATE INDEX notify_notice_person ON notify_notice (person_id, created, id);
CREATE INDEX notify_notice_unread ON notify_notice (person_id, created) WHERE seen = 0;
CREATE INDEX notify_notice_created ON notify_notice (created);
