-- +goose Up

-- Answers written once and given often, in both languages. reach says whose they
-- are: of a person or of a team (owner_id), or of the whole desk ('').
CREATE TABLE canned_reply (
	id           TEXT    NOT NULL PRIMARY KEY,
	name         TEXT    NOT NULL CHECK (length(name) <= 100),
	name_key     TEXT    NOT NULL,
	shortcut     TEXT    NOT NULL CHECK (length(shortcut) <= 30),
	shortcut_key TEXT    NOT NULL,
	reach        TEXT    NOT NULL CHECK (reach IN ('personal', 'team', 'shared')),
	owner_id     TEXT    NOT NULL,
	text_fr      TEXT    NOT NULL,
	text_en      TEXT    NOT NULL,
	active       BOOLEAN NOT NULL,
	created      BIGINT  NOT NULL
);
CREATE INDEX canned_reply_owner ON canned_reply (reach, owner_id, name_key, id);
