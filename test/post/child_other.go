//go:build !linux

package post

import "os/exec"

func contain(*exec.Cmd) {}
