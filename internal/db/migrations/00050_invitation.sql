-- +goose Up

-- A link may also be an invitation. The purposes are known to the code alone from
-- now on: a new one needs no new table.
CREATE TABLE auth_link_new (
	hash      BYTEA  NOT NULL PRIMARY KEY,
	purpose   TEXT   NOT NULL CHECK (length(purpose) <= 40),
	person_id TEXT   NOT NULL,
	created   BIGINT NOT NULL,
	expires   BIGINT NOT NULL
);
INSERT INTO auth_link_new (hash, purpose, person_id, created, expires)
	SELECT hash, purpose, person_id, created, expires FROM auth_link;
DROP TABLE auth_link;
ALTER TABLE auth_link_new RENAME TO auth_link;
CREATE INDEX auth_link_person ON auth_link (purpose, person_id);
CREATE INDEX auth_link_expires ON auth_link (expires);
