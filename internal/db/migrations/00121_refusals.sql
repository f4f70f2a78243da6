-- +goose Up

-- What somebody asked for and was refused: who, what, from where. Never what was
-- typed. Old ones are swept.
CREATE TABLE refusal (
	id         TEXT   NOT NULL PRIMARY KEY,
	at         BIGINT NOT NULL,
	status     BIGINT NOT NULL,
	code       TEXT   NOT NULL CHECK (length(code) <= 60),
	permission TEXT   NOT NULL CHECK (length(permission) <= 60),
	method     TEXT   NOT NULL CHECK (length(method) <= 10),
	path       TEXT   NOT NULL CHECK (length(path) <= 200),
	person_id  TEXT   NOT NULL CHECK (length(person_id) <= 40),
	token_id   TEXT   NOT NULL CHECK (length(token_id) <= 40),
	address    TEXT   NOT NULL CHECK (length(address) <= 100),
	request_id TEXT   NOT NULL CHECK (length(request_id) <= 40),
	times      BIGINT NOT NULL
);
CREATE INDEX refusal_at ON refusal (at, id);
CREATE INDEX refusal_status ON refusal (status, at, id);
CREATE INDEX refusal_person ON refusal (person_id, at, id);
CREATE INDEX refusal_address ON refusal (address, at, id);
CREATE INDEX refusal_request ON refusal (request_id);
