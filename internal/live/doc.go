// Package live tells screens that what they show has changed: never what, only
// that it should be read again.
//
// A screen subscribes to topics: one record ("incident:<id>"), or a list
// ("queue"). Hints that are committed, by whatever node, reach it through the
// database; those of a list are told at most every half second. A subscription
// remembers per topic whether there is something to tell, no more: a screen that
// reads slowly is told less often, and costs nothing. When hints were lost, it is
// told to read everything again.
//
// Who may subscribe to what is asked of the caller, at subscribing and again
// before each hint. How a hint travels to a browser is the door's.
package live
