// Package keep tells the stories of a desk that is kept: backed up while people
// work, restored, upgraded, moved, watched, stopped, and run by two at once. The
// program is the one that ships, as processes of its own.
package keep
