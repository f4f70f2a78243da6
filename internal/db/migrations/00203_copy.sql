-- +goose Up

-- Who got a copy of the desk's words, by one message.
CREATE TABLE message_copy (
	message_id TEXT NOT NULL,
	address    TEXT NOT NULL CHECK (length(address) <= 320),
	PRIMARY KEY (message_id, address)
);

-- Of a letter that went to several: whom its head names besides its own address.
ALTER TABLE outbox_letter ADD COLUMN head_to TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox_letter ADD COLUMN head_cc TEXT NOT NULL DEFAULT '';
