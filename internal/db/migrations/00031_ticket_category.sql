-- +goose Up

-- By what a record was sorted first, is sorted now, and was sorted at its end.
ALTER TABLE ticket ADD COLUMN opening_category_id TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN category_id TEXT NOT NULL DEFAULT '';
ALTER TABLE ticket ADD COLUMN closing_category_id TEXT NOT NULL DEFAULT '';
-- The queue of a category; and each for the reports.
CREATE INDEX ticket_category ON ticket (kind, category_id, phase, priority, created, id) WHERE category_id <> '';
CREATE INDEX ticket_opening_category ON ticket (kind, opening_category_id, created, id) WHERE opening_category_id <> '';
CREATE INDEX ticket_closing_category ON ticket (kind, closing_category_id, closed, id) WHERE closing_category_id <> '';
