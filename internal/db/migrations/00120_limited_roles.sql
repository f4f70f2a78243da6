-- +goose Up

-- A role is had everywhere or, by each column that is not empty, in one
-- organisation, at one site, for what one team has, for one kind of record.
ALTER TABLE role_grant RENAME TO role_grant_before;
CREATE TABLE role_grant (
	person_id       TEXT NOT NULL REFERENCES person (id),
	role            TEXT NOT NULL CHECK (length(role) <= 40),
	organisation_id TEXT NOT NULL,
	site_id         TEXT NOT NULL,
	team_id         TEXT NOT NULL,
	kind            TEXT NOT NULL CHECK (length(kind) <= 40),
	PRIMARY KEY (person_id, role, organisation_id, site_id, team_id, kind)
);
INSERT INTO role_grant (person_id, role, organisation_id, site_id, team_id, kind)
	SELECT person_id, role, organisation_id, '', '', '' FROM role_grant_before;
DROP TABLE role_grant_before;
CREATE INDEX role_grant_role ON role_grant (role, organisation_id, person_id);

-- The queue of one site.
CREATE INDEX ticket_site ON ticket (kind, site_id, phase, priority, created, id);
