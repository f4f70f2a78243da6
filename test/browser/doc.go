// Package browser tells how people live with the desk, in a real browser: the
// main job from a telephone and by mail, two agents on one record, the keyboard
// alone, every screen in both languages and both themes, and what a browser can
// do wrong. The whole program runs in process, on both engines; Debian's
// Chromium plays, led by the stories of the folder stories through
// playwright-core. The package owns the stage; what the program does underneath
// is shown by the tests of its rooms.
//
// The screens are built once, before anything is told, when they are missing or
// older than their source. Pictures of what everybody saw are left in
// test-output/browser.
package browser
