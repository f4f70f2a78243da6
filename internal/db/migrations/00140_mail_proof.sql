-- +goose Up

-- What vouches for who wrote a letter (token, server, none; '' not by mail), how
-- it found its conversation, and the record that its subject names: which is
-- shown, and never acted on.
ALTER TABLE message ADD COLUMN proof TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN landed TEXT NOT NULL DEFAULT '';
ALTER TABLE message ADD COLUMN suggests TEXT NOT NULL DEFAULT '';
