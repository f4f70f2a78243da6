// Package stem turns the words of a text, French or English, into the tokens
// that are indexed and searched: folded (lower case, no accents), stemmed by
// the rules of the language, with references, codes, addresses and paths kept
// whole beside their parts.
//
// A text gives each of its words and the word's stem; a query gives for each of
// its words the alternatives of which a document must hold one. What is made
// here is a pure function of its input, so both engines index and search the
// same tokens. Where they are kept, and who may find them, is package search's.
package stem
