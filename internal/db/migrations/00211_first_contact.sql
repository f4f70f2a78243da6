-- +goose Up

-- Those solved at the first contact are few among all: the filter of the queue is
-- led to them.
CREATE INDEX ticket_first_contact ON ticket (kind, first_contact, updated, id) WHERE first_contact = TRUE;
