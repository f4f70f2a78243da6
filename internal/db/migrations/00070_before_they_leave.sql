-- +goose Up

-- Words of the desk on their way out: they can be taken back until leaves_at.
-- What they do to the record then is the hall's; it is kept here unread.
CREATE TABLE conversation_leaving (
	id              TEXT   NOT NULL PRIMARY KEY,
	conversation_id TEXT   NOT NULL REFERENCES conversation (id),
	ticket_id       TEXT   NOT NULL,
	author_id       TEXT   NOT NULL,
	team_id         TEXT   NOT NULL,
	via             TEXT   NOT NULL,
	channel         TEXT   NOT NULL,
	text            TEXT   NOT NULL,
	move            TEXT   NOT NULL,
	created         BIGINT NOT NULL,
	leaves_at       BIGINT NOT NULL
);
CREATE INDEX conversation_leaving_ticket ON conversation_leaving (ticket_id, created, id);

-- What somebody is writing about a record and has not sent.
CREATE TABLE conversation_draft (
	person_id TEXT   NOT NULL REFERENCES person (id),
	ticket_id TEXT   NOT NULL,
	mode      TEXT   NOT NULL CHECK (mode IN ('reply', 'note')),
	text      TEXT   NOT NULL,
	files     TEXT   NOT NULL,
	version   BIGINT NOT NULL,
	saved     BIGINT NOT NULL,
	PRIMARY KEY (person_id, ticket_id, mode)
);
