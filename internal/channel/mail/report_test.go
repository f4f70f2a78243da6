package mail

import (
	"context"
	"strings"
	"testing"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/mailbox"
	"guichet/internal/mime"
	"guichet/internal/outbox"
	"guichet/test/post"
)

// TestAReportLeadsToItsLetter: by the Message-ID or by our signed address in the
// copy that came back, whoever says that he wrote the report; and never by a
// signature that is not ours.
func TestAReportLeadsToItsLetter(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		h := newHouse(t, d, nil, nil)
		m := h.mailbox(mailbox.Patch{Name: new("Desk"), Address: new("desk@" + post.Domain)})
		l, other := h.write(outbox.Letter{Address: "zoe@example.fr"}), h.write(outbox.Letter{Address: "zoe@example.fr"})
		tag, _ := mime.Sign(h.channel.secret, l.ID)
		signed := mime.WithTag("desk@"+post.Domain, tag)
		report := func(from, copied string) []byte {
			return []byte(strings.ReplaceAll("Return-Path: <>\n"+from+"To: desk@"+post.Domain+`
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

<zoe@example.fr>: host mx.example.fr said: 550 5.1.1 unknown
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; zoe@example.fr
Action: failed
Status: 5.1.1
--b
Content-Type: text/rfc822-headers

From: Desk <desk@`+post.Domain+`>
To: zoe@example.fr
`+copied+"\n--b--\n", "\n", "\r\n"))
		}
		for i, c := range []struct {
			from, copied, want string
		}{
			{"From: MAILER-DAEMON@mx.example.org\n", "Message-ID: <" + l.InternetID + ">\n", l.ID},
			{"From: MAILER-DAEMON (Mail Delivery System)\n", "Message-ID: <" + l.InternetID + ">\n", l.ID},
			{"From: postmaster@example.fr\n", "Message-ID: <lost@gateway.example>\nReply-To: Desk <" + signed + ">\n", l.ID},
			{"From: postmaster@example.fr\n", "Message-ID: <lost@gateway.example>\nReply-To: Desk <" + strings.Replace(signed, "@", "0@", 1) + ">\n", ""},
			{"From: postmaster@example.fr\n", "Message-ID: <" + other.InternetID + ">\nX-Other: 1\n", other.ID},
			{"From: postmaster@example.fr\n", "Message-ID: <stranger@example.net>\n", ""},
		} {
			raw := report(c.from, c.copied)
			if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				return keep(ctx, tx, m.ID, []fetched{{raw: raw, size: int64(len(raw))}})
			}); err != nil {
				t.Fatal(err)
			}
			h.runDue()
			a := h.await()
			if a.Reported.ID != c.want || a.Letter.Report == nil || a.Letter.Report.Kind != mime.ReportFailed {
				t.Errorf("%d: leads to %q, not %q: %+v", i, a.Reported.ID, c.want, a.Letter.Report)
			}
		}
	})
}
