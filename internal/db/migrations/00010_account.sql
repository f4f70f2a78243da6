-- +goose Up

-- A session has an id that may be shown, and says how it was entered: by a link
-- it is a user's, whatever roles the person has. Those that are open end: nobody
-- can tell how they were entered.
DROP TABLE session;
CREATE TABLE session (
	hash       BYTEA  NOT NULL PRIMARY KEY,
	id         TEXT   NOT NULL UNIQUE,
	person_id  TEXT   NOT NULL REFERENCES person (id),
	way        TEXT   NOT NULL CHECK (way IN ('password', 'link')),
	created    BIGINT NOT NULL,
	seen       BIGINT NOT NULL,
	expires    BIGINT NOT NULL,
	ends       BIGINT NOT NULL,
	user_agent TEXT   NOT NULL CHECK (length(user_agent) <= 300)
);
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_expires ON session (expires);

-- What opens a door once: a link in a letter, the code on the console. Only its
-- digest is kept. The code of the first start belongs to nobody: ''.
CREATE TABLE auth_link (
	hash      BYTEA  NOT NULL PRIMARY KEY,
	purpose   TEXT   NOT NULL CHECK (purpose IN ('setup', 'password', 'enter')),
	person_id TEXT   NOT NULL,
	created   BIGINT NOT NULL,
	expires   BIGINT NOT NULL
);
CREATE INDEX auth_link_person ON auth_link (purpose, person_id);
CREATE INDEX auth_link_expires ON auth_link (expires);
