-- +goose Up

-- Letters larger than what is read without asking: blob names the file in which
-- the bytes are (raw is empty then), and place says where they still lie when they
-- were not fetched: "imap UIDVALIDITY UID" in the mailbox, "drop NAME" in its folder.
ALTER TABLE mail_arrival ADD COLUMN blob TEXT NOT NULL DEFAULT '' CHECK (length(blob) <= 64);
ALTER TABLE mail_arrival ADD COLUMN place TEXT NOT NULL DEFAULT '' CHECK (length(place) <= 400);

-- Of those that were left before, only their mailbox knows.
UPDATE mail_arrival SET place = 'unknown', reason = 'mail.left' WHERE state = 'too_large';
