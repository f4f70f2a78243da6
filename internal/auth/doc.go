// Package auth says who is there: accounts and their passwords, sessions of the
// screens, tokens of programs, and the roles that were granted. What a role may
// do is package access's, who the person is package person's, and cookies,
// headers and addresses are the door's.
//
// # Signing in
//
// A password is judged between two short transactions, never in one:
//
//	Gate.Admit ──too_many──> answer            (memory: by login, by address)
//	   │
//	Attempt.Find    in a Read                  claim: a hash to judge by, or none
//	   │
//	Attempt.Verify  outside, ~50 ms            right or wrong; always one hash
//	   │
//	Attempt.Settle  in a Write                 right: session, failures := 0
//	   │                                       wrong: failures + 1, perhaps a lock
//	Attempt.End ──sign_in_failed──> answer     tells the memory; gives the session
//
// An account: open ──fifth failure──> locked (30 s, then twice as long for each
// further failure, 15 min at most) ──time──> open; a success, a new password or
// an hour of peace forgets the failures.
//
// A link (a letter's, or the code of the first start): made ──taken once, its
// time, a newer one──> over. The door only asks for the letter, by a job that
// looks the address up: it does the same for who is known and who is not.
// A session by a link is a user's, whatever roles the person has.
//
// A session: live ──12 h without use, 30 days, sign-out, new password──> over.
// A token: live ──its expiry, revoked──> over. Both: over at once when the
// person is no longer active, for nothing is cached.
//
// # What is guarded against
//
//   - Guessing, one account: the lock, counted in the account's row, so that
//     neither a restart nor another node forgets; guesses made at the same time
//     are judged again under the row's lock.
//   - Guessing, many accounts: a bucket per address (a /64 for IPv6).
//   - Finding out who has an account: for an unknown login, an account without
//     a password, a locked one or a person who left, the same hash is computed,
//     the same statements run, one row is written, and the answer is the same.
//     too_many comes from memory alone, which treats every login alike; an
//     account that is locked where the memory knows nothing of it (another
//     node, a restart) answers sign_in_failed and its password is not judged.
//   - Exhausting memory by hashes: a Hasher computes two at once, lets few wait
//     and refuses the rest.
//   - A stolen database: passwords by argon2id, sessions and tokens by digest;
//     they are 256 random bits, so a fast digest is enough. With a server's Key
//     a digest written into the table opens nothing either.
//   - Leaks by log: a Secret prints as ***.
//
// Locking an account out by failing on purpose remains possible, for 15 minutes
// at most each time; sessions that are open go on.
package auth
