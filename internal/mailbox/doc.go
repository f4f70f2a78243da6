// Package mailbox keeps the mailboxes of the desk: the address people write to,
// the servers behind it, and how it fares. Passwords are sealed and never read
// back but by what speaks to the servers.
//
// It owns the rows and the key that seals passwords. Speaking IMAP and SMTP is
// the business of package channel/mail.
package mailbox
