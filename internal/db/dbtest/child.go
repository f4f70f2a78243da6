package dbtest

import (
	"os"
	"os/exec"
	"testing"
)

// taskVariable tells a test that it runs in a process of its own.
const taskVariable = "GUICHET_TEST_TASK"

// Again is the command that runs the test once more, in a process of its own in
// which Task gives the word: for what changes or traces a whole process. Words
// before it, such as a tracer and its options, come first.
func Again(t *testing.T, task string, before ...string) *exec.Cmd {
	t.Helper()
	words := append(append([]string(nil), before...), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.count=1")
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Env = append(os.Environ(), taskVariable+"="+task)
	return cmd
}

// Task is the word that Again gave to this process; empty in any other.
func Task() string { return os.Getenv(taskVariable) }
