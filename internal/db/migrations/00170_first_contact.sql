-- +goose Up

-- Solved at the first contact: by rule, when it is resolved or fulfilled.
ALTER TABLE ticket ADD COLUMN first_contact BOOLEAN NOT NULL DEFAULT FALSE;
