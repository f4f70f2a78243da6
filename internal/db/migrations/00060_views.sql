-- +goose Up

-- Cuts of the queue that people gave a name. One that was removed can be brought
-- back.
CREATE TABLE view_saved (
	id       TEXT   NOT NULL PRIMARY KEY,
	version  BIGINT NOT NULL,
	owner_id TEXT   NOT NULL REFERENCES person (id),
	share    TEXT   NOT NULL CHECK (share IN ('personal', 'team', 'shared')),
	team_id  TEXT   NOT NULL,
	name     TEXT   NOT NULL CHECK (length(name) <= 200),
	name_key TEXT   NOT NULL CHECK (length(name_key) <= 400),
	cut      TEXT   NOT NULL CHECK (length(cut) <= 40),
	filter   TEXT   NOT NULL CHECK (length(filter) <= 2000),
	sort     TEXT   NOT NULL CHECK (length(sort) <= 200),
	grouping TEXT   NOT NULL CHECK (length(grouping) <= 40),
	columns  TEXT   NOT NULL,
	created  BIGINT NOT NULL,
	updated  BIGINT NOT NULL,
	removed  BIGINT NOT NULL
);
CREATE INDEX view_saved_owner ON view_saved (owner_id, removed);
CREATE INDEX view_saved_share ON view_saved (share, team_id);

-- How each person likes their screens: JSON, read and written whole.
CREATE TABLE preference (
	person_id TEXT   NOT NULL REFERENCES person (id),
	name      TEXT   NOT NULL CHECK (length(name) <= 40),
	value     TEXT   NOT NULL,
	updated   BIGINT NOT NULL,
	PRIMARY KEY (person_id, name)
);

-- The queue state by state, and organisation by organisation.
CREATE INDEX ticket_state ON ticket (kind, state, priority, created, id);
CREATE INDEX ticket_organisation ON ticket (kind, organisation_id, phase, priority, created, id);
