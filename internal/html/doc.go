// Package html makes HTML from outside fit to be shown: nothing in it runs,
// nothing is fetched from elsewhere, nothing leaves the box it is drawn in. It
// also reads the text out of HTML and makes HTML of plain text.
//
// It owns the rules of what may stay. Where the bytes came from, and which
// picture belongs to which attachment, is the business of package mime and of
// those above; drawing the result in a sandboxed frame that of the web.
package html
