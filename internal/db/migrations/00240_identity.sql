-- +goose Up

-- What of a letter stays the same when a server delivers it a second time: the
-- first copy has it, and is read; those that come after have none, and are put away.
ALTER TABLE mail_arrival ADD COLUMN identity TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX mail_arrival_identity ON mail_arrival (mailbox_id, identity) WHERE identity <> '';
