-- +goose Up

-- Letters that came in and are no message: found by who sent them, and put aside
-- for people to look at. state is open: held (too many at once), suspended (spam),
-- blocked, discarded and whatever comes.
ALTER TABLE mail_arrival ADD COLUMN sender TEXT NOT NULL DEFAULT '';
ALTER TABLE mail_arrival ADD COLUMN subject TEXT NOT NULL DEFAULT '';
CREATE INDEX mail_arrival_sender ON mail_arrival (sender, state, settled_at) WHERE sender <> '';
CREATE INDEX mail_arrival_settled ON mail_arrival (state, settled_at);

-- Whose letters are put aside until somebody says otherwise.
CREATE TABLE arrival_block (
	id      TEXT   NOT NULL PRIMARY KEY,
	address TEXT   NOT NULL UNIQUE CHECK (length(address) <= 320),
	by_id   TEXT   NOT NULL,
	created BIGINT NOT NULL
);
