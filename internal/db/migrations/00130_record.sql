-- +goose Up

-- Of who follows a record because they followed another that was merged into it:
-- that other one, so that the merge can be taken back whole.
ALTER TABLE watcher ADD COLUMN origin TEXT NOT NULL DEFAULT '';

-- A record made of messages that were said in another. body lists them, each with
-- the conversation that it came from first, so that the split can be taken back.
CREATE TABLE ticket_split (
	to_id   TEXT   NOT NULL PRIMARY KEY REFERENCES ticket (id),
	from_id TEXT   NOT NULL REFERENCES ticket (id),
	body    TEXT   NOT NULL,
	actor_id TEXT  NOT NULL,
	created BIGINT NOT NULL
);
CREATE INDEX ticket_split_from ON ticket_split (from_id);

-- What somebody takes down of what a requester says is a draft of its own.
CREATE TABLE conversation_draft_kept (
	person_id TEXT   NOT NULL REFERENCES person (id),
	ticket_id TEXT   NOT NULL,
	mode      TEXT   NOT NULL CHECK (mode IN ('reply', 'note', 'call')),
	text      TEXT   NOT NULL,
	files     TEXT   NOT NULL,
	version   BIGINT NOT NULL,
	saved     BIGINT NOT NULL,
	PRIMARY KEY (person_id, ticket_id, mode)
);
INSERT INTO conversation_draft_kept (person_id, ticket_id, mode, text, files, version, saved)
	SELECT person_id, ticket_id, mode, text, files, version, saved FROM conversation_draft;
DROP TABLE conversation_draft;
ALTER TABLE conversation_draft_kept RENAME TO conversation_draft;
