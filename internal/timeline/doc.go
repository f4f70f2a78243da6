// Package timeline keeps what happened, to anything: the entries of a subject
// in order, chained by hash, and the spans of the fields that time is measured
// on. A verb of a noun decides which entries there are; this room numbers,
// chains and stores them, and can prove afterwards that none was altered, cut
// off or lost. It knows no noun: a subject is a kind and an id, a change is a
// field with its old and its new value.
//
// The chain of one subject:
//
//	hash = SHA-256(previous hash ‖ header ‖ SHA-256(salt ‖ data))
//
// over the stored bytes, the header's fields in fixed order, each with its
// length before it. Data and salt can be erased; the digest stays, the chain
// still holds, and Verify says how many were erased. A daily seal over the
// heads of all chains, itself chained, shows a missing subject or a cut tail.
package timeline
