-- +goose Up

-- What is signed under the letters that leave by a mailbox, and what those that
-- come in by it open. Without a row: the desk's name, and incidents.
CREATE TABLE mailbox_manner (
	mailbox_id   TEXT   NOT NULL PRIMARY KEY REFERENCES mailbox (id),
	version      BIGINT NOT NULL,
	signature_fr TEXT   NOT NULL CHECK (length(signature_fr) <= 4000),
	signature_en TEXT   NOT NULL CHECK (length(signature_en) <= 4000),
	opens        TEXT   NOT NULL CHECK (length(opens) <= 40)
);
