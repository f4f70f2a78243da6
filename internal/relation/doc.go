// Package relation keeps how records belong together, whatever their practices:
// the links between them, told from both ends, the merges of duplicates, and the splits
// of what held two matters. What
// a merge does to a record is package ticket's; who asks for one is intake's.
package relation
