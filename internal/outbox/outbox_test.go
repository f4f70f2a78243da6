package outbox_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/job"
	"guichet/internal/outbox"
)

func written(conversation, address string) outbox.Letter {
	return outbox.Letter{
		ConversationID: conversation, TicketKind: "incident", TicketID: "i1", MessageID: "m1", Kind: "reply", PersonID: "p1",
		Address: address, Name: "Hélène", Language: guichet.French, InReplyTo: "1@example.fr", References: []string{"0@example.fr", "1@example.fr"},
		Subject: "[INC-000001] VPN", Text: "Bonjour", HTML: "<p>Bonjour</p>", Attachments: []outbox.Attachment{{Name: "a.txt", Type: "text/plain", Blob: "x"}},
	}
}

func write(t *testing.T, d *db.DB, l outbox.Letter) outbox.Letter {
	t.Helper()
	var kept outbox.Letter
	if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		kept, err = outbox.Write(ctx, tx, l, "desk.example")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return kept
}

func act(t *testing.T, d *db.DB, f func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func TestALetterIsKeptWithItsJob(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		kept := write(t, d, written("c1", "helene@example.fr"))
		if kept.InternetID != kept.ID+"@desk.example" || kept.State != outbox.Waiting {
			t.Errorf("Message-ID %q, state %s", kept.InternetID, kept.State)
		}
		var read, named outbox.Letter
		if err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			if read, err = outbox.Get(ctx, tx, kept.ID); err != nil {
				return err
			}
			named, err = outbox.ByInternetID(ctx, tx, kept.InternetID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(kept, read); diff != "" {
			t.Error(diff)
		}
		if named.ID != kept.ID {
			t.Errorf("its Message-ID names %q", named.ID)
		}
		var sent []string
		send(t, d, &sent)
		if diff := cmp.Diff([]string{kept.ID}, sent); diff != "" {
			t.Error(diff)
		}
	})
}

func send(t *testing.T, d *db.DB, sent *[]string) {
	t.Helper()
	r := job.NewRunner(d, map[string]job.Handler{outbox.JobSend: func(_ context.Context, j job.Job) error {
		var task outbox.Task
		if err := j.Decode(&task); err != nil {
			return err
		}
		*sent = append(*sent, task.LetterID)
		return nil
	}}, job.Options{})
	if _, err := r.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestLettersOfAConversationLeaveInOrder(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		var want, got []string
		for range 20 {
			want = append(want, write(t, d, written("c1", "a@example.fr")).ID)
		}
		send(t, d, &got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestALetterOfAnActThatFailedIsNotThere(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := outbox.Write(ctx, tx, written("c1", "a@example.fr"), ""); err != nil {
				return err
			}
			return guichet.Forbidden("x")
		}); !guichet.IsKind(err, guichet.KindForbidden) {
			t.Fatal(err)
		}
		var sent []string
		send(t, d, &sent)
		if len(sent) > 0 {
			t.Errorf("it would be sent: %v", sent)
		}
	})
}

func TestWhatBecameOfALetter(t *testing.T) {
	t.Parallel()
	clock := dbtest.NewClock(time.Time{})
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			d := dbtest.Open(t, engine, dbtest.WithClock(clock))
			hints, end := d.Hints()
			defer end()
			sent, tried, failed := write(t, d, written("c1", "a@example.fr")), write(t, d, written("c1", "b@example.fr")), write(t, d, written("c1", "c@example.fr"))
			write(t, d, written("c2", "d@example.fr"))
			act(t, d, func(ctx context.Context, tx *db.Tx) error { return outbox.MarkSent(ctx, tx, sent) })
			if h := <-hints; h.Kind != "incident" || h.ID != "i1" {
				t.Errorf("told %+v", h)
			}
			act(t, d, func(ctx context.Context, tx *db.Tx) error {
				return outbox.MarkTried(ctx, tx, tried, "451 later\r\n"+strings.Repeat("é", 1000))
			})
			act(t, d, func(ctx context.Context, tx *db.Tx) error {
				return outbox.MarkFailed(ctx, tx, failed, "550 no such user")
			})
			// What was taken stays taken, whoever comes late.
			act(t, d, func(ctx context.Context, tx *db.Tx) error { return outbox.MarkFailed(ctx, tx, sent, "late") })

			var letters, waiting []outbox.Letter
			if err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
				if letters, err = outbox.OfConversation(ctx, tx, "c1"); err != nil {
					return err
				}
				waiting, _, err = outbox.InState(ctx, tx, outbox.Waiting, guichet.Page{})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			type fate struct {
				Address  string
				State    outbox.State
				Attempts int64
				Sent     bool
			}
			var got []fate
			for _, l := range letters {
				got = append(got, fate{l.Address, l.State, l.Attempts, !l.SentAt.IsZero()})
			}
			slices.SortFunc(got, func(a, b fate) int { return strings.Compare(a.Address, b.Address) }) // written in one millisecond
			want := []fate{{"a@example.fr", outbox.Sent, 1, true}, {"b@example.fr", outbox.Waiting, 1, false}, {"c@example.fr", outbox.Failed, 1, false}}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if len(waiting) != 2 || len(waiting[0].Error) > 500 {
				t.Errorf("%d wait", len(waiting))
			}
		})
	}
}
