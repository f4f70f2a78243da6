-- +goose Up

-- Mailboxes that sign in by a token instead of a password: where tokens are asked
-- for, and as whom. A mailbox without a row signs in by its passwords.
CREATE TABLE mailbox_oauth (
	mailbox_id    TEXT  NOT NULL PRIMARY KEY REFERENCES mailbox (id),
	grant_kind    TEXT  NOT NULL CHECK (length(grant_kind) <= 40),
	token_url     TEXT  NOT NULL,
	client_id     TEXT  NOT NULL,
	scope         TEXT  NOT NULL,
	client_secret BYTEA NOT NULL,
	refresh_token BYTEA NOT NULL
);
