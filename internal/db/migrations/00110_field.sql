-- +goose Up

-- What an administrator adds to records. kinds, categories, required and hidden
-- are lists separated by commas, options is JSON; words are the names it has and
-- had, folded, one a line.
CREATE TABLE field (
	id         TEXT    NOT NULL PRIMARY KEY CHECK (length(id) <= 40),
	type       TEXT    NOT NULL,
	name_fr    TEXT    NOT NULL CHECK (length(name_fr) <= 60),
	name_en    TEXT    NOT NULL CHECK (length(name_en) <= 60),
	help_fr    TEXT    NOT NULL CHECK (length(help_fr) <= 300),
	help_en    TEXT    NOT NULL CHECK (length(help_en) <= 300),
	kinds      TEXT    NOT NULL CHECK (length(kinds) <= 200),
	categories TEXT    NOT NULL,
	options    TEXT    NOT NULL,
	required   TEXT    NOT NULL,
	portal     TEXT    NOT NULL,
	hidden     TEXT    NOT NULL,
	words      TEXT    NOT NULL,
	place      BIGINT  NOT NULL,
	active     BOOLEAN NOT NULL,
	created    BIGINT  NOT NULL
);
CREATE INDEX field_place ON field (place, id);

-- What a record holds in them: JSON, by the field's id; empty for nothing.
ALTER TABLE ticket ADD COLUMN custom TEXT NOT NULL DEFAULT '';

-- The same by field, for lists that are narrowed or sorted by it: sort_key is the
-- folded beginning of a text, the id of an option or of a person; number is a
-- number in ten thousandths, a moment, a day, or a yes. item is the option of a
-- field that holds several, each with a row of its own; created is the record's.
CREATE TABLE field_value (
	ticket_id TEXT   NOT NULL,
	field_id  TEXT   NOT NULL CHECK (length(field_id) <= 40),
	item      TEXT   NOT NULL,
	sort_key  TEXT   NOT NULL CHECK (length(sort_key) <= 400),
	number    BIGINT NOT NULL,
	created   BIGINT NOT NULL,
	PRIMARY KEY (ticket_id, field_id, item)
);
CREATE INDEX field_value_key ON field_value (field_id, sort_key, created, ticket_id);
CREATE INDEX field_value_number ON field_value (field_id, number, created, ticket_id);
