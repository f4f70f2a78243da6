-- +goose Up

-- What one act changed on many records, so that whoever did it can take it back:
-- body lists the records with their versions before and after.
CREATE TABLE intake_bulk (
	id       TEXT   NOT NULL PRIMARY KEY,
	actor_id TEXT   NOT NULL,
	created  BIGINT NOT NULL,
	undone   BIGINT NOT NULL,
	body     TEXT   NOT NULL
);
CREATE INDEX intake_bulk_created ON intake_bulk (created);
