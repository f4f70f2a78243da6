package post

import (
	"os/exec"
	"syscall"
)

// contain puts a server into a process namespace of its own, so that it ends
// with all that it started when the test ends, and when the test is killed.
func contain(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL}
}
