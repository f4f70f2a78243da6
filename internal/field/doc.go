// Package field keeps the fields that an administrator adds to records, and what
// they hold: a name in both languages, a type, the kinds and categories of record
// they are for, when they must be filled in, and who sees them. One that is no
// longer wanted is retired, never deleted: the records keep what they hold.
//
// A record's row keeps its values whole (Values); field_value holds the same ones
// by field, for lists that are narrowed or sorted by them. A value is text in one
// form only (Canon), so entries, folds and conflicts compare it like any other.
//
// The fields are few and are read whole. Which record carries what, and who may
// see it, is for package ticket and the doors.
package field
