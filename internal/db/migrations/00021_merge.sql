-- +goose Up

-- Merging points records to one conversation. origin remembers the conversation
-- in which a message was said first, or through which somebody came in;
-- merged_into leads answers to old letters on.
ALTER TABLE conversation ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE participant ADD COLUMN origin TEXT NOT NULL DEFAULT '';
CREATE INDEX message_origin ON message (origin) WHERE origin <> '';

-- before and after are the versions of the merged record around the merge, so that
-- it can be taken back.
CREATE TABLE ticket_merge (
	from_id         TEXT   NOT NULL PRIMARY KEY REFERENCES ticket (id),
	into_id         TEXT   NOT NULL REFERENCES ticket (id),
	conversation_id TEXT   NOT NULL,
	version_before  BIGINT NOT NULL,
	version_after   BIGINT NOT NULL,
	actor_id        TEXT   NOT NULL,
	created         BIGINT NOT NULL
);
CREATE INDEX ticket_merge_into ON ticket_merge (into_id);
