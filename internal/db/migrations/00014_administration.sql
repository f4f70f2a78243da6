-- +goose Up

-- The name with its first word last: people are looked for by either.
ALTER TABLE person ADD COLUMN turned_key TEXT NOT NULL DEFAULT '';
CREATE INDEX person_turned ON person (turned_key, id);
-- The people of an organisation, by name.
CREATE INDEX person_organisation ON person (organisation_id, name_key, id);
CREATE INDEX role_grant_role ON role_grant (role, organisation_id, person_id);
