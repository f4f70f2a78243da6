-- +goose Up

-- The second factor of a person: a secret that a telephone holds too (RFC 6238),
-- sealed with the key of the desk. step is the last one that was accepted, so that
-- no code is accepted twice; confirmed is 0 until a first code was shown.
CREATE TABLE auth_factor (
	person_id TEXT   NOT NULL PRIMARY KEY REFERENCES person (id),
	secret    BYTEA  NOT NULL,
	salt      BYTEA  NOT NULL,
	step      BIGINT NOT NULL,
	created   BIGINT NOT NULL,
	confirmed BIGINT NOT NULL
);

-- Codes for whoever lost the telephone: each opens once.
CREATE TABLE auth_recovery (
	person_id TEXT  NOT NULL REFERENCES person (id),
	hash      BYTEA NOT NULL,
	PRIMARY KEY (person_id, hash)
);

-- When the password was given at this screen last, and whether it opened without
-- the second factor that the desk asks for: then it has no role.
ALTER TABLE session ADD COLUMN proved BIGINT NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN limited BOOLEAN NOT NULL DEFAULT FALSE;
