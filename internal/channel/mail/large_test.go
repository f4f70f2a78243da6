package mail

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"guichet"
	"guichet/internal/arrival"
	"guichet/internal/blob"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/mailbox"
	"guichet/internal/mime"
	"guichet/internal/setting"
	"guichet/test/post"
)

// large is a letter of more bytes than are read unasked.
func large(subject string) []byte {
	return append(plain(subject), bytes.Repeat([]byte("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd\r\n"), mime.SizeMost/64+1)...)
}

// keeps sets how many megabytes of a letter are kept: fewer than an administrator
// may say, so that a test need not send more.
func (h *house) keeps(megabytes int64) {
	h.t.Helper()
	if err := h.d.Write(h.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return setting.MailKeptMegabytes().Put(ctx, tx, megabytes)
	}); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) aside(state arrival.State) []arrival.Stored {
	h.t.Helper()
	var page []arrival.Stored
	if err := h.d.Read(h.t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		page, _, err = arrival.List(ctx, tx, arrival.Filter{State: state}, guichet.Page{})
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return page
}

// letsIn has a letter let in that was put aside.
func (h *house) letsIn(id string, megabytes int64) error {
	h.t.Helper()
	return h.d.Write(h.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := arrival.Release(ctx, tx, guichet.System(guichet.Desk), id, megabytes<<20)
		return err
	})
}

// A letter too large to be read unasked waits in quarantine with its bytes, as its
// sender wrote them, and becomes a message when somebody lets it in. It is fetched
// once, and holds up no other.
func TestWhatIsTooLargeWaitsWithItsBytes(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, office.Roots, nil)
		p := desk(office)
		user := "desk-" + d.Engine()
		p.Receive.User = &user
		h.mailbox(p)
		raw := large("large")
		office.Deliver(t, user, raw)
		office.Deliver(t, user, plain("small"))
		for range 2 {
			if err := h.channel.Fetch(t.Context()); err != nil {
				t.Fatal(err)
			}
			h.runDue()
		}
		if got := h.subjects(); !slices.Equal(got, []string{"small"}) {
			t.Errorf("arrived %v", got)
		}
		waits := h.aside(arrival.Quarantined)
		if len(waits) != 1 {
			t.Fatalf("%d wait: %+v", len(waits), waits)
		}
		s := waits[0]
		if s.Subject != "large" || s.Sender != "camille@example.org" || s.Reason != arrival.ReasonLarge || !s.HasBytes() || s.Size != int64(len(raw)) {
			t.Errorf("it waits as %+v", s)
		}
		file, err := h.blobs.Open(t.Context(), blob.Digest(s.Blob))
		if err != nil {
			t.Fatal(err)
		}
		kept, err := io.ReadAll(file)
		if file.Close(); err != nil || !bytes.Equal(kept, raw) {
			t.Errorf("%d bytes of %d are kept: %v", len(kept), len(raw), err)
		}
		if err := h.letsIn(s.ID, 150); err != nil {
			t.Fatal(err)
		}
		h.runDue()
		if got := h.subjects(); !slices.Equal(got, []string{"small", "large"}) {
			t.Errorf("let in, arrived %v", got)
		}
	})
}

// A letter larger than what the desk keeps stays in its mailbox, marked, and is
// noted with who wrote it and what about. Once the limit was raised it is fetched
// when somebody lets it in; one that is gone by then is said to be gone.
func TestWhatIsLeftInTheMailboxIsFetchedOnceTheLimitIsRaised(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, office.Roots, nil)
		h.keeps(1)
		p := desk(office)
		user := "desk-" + d.Engine()
		p.Receive.User = &user
		h.mailbox(p)
		office.Deliver(t, user, large("large"))
		for range 2 {
			if err := h.channel.Fetch(t.Context()); err != nil {
				t.Fatal(err)
			}
			h.runDue()
		}
		left := h.aside(arrival.TooLarge)
		if len(left) != 1 || left[0].Subject != "large" || left[0].Sender != "camille@example.org" || left[0].Reason != arrival.ReasonLeft || left[0].HasBytes() {
			t.Fatalf("left: %+v", left)
		}
		if n := containing(office.Letters(t, user), "Subject: large"); n != 1 {
			t.Errorf("%d in the mailbox", n)
		}
		if err := h.letsIn(left[0].ID, 1); guichet.AsError(err).Code != arrival.ReasonBeyond {
			t.Errorf("let in while it is too large: %v", err)
		}
		h.keeps(150)
		if err := h.letsIn(left[0].ID, 150); err != nil {
			t.Fatal(err)
		}
		h.runDue()
		h.runDue() // it was fetched; now it is read
		if got := h.subjects(); !slices.Equal(got, []string{"large"}) {
			t.Errorf("fetched, arrived %v", got)
		}
		if again := h.aside(arrival.TooLarge); len(again) != 0 {
			t.Errorf("it is left still: %+v", again)
		}
	})
}

// A dropped letter that is too large is put aside like any other: with its bytes
// where they may be kept; else it stays in the folder under a name of its own, and
// is there to be let in once the limit was raised.
func TestADroppedLetterThatIsTooLargeIsPutAside(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		drop := t.TempDir()
		h := newHouse(t, d, nil, func(o *Options) { o.Drop = drop })
		h.mailbox(mailbox.Patch{Name: new("Centre"), Address: new("desk@example.org")})
		folder := filepath.Join(drop, "desk@example.org")
		drops := func(name string) {
			t.Helper()
			if err := os.MkdirAll(folder, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, name), large(name), 0o600); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if err := h.channel.lookDrop(t.Context()); err != nil {
					t.Fatal(err)
				}
				h.runDue()
			}
		}
		drops("kept")
		waits := h.aside(arrival.Quarantined)
		if len(waits) != 1 || waits[0].Subject != "kept" || !waits[0].HasBytes() {
			t.Fatalf("it waits as %+v", waits)
		}
		if _, err := os.Stat(filepath.Join(folder, "kept")); !os.IsNotExist(err) {
			t.Errorf("it lies in the folder still: %v", err)
		}
		h.keeps(1)
		drops("left")
		drops("gone")
		left := h.aside(arrival.TooLarge)
		if len(left) != 2 {
			t.Fatalf("left: %+v", left)
		}
		files, err := filepath.Glob(filepath.Join(folder, leftMark+"*"))
		if err != nil || len(files) != 2 {
			t.Fatalf("in the folder: %v %v", files, err)
		}
		for _, f := range files {
			if strings.HasSuffix(f, "gone") {
				if err := os.Remove(f); err != nil {
					t.Fatal(err)
				}
			}
		}
		h.keeps(150)
		for _, s := range append(left, waits...) {
			if err := h.letsIn(s.ID, 150); err != nil {
				t.Fatal(err)
			}
		}
		h.runDue()
		h.runDue()
		got := h.subjects()
		slices.Sort(got)
		if !slices.Equal(got, []string{"kept", "left"}) {
			t.Errorf("let in, arrived %v", got)
		}
		if still, err := filepath.Glob(filepath.Join(folder, leftMark+"*")); err != nil || len(still) != 0 {
			t.Errorf("what was taken lies in the folder still: %v %v", still, err)
		}
		if lost := h.aside(arrival.TooLarge); len(lost) != 1 || lost[0].Reason != arrival.ReasonGone || lost[0].Subject != "gone" {
			t.Errorf("of the one that is gone it says %+v", lost)
		}
	})
}
