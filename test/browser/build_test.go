package browser_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// root is the checkout, from this package's folder.
const root = "../.."

// asBuilt tells this program to play the screens that it holds.
const asBuilt = "GUICHET_BROWSER_AS_BUILT"

// TestMain builds the screens first when they are missing or older than their
// source. They are part of the test's program, so it is then built again too.
func TestMain(m *testing.M) {
	if os.Getenv(asBuilt) == "" && stale() && fileExists(filepath.Join(root, "web/node_modules")) {
		if err := again(); err != nil {
			fmt.Fprintln(os.Stderr, "browser: build the screens:", err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// stale tells whether the built screens are missing or older than what they are
// made of.
func stale() bool {
	built, err := os.Stat(filepath.Join(root, "web/dist/index.html"))
	if err != nil {
		return true
	}
	var newest time.Time
	for _, name := range []string{"src", "public", "index.html", "package.json", "vite.config.ts", "lingui.config.js"} {
		_ = filepath.WalkDir(filepath.Join(root, "web", name), func(_ string, d fs.DirEntry, failed error) error {
			if failed != nil {
				return fs.SkipDir // what is not there is not newer
			}
			if info, err := d.Info(); err == nil && !d.IsDir() && info.ModTime().After(newest) {
				newest = info.ModTime()
			}
			return nil
		})
	}
	return newest.After(built.ModTime())
}

// again builds the screens and this test, and becomes that test.
func again() error {
	folder, err := os.MkdirTemp("", "guichet-browser-")
	if err != nil {
		return err
	}
	program := filepath.Join(folder, "browser.test")
	for _, step := range [][]string{
		{"npm", "--prefix", filepath.Join(root, "web"), "run", "build"},
		{"go", "test", "-c", "-o", program, "."},
	} {
		command := exec.CommandContext(context.Background(), step[0], step[1:]...)
		command.Stdout, command.Stderr = os.Stderr, os.Stderr
		if err := command.Run(); err != nil {
			return fmt.Errorf("%s: %w", step[0], err)
		}
	}
	defer os.RemoveAll(folder)
	return syscall.Exec(program, append([]string{program}, os.Args[1:]...), append(os.Environ(), asBuilt+"=1"))
}

func fileExists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
