// Package job does what must follow from an act: work that is a row of the same
// transaction, so that it is never lost and never begun before the commit.
//
// A job waits until it is due, is claimed under a lease, and ends:
//
//	waiting --claim--> running --nil, Done--> done     (deleted after 7 days)
//	   ^                  |  '---Dead, or the 12th failure--> dead    (kept)
//	   '--error, lease over--'
//
// What holds:
//
//   - Unique is unique among the waiting only: a change that comes while the job
//     runs makes another, and is not swallowed.
//   - Of the jobs of one Key one runs at a time, in the order they were added. One
//     that failed holds the others back until it is done or dead; one that is due
//     later does too.
//   - A handler may run twice: a machine can die after the work and before the
//     commit that says so. Done, in the transaction that does the work, makes the
//     two one.
//   - A runner that dies loses its lease, and another takes the job.
//
// Runner belongs to app; the handlers, and what their payload means, to the
// followers. Package job knows no noun.
package job
