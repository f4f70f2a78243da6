-- +goose Up

-- By what a record is sorted: a tree, in both languages. kinds are the kinds of
-- record it is for, separated by commas; place is its order among its sisters.
CREATE TABLE category (
	id        TEXT    NOT NULL PRIMARY KEY,
	parent_id TEXT    NOT NULL,
	name_fr   TEXT    NOT NULL CHECK (length(name_fr) <= 100),
	name_en   TEXT    NOT NULL CHECK (length(name_en) <= 100),
	kinds     TEXT    NOT NULL CHECK (length(kinds) <= 200),
	place     BIGINT  NOT NULL,
	active    BOOLEAN NOT NULL,
	created   BIGINT  NOT NULL
);
CREATE INDEX category_parent ON category (parent_id, place, id);
