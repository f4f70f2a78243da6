// Package blob keeps the bytes of attachments and of raw messages, named by
// their SHA-256: the same bytes are kept once, and what is read can be checked.
//
// It owns the folder they lie in, the detection of a file's type by its content
// and the cleaning of file names. Whose a file is, who may read it and how large
// it may be is the caller's; what it is called is a row of the caller's table.
package blob
