-- +goose Up

-- The last round trip that was tried of a mailbox: a letter to itself, out by SMTP
-- and back by the way that every letter comes in.
CREATE TABLE mailbox_test (
	mailbox_id  TEXT   NOT NULL PRIMARY KEY REFERENCES mailbox (id),
	internet_id TEXT   NOT NULL UNIQUE CHECK (length(internet_id) <= 400),
	asked       BIGINT NOT NULL,
	sent        BIGINT NOT NULL,
	opened      BIGINT NOT NULL,
	arrived     BIGINT NOT NULL,
	failed      TEXT   NOT NULL,
	code        TEXT   NOT NULL,
	cause       TEXT   NOT NULL
);
