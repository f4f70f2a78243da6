-- +goose Up

-- A record converted into one of another practice keeps its id and its history:
-- origin is the kind under which its timeline began.
ALTER TABLE ticket ADD COLUMN origin TEXT NOT NULL DEFAULT 'incident';
-- How often it was sorted anew.
ALTER TABLE ticket ADD COLUMN retriaged BIGINT NOT NULL DEFAULT 0;

-- References that a converted record once had; each leads to it for ever.
CREATE TABLE ticket_alias (
	reference TEXT   NOT NULL PRIMARY KEY CHECK (length(reference) <= 40),
	ticket_id TEXT   NOT NULL REFERENCES ticket (id),
	created   BIGINT NOT NULL
);
CREATE INDEX ticket_alias_ticket ON ticket_alias (ticket_id);

CREATE TABLE request (
	ticket_id     TEXT NOT NULL PRIMARY KEY REFERENCES ticket (id),
	type          TEXT NOT NULL,
	contact       TEXT NOT NULL CHECK (length(contact) <= 320),
	callback      TEXT NOT NULL CHECK (length(callback) <= 320),
	result        TEXT NOT NULL,
	refusal       TEXT NOT NULL,
	cancel_reason TEXT NOT NULL,
	confirmed     TEXT NOT NULL
);

CREATE TABLE change (
	ticket_id     TEXT   NOT NULL PRIMARY KEY REFERENCES ticket (id),
	justification TEXT   NOT NULL,
	risk          TEXT   NOT NULL,
	assessment    TEXT   NOT NULL,
	plan          TEXT   NOT NULL,
	back_out      TEXT   NOT NULL,
	starts        BIGINT NOT NULL,
	ends          BIGINT NOT NULL,
	decision      TEXT   NOT NULL,
	decided_by    TEXT   NOT NULL,
	decided       BIGINT NOT NULL,
	decision_text TEXT   NOT NULL,
	outcome       TEXT   NOT NULL,
	cancel_reason TEXT   NOT NULL
);

CREATE SEQUENCE sequence_reference_request;
CREATE SEQUENCE sequence_reference_change;
