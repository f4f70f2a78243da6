// Package mime is the language of letters: it reads the bytes of a mail into a
// Letter, writes a letter of ours as bytes, and signs the address by which an
// answer finds its conversation.
//
// It owns what a message is on the wire, in all the dialects in which programs
// really write it: parts, character sets, quotes, signatures. It knows neither
// servers (package channel/mail) nor what a letter means to the desk (package
// intake). What HTML may be shown is decided by package html.
package mime
