// Package criteria lets a test say which lines of the acceptance criteria it
// proves, and lists those lines. `make criteria` runs the tests and gathers what
// they said into docs/criteria.md, by the program in ledger/. What a line means
// is for the test to show; this package only counts.
package criteria

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// LedgerVariable names the environment variable that holds the file to which
// proofs are appended, one JSON object a line. Without it nothing is written.
const LedgerVariable = "GUICHET_CRITERIA"

// Proof is one test that proved one criterion, wholly or in part.
type Proof struct {
	ID     string `json:"id"`
	Test   string `json:"test"`
	Waits  string `json:"waits,omitempty"` // a part: what waits
	Passed bool   `json:"passed"`
}

// Proves records, when the test has ended, that it proves the criteria: it must
// be a test that fails if the product breaks, through the API or the interface
// and on both engines.
func Proves(t *testing.T, ids ...string) {
	t.Helper()
	for _, id := range ids {
		record(t, Proof{ID: id})
	}
}

// ProvesPart records that the test proves a part of a criterion, and what of it
// waits for a later practice.
func ProvesPart(t *testing.T, id, waits string) {
	t.Helper()
	record(t, Proof{ID: id, Waits: waits})
}

func record(t *testing.T, p Proof) {
	t.Helper()
	if !slices.ContainsFunc(All(), func(c Criterion) bool { return c.ID == p.ID }) {
		t.Errorf("there is no criterion %q in internal/criteria/criteria.txt", p.ID)
	}
	file := os.Getenv(LedgerVariable)
	if file == "" {
		return
	}
	p.Test = t.Name()
	t.Cleanup(func() {
		p.Passed = !t.Failed() && !t.Skipped()
		line, err := json.Marshal(p)
		if err != nil {
			t.Errorf("write the criteria ledger: %v", err)
			return
		}
		f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Errorf("write the criteria ledger: %v", err)
			return
		}
		if _, err := f.Write(append(line, '\n')); err != nil {
			t.Errorf("write the criteria ledger: %v", err)
		}
		if err := f.Close(); err != nil {
			t.Errorf("write the criteria ledger: %v", err)
		}
	})
}
