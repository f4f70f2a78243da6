// Package notify follows what happens to records and decides who is told what:
// the acknowledgement, the answers, that a matter was taken in charge, waits,
// was resolved, closed, cancelled or reopened. It writes letters to the outbox;
// how they travel is the channels'. Each entry is followed by one job, done
// once however often it runs: the letters and the end of the job are one act.
//
// It also tells people in their own screens what concerns them. Of an internal
// note it reads whom it names, and tells them that it does: no path leads from
// its words to a letter or to a notice.
package notify
