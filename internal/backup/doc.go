// Package backup keeps a whole desk in one file and gives it back: the records
// of either engine, the files, and the key. It owns the layout of that file, an
// ordinary tar of JSON Lines packed by gzip that any program can read (see
// layout.md, which lies in every archive), and the proof that what was read is
// what had been written.
//
// It knows no noun: which tables and columns an export leaves out is told by
// app, which also knows where the desk lies and who may take it away.
package backup
