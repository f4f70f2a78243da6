package app

import (
	"context"
	"slices"
	"strings"
	"testing"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/db/dump"
)

// Columns of bytes, and names that sound like a secret, which everybody who may
// read an export may read.
var harmless = []string{
	"timeline_entry.salt", "timeline_entry.digest", "timeline_entry.hash", "timeline_head.hash",
	"timeline_seal.sealed", "timeline_seal.root", "timeline_seal.hash", "timeline_seal.previous", "mail_arrival.raw",
	"refusal.token_id", // which one, not what opens it
	"mailbox_oauth.token_url",
}

// TestAnExportLeavesOutWhatIsSecret: whoever adds a column of bytes, or one whose
// name sounds like a secret, decides here whether an export shows it.
func TestAnExportLeavesOutWhatIsSecret(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		left := secrets()
		seen := map[string]bool{}
		err := d.Snapshot(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			schema, err := dump.Read(ctx, tx)
			for _, table := range schema.Tables {
				columns, named := left[table.Name]
				seen[table.Name] = true
				for _, c := range table.Columns {
					name := table.Name + "." + c.Name
					sounds := c.Type == dump.Bytes || slices.ContainsFunc([]string{"password", "secret", "token", "hash", "sealed"}, func(w string) bool { return strings.Contains(c.Name, w) })
					if sounds && !(named && (len(columns) == 0 || slices.Contains(columns, c.Name))) && !slices.Contains(harmless, name) {
						t.Errorf("%s: is it a secret? Then name it in secrets(), internal/app/keep.go; otherwise here", name)
					}
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for table := range left {
			if !seen[table] {
				t.Errorf("secrets() names %s, which is not there", table)
			}
		}
	})
}
