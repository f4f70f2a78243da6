// Package conversation keeps what is said between people and the desk about one
// matter, over every channel: messages, who takes part, and the files that go
// with them. Internal notes and everything about the work belong to package
// ticket; how a message travels belongs to the channels.
package conversation
