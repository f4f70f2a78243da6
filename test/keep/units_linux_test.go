package keep_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheUnitsAreSound: systemd reads the units that we ship without a word of
// complaint, their programs and papers being where install.sh puts them.
func TestTheUnitsAreSound(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("systemd-analyze"); err != nil {
		t.Skip("systemd-analyze is missing: a machine without systemd takes no units either")
	}
	units, err := filepath.Glob("../../deploy/guichet*")
	if err != nil || len(units) != 3 {
		t.Fatalf("the units are %v: %v", units, err)
	}
	folder := t.TempDir()
	program := filepath.Join(folder, "guichet")
	if err := os.WriteFile(program, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	args := []string{"verify", "--man=no", "--generators=no", "--recursive-errors=no"}
	for _, unit := range units {
		text, err := os.ReadFile(unit)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(unit, ".service") && !strings.Contains(string(text), "/usr/local/bin/guichet ") {
			t.Errorf("%s starts another program than install.sh puts there", unit)
		}
		copied := filepath.Join(folder, filepath.Base(unit))
		if err := os.WriteFile(copied, []byte(strings.ReplaceAll(string(text), "/usr/local/bin/guichet ", program+" ")), 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, copied)
	}
	said, err := exec.CommandContext(t.Context(), "systemd-analyze", args...).CombinedOutput()
	if err != nil || strings.Contains(string(said), folder) {
		t.Errorf("systemd says of the units: %v\n%s", err, said)
	}
}
