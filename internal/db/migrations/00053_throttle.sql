-- +goose Up

-- How often something may still be tried, by what is tried and from where: shared
-- by all nodes. Only a digest of the name is kept.
CREATE TABLE auth_throttle (
	id   TEXT   NOT NULL PRIMARY KEY CHECK (length(id) <= 64),
	left_milli BIGINT NOT NULL,
	at   BIGINT NOT NULL
);
CREATE INDEX auth_throttle_at ON auth_throttle (at);
