-- +goose Up

-- Who follows a record that is not theirs, and so may read it; told: by mail too.
CREATE TABLE watcher (
	ticket_id TEXT    NOT NULL REFERENCES ticket (id),
	person_id TEXT    NOT NULL REFERENCES person (id),
	told      BOOLEAN NOT NULL,
	added_by  TEXT    NOT NULL,
	since     BIGINT  NOT NULL,
	PRIMARY KEY (ticket_id, person_id)
);
CREATE INDEX watcher_person ON watcher (person_id, ticket_id);

-- What is a person's own, whatever its kind.
CREATE INDEX ticket_own ON ticket (requester_id, id);
