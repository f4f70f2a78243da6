// Package search is the index of every record's words: written in the
// transaction that changes the record, asked within the scope of who asks.
//
// A document is one part of a record (its own fields, one message, one note). It
// carries, beside its stems, tags of its kind, its audience and of the
// organisation and people that it belongs to. Tags are words of the same full
// text index, so a scope is a part of the query: what lies outside it is neither
// found, nor counted, nor able to push something else out of the answer.
//
// Stems are made by package stem, before the transaction. How the two engines
// keep and match words is db's; what a record's parts are, and whose, is said by
// the noun that puts them here; the record behind a hit is read by whoever shows
// it.
package search
