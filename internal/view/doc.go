// Package view keeps the cuts of the queue that people have given a name, and
// reads the text that a queue is narrowed by: the same text is the address of a
// list, what is typed in its filter, and what a view keeps. It knows words in
// both languages; whom and what they name is for the caller to find.
package view
