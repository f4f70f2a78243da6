// Package category keeps the tree by which records are sorted: categories with
// their sub-categories, named in both languages, in an order, each for some kinds
// of record. One that is no longer wanted is retired, never deleted: the records
// that carry it keep it.
//
// The tree is small and is read whole. Which record carries which category, and
// when one is needed, is package ticket's and the practices'.
package category
