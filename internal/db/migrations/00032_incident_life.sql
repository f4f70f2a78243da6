-- +goose Up

-- When a done record closes by itself, unless somebody answers; 0: it does not.
ALTER TABLE ticket ADD COLUMN closes BIGINT NOT NULL DEFAULT 0;
CREATE INDEX ticket_closes ON ticket (closes, id) WHERE closes > 0;

-- What is known of how an incident was noticed and how far it reaches; when the
-- service was out, apart from the record's own times.
ALTER TABLE incident ADD COLUMN first_symptom TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN last_good BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN detected BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN detected_by TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN location TEXT NOT NULL DEFAULT '' CHECK (length(location) <= 300);
ALTER TABLE incident ADD COLUMN users_hit BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN extent TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN still_working TEXT NOT NULL DEFAULT '';
ALTER TABLE incident ADD COLUMN outage_start BIGINT NOT NULL DEFAULT 0;
ALTER TABLE incident ADD COLUMN outage_end BIGINT NOT NULL DEFAULT 0;

-- An action that is written down: of what kind, what came of it, and when it was
-- done, where that was not just now.
ALTER TABLE note ADD COLUMN activity TEXT NOT NULL DEFAULT '';
ALTER TABLE note ADD COLUMN outcome TEXT NOT NULL DEFAULT '';
ALTER TABLE note ADD COLUMN started BIGINT NOT NULL DEFAULT 0;
ALTER TABLE note ADD COLUMN ended BIGINT NOT NULL DEFAULT 0;
