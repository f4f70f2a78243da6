-- +goose Up

-- Who is to get a copy of what somebody is writing, as they typed it.
ALTER TABLE conversation_draft ADD COLUMN copies TEXT NOT NULL DEFAULT '' CHECK (length(copies) <= 4000);
