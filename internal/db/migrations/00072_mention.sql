-- +goose Up

-- Whom a note names, by id: the words of the note may say it as they like.
CREATE TABLE note_mention (
	note_id   TEXT NOT NULL REFERENCES note (id),
	kind      TEXT NOT NULL CHECK (kind IN ('person', 'team')),
	target_id TEXT NOT NULL,
	name      TEXT NOT NULL,
	PRIMARY KEY (note_id, kind, target_id)
);
