package mail

import (
	"context"
	"testing"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/mailbox"
	"guichet/test/post"
)

// A trial goes out by Postfix and comes back by Dovecot, makes no message of
// anybody's, and says which step failed and why.
func TestATrialGoesTheWholeWay(t *testing.T) {
	t.Parallel()
	office := post.Start(t)
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, office.Roots, nil)
		p := desk(office)
		user := "trial-" + d.Engine()
		p.Address, p.Receive.User = new(user+"@"+post.Domain), &user
		m := h.mailbox(p)
		asked := h.asks(m.ID)
		if now := h.tried(m.ID); now.Sent.IsZero() || now.Opened.IsZero() || now.Failed != "" || !now.Arrived.IsZero() {
			t.Errorf("sent: %+v", now)
		}
		office.AwaitLetter(t, user, asked.InternetID)
		if err := h.channel.Fetch(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.runDue()
		if now := h.tried(m.ID); now.Arrived.IsZero() {
			t.Errorf("come back: %+v", now)
		}
		if n := len(h.arrivals); n != 0 {
			t.Errorf("%d letters of trials became messages", n)
		}
		// A wrong password is told of the step it belongs to.
		wrong := mailbox.Secret("wrong")
		if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := mailbox.Update(ctx, tx, h.keys, guichet.System(guichet.NoSource), m.ID, m.Version, mailbox.Patch{ReceivePassword: &wrong})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		h.asks(m.ID)
		if now := h.tried(m.ID); now.Sent.IsZero() || now.Failed != mailbox.StepOpen || now.Code != "mailbox.refused" {
			t.Errorf("refused: %+v", now)
		}
	})
}
