package mainjob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"guichet/internal/db"
)

// corpus is real mail that nobody here wrote, beside the repository.
const corpus = "../../../shared/corpus/mail"

// TestTheWholeCorpusComesIn brings every letter of the corpus to a running desk, by
// IMAP: none is lost, nothing breaks, and each becomes a message, an automatic
// one, a report, or waits with its bytes for somebody to look at it.
func TestTheWholeCorpusComesIn(t *testing.T) {
	t.Parallel()
	folder := corpus
	if _, err := os.Stat(folder); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("the corpus is not beside the repository")
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d := openDesk(t, engine)
			seen := map[string]string{} // names by the digest of what IMAP gives
			for _, group := range []string{"bounce", "mime", "reply"} {
				files, err := filepath.Glob(filepath.Join(folder, group, "*"))
				if err != nil || len(files) == 0 {
					t.Fatalf("%s: %d files, %v", group, len(files), err)
				}
				for _, name := range files {
					raw, err := os.ReadFile(name)
					if err != nil {
						t.Fatal(err)
					}
					if group == "reply" { // texts alone
						raw = append(fmt.Appendf(nil, "From: Camille <camille@example.com>\r\nTo: support@example.org\r\nSubject: une lettre\r\n"+
							"Message-ID: <%s@corpus.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n", filepath.Base(name)), raw...)
					}
					given := bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
					sum := fmt.Sprintf("%x", sha256.Sum256(given))
					if _, twice := seen[sum]; !twice {
						seen[sum] = filepath.Base(name)
						d.office.Deliver(t, "support", raw)
					}
				}
			}
			count := func(query string) (n int64) {
				t.Helper()
				if err := d.house.DB().Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
					n, err = db.Value[int64](ctx, tx, query)
					return err
				}); err != nil {
					t.Fatal(err)
				}
				return n
			}
			sent := int64(len(seen))
			const all = "SELECT COUNT(*) FROM mail_arrival"
			end := time.Now().Add(4 * time.Minute)
			tick := time.NewTicker(200 * time.Millisecond)
			defer tick.Stop()
			for time.Now().Before(end) && (count(all) < sent || count(all+" WHERE state = 'kept'") > 0) {
				<-tick.C
			}
			came := count(all)
			messages := count(all + " a JOIN message m ON m.arrival_id = a.id WHERE NOT m.automatic")
			automatic := count(all + " a JOIN message m ON m.arrival_id = a.id WHERE m.automatic")
			reports := count(all + " WHERE state = 'quarantined' AND reason = 'mail.report'")
			robots := count(all + " WHERE state = 'quarantined' AND reason = 'mail.automatic'")
			unread := count(all + " WHERE state = 'quarantined' AND reason NOT IN ('mail.report', 'mail.automatic')")
			aside := count(all + " WHERE state IN ('held', 'suspended', 'blocked', 'too_large', 'discarded')")
			failed := count(all + " WHERE reason = 'mail.failed'")
			dead := count("SELECT COUNT(*) FROM job WHERE state = 'dead'")
			t.Logf("%d letters: %d messages, %d automatic messages, %d delivery reports of other desks, %d automatic answers to nothing of ours, %d that cannot be read, %d put aside",
				came, messages, automatic, reports, robots, unread, aside)
			if came != sent || messages+automatic+reports+robots+unread+aside != came {
				t.Errorf("%d letters were sent, %d came, %d are somewhere", sent, came, messages+automatic+reports+robots+unread+aside)
			}
			if err := d.house.DB().Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				digests, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, "SELECT digest FROM mail_arrival")
				for _, x := range digests {
					delete(seen, x)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			for _, name := range seen {
				if came < sent {
					t.Errorf("%s is not there as it was sent", name)
				}
			}
			if failed > 0 || dead > 0 {
				t.Errorf("of %d letters no message could be made, %d jobs were given up", failed, dead)
			}
		})
	}
}
