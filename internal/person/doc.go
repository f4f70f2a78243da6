// Package person keeps the people the desk knows: users, agents and everyone
// who ever wrote to it, with the several addresses and numbers each is known
// by, and the organisation and site they belong to. How somebody signs in is
// package auth's, what they may do package access's, in which team they work
// package team's.
package person
