// Package mainjob tells the main job as people live it: somebody writes to the
// desk by mail, through a real Postfix and a real Dovecot; it becomes an
// incident; an agent answers in the workspace; the answer arrives as a mail, is
// answered, and the matter is closed. The whole program runs in process, on both
// engines, with nothing put in the place of anything.
package mainjob
