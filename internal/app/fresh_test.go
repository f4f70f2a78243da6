package app_test

import (
	"bytes"
	"os"
	"testing"

	"guichet/internal/app"
)

// TestTheContractIsCommitted: internal/api/openapi.json, from which the screens'
// types are made, is what the program says of itself.
func TestTheContractIsCommitted(t *testing.T) {
	t.Parallel()
	committed, err := os.ReadFile("../api/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	said, err := app.Description("development")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.TrimSpace(committed), bytes.TrimSpace(said)) {
		t.Error("internal/api/openapi.json is stale: run make generate, and commit it with web/src/api/schema.d.ts")
	}
}
