-- +goose Up

-- The last nine digits of a number, by which a caller is found however it was
-- written down: 04 65 71 01 18 and +33 4 65 71 01 18 are the same line.
ALTER TABLE identity ADD COLUMN tail_key TEXT NOT NULL DEFAULT '';
UPDATE identity SET tail_key = CASE WHEN length(value_key) > 9 THEN substr(value_key, length(value_key) - 8)
	ELSE replace(value_key, '+', '') END WHERE kind = 'phone';
CREATE INDEX identity_tail ON identity (tail_key) WHERE tail_key <> '';
