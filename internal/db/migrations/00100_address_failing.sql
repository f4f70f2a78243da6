-- +goose Up

-- Since when letters to an address come back, and why; 0 while they arrive.
ALTER TABLE identity ADD COLUMN failing BIGINT NOT NULL DEFAULT 0;
ALTER TABLE identity ADD COLUMN failing_reason TEXT NOT NULL DEFAULT '';
