// Package mail is the channel by which letters come in and go out.
//
// In: a watcher a mailbox holds a connection (IMAP, told by IDLE, looking by
// itself each minute), keeps what is new, bytes and job in one transaction, and
// only then marks it seen. The job reads the letter and hands it on. Out: the
// job of each letter reads, talks to the server (SMTP) and writes what became of
// it: never the network inside a transaction.
//
// It owns the bytes that came in, from the moment they are kept to the moment
// they are a message; what nobody can read stays here, in quarantine. What a
// letter means is decided by whoever gives Receive (package intake); letters out
// are package outbox's, mailboxes package mailbox's, and the language of letters
// is package mime's.
//
//	kept ──> done
//	  └────> quarantined ──> done    once it can be read
//	too_large                        never fetched, left in the mailbox, flagged
package mail
