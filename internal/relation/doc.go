// Package relation keeps how records belong together, whatever their practices:
// the links between them, told from both ends, and the merges of duplicates. What
// a merge does to a record is package ticket's; who asks for one is intake's.
package relation
