package desktest_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/criteria"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/mime"
	"guichet/internal/outbox"
	. "guichet/test/desktest"
)

// comes is a mail of somebody that answers letters of the desk.
func comes(t *testing.T, d *Desk, from, subject, text string, automatic bool, answers ...string) intake.Outcome {
	t.Helper()
	var out intake.Outcome
	if err := d.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		id := tx.ID()
		out, err = intake.Receive(ctx, tx, intake.Mail{
			ArrivalID: id, Language: guichet.French, From: from, Clues: conversation.Clues{MailIDs: answers}, MailID: id + "@there.example",
			Subject: subject, Text: text, Stems: text, Automatic: automatic, Robot: automatic,
		})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	d.Settle()
	return out
}

// reports is what a mail system writes of a letter of the desk.
func reports(t *testing.T, d *Desk, l outbox.Letter, subject, said string) intake.Outcome {
	t.Helper()
	raw := "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: support@solane.example\r\nSubject: " + subject + "\r\n\r\n<" + l.Address + ">:\r\n" + said +
		"\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <" + l.InternetID + ">\r\nFrom: support@solane.example\r\nTo: " + l.Address + "\r\n\r\nx\r\n"
	if strings.HasPrefix(subject, "complaint") {
		raw = "From: staff@hotmail.example\r\nTo: support@solane.example\r\nSubject: " + subject + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <" +
			l.InternetID + ">\r\nFrom: support@solane.example\r\nTo: " + l.Address + "\r\n\r\nx\r\n--b--\r\n"
	}
	read, err := mime.Parse([]byte(raw))
	if err != nil || read.Report == nil {
		t.Fatalf("%q is no report: %v", subject, err)
	}
	var out intake.Outcome
	if err := d.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		about, err := outbox.ByInternetID(ctx, tx, read.Report.MessageID)
		if err != nil && !guichet.IsKind(err, guichet.KindNotFound) {
			return err
		}
		out, err = intake.Report(ctx, tx, intake.Reported{Letter: about, Report: *read.Report})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	d.Settle()
	return out
}

type delivered struct {
	Code, Reason string
	Message      *struct {
		Text       string
		Deliveries []struct{ Address, State, Reason string }
	}
}

func deliveriesOf(c *Client, i Incident) []delivered {
	var l List[delivered]
	c.Get("/api/incidents/"+i.ID+"/timeline", &l).Want(http.StatusOK)
	return l.Items
}

// Claire's answer to Sophie comes back. It is seen where it failed and why,
// Claire is told, Sophie's address is marked; the record stays where it was and
// nothing is written to anybody. Once Sophie writes, her address is well.
func TestALetterThatComesBack(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		sophie, claire, karim := d.As("sophie"), d.As("claire"), d.As("karim")
		i := sophie.Logs(Map{"title": "VPN refusé"})
		karim.Assigns(i, Map{"team_id": d.Team(Network), "person_id": d.ID("claire")})
		d.Clock.Forward(time.Second)
		claire.Says(i, "Choisissez le profil IKEv2.")
		var l outbox.Letter
		for _, x := range d.Letters(i) {
			if x.Kind == "reply" || x.MessageID != "" && strings.Contains(x.Text, "IKEv2") {
				l = x
			}
		}
		if l.ID == "" {
			t.Fatal("no letter with her answer")
		}
		if err := d.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return outbox.MarkSent(ctx, tx, l) }); err != nil {
			t.Fatal(err)
		}
		before, letters, told := claire.Reads(i), len(d.Letters(i)), len(noticesOf(d, claire))
		failing := func() *time.Time {
			var p struct {
				Failing *time.Time `json:"email_failing"`
			}
			claire.Get("/api/people/"+d.ID("sophie"), &p).Want(http.StatusOK)
			return p.Failing
		}

		// Late first: that is noted, and nobody is disturbed.
		reports(t, d, l, "Warning: message delayed 4 hours", "451 4.3.0 try again later. Message will be retried.")
		all := deliveriesOf(claire, i)
		if e := all[len(all)-1]; e.Code != "delayed/1" || !strings.Contains(e.Reason, "4.3.0") || !strings.Contains(e.Reason, l.Address) {
			t.Errorf("late: %+v", e)
		}
		if failing() != nil || len(noticesOf(d, claire)) != told {
			t.Error("a delay marks an address or disturbs somebody")
		}

		d.Clock.Forward(time.Second)
		reports(t, d, l, "failure notice", "Sorry, no mailbox here by that name. (#5.1.1)")
		all = deliveriesOf(claire, i)
		if e := all[len(all)-1]; e.Code != "undelivered/1" || !strings.Contains(e.Reason, "no mailbox here") || !strings.Contains(e.Reason, l.Address) {
			t.Errorf("it came back: %+v", e)
		}
		seen := false
		for _, e := range all {
			if e.Message != nil && strings.Contains(e.Message.Text, "IKEv2") {
				x := e.Message.Deliveries
				seen = len(x) == 1 && x[0].Address == l.Address && x[0].State == "failed" && strings.HasPrefix(x[0].Reason, "5.1.1 Sorry")
			}
		}
		if !seen {
			t.Errorf("the answer does not show that it failed: %+v", all)
		}
		if got := noticesOf(d, claire); len(got) != told+1 || got[0].Reason != "returned" || got[0].Record.Reference != i.Reference {
			t.Errorf("Claire is told %+v", got)
		}
		if failing() == nil {
			t.Error("Sophie's address is not marked")
		}
		after := claire.Reads(i)
		if after.State != before.State || len(d.Letters(i)) != letters {
			t.Errorf("a report moved the record from %s to %s, or wrote letters: %d, %d", before.State, after.State, letters, len(d.Letters(i)))
		}
		// Sophie sees nothing of it; the same report once more says nothing new.
		for _, e := range deliveriesOf(sophie, i) {
			if strings.HasPrefix(e.Code, "undelivered") || strings.HasPrefix(e.Code, "delayed") || e.Reason != "" || e.Message != nil && len(e.Message.Deliveries) > 0 {
				t.Errorf("Sophie sees %+v", e)
			}
		}
		reports(t, d, l, "failure notice", "Sorry, no mailbox here by that name. (#5.1.1)")
		if again := deliveriesOf(claire, i); len(again) != len(all) || len(noticesOf(d, claire)) != told+1 {
			t.Errorf("told twice: %d entries, then %d", len(all), len(again))
		}
		// A complaint is noted; a report of what is none of ours is kept aside.
		reports(t, d, l, "complaint about message from 192.0.2.1", "")
		all = deliveriesOf(claire, i)
		if e := all[len(all)-1]; e.Code != "complained/1" {
			t.Errorf("a complaint: %+v", e)
		}
		if out := reports(t, d, outbox.Letter{Address: "x@there.example", InternetID: "unknown@there.example"}, "failure notice", "No. (#5.1.1)"); out.Kept == "" {
			t.Error("a report of nothing of ours is lost")
		}
		comes(t, d, l.Address, "Re: VPN", "Le profil marche.", false, l.InternetID)
		if failing() != nil {
			t.Error("an address that somebody writes from still fails")
		}
	})
}

// Answers find their record whatever their subject and from any address of the
// person; what a robot answers is kept, and wakes, tells and answers nothing.
func TestAnswersAndRobotsByMail(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "SD-16", "vacation notes and two desks by real mail")
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		admin, karim, claire := d.As("admin"), d.As("karim"), d.As("claire")
		var zoe administered
		admin.Post(people, Map{"name": "Zoé de la Tour", "identities": []Map{
			{"kind": "mail", "value": "zoe@maison.example"}, {"kind": "mail", "value": "z.delatour@ailleurs.example"},
		}}, &zoe).Want(http.StatusCreated)
		out := comes(t, d, "zoe@maison.example", "Imprimante", "Elle est en panne.", false)
		var i Incident
		karim.Get("/api/incidents/"+out.Ticket.ID, &i).Want(http.StatusOK)
		first := d.Letters(i)
		if !out.New || len(first) != 1 {
			t.Fatalf("a first mail: new %v, %d letters", out.New, len(first))
		}
		karim.Assigns(i, Map{"person_id": d.ID("karim")})
		karim.Resolves(i, "Cartouche changée.")
		letters := d.Letters(i)

		// A vacation note to the letter that says it is done.
		out = comes(t, d, "zoe@maison.example", "Absente du bureau Re: Imprimante", "Je suis en congé.", true, letters[len(letters)-1].InternetID)
		if now := karim.Reads(i); out.Ticket.ID != i.ID || now.State != "resolved" || len(d.Letters(i)) != len(letters) {
			t.Errorf("an automatic answer: on %s, %s, %d letters after %d", out.Ticket.Reference, now.State, len(d.Letters(i)), len(letters))
		}
		if told := noticesOf(d, karim); len(told) > 0 && told[0].Act == "heard/1" {
			t.Errorf("a robot's answer disturbs Karim: %+v", told[0])
		}
		said := last(claire.Timeline(i))
		if said.Message == nil || said.Message.Text != "Je suis en congé." {
			t.Errorf("the automatic answer is not kept: %+v", said)
		}
		// And one to nothing of ours opens no record.
		if out := comes(t, d, "robot@maison.example", "Auto: Re: ?", "x", true); out.New || out.Kept == "" {
			t.Errorf("a robot opened a record: %+v", out)
		}
		// From another of her addresses, with another subject: the same record, and it goes on.
		out = comes(t, d, "Z.Delatour@ailleurs.example", "tout autre chose", "Elle est encore en panne.", false, first[0].InternetID)
		if now := karim.Reads(i); out.New || out.Ticket.ID != i.ID || now.State != "in_progress" || last(claire.Timeline(i)).Message.Author.Name != "Zoé de la Tour" {
			t.Errorf("an answer from another address: new %v, on %s, %s by %+v", out.New, out.Ticket.Reference, now.State, last(claire.Timeline(i)).Message)
		}
		// A subject alone leads nowhere.
		if out := comes(t, d, "zoe@maison.example", "Re: ["+i.Reference+"] Imprimante", "Et le scanner ?", false); !out.New {
			t.Error("a subject alone found a record")
		}
	})
}

// Karim passes on a colleague's mail: the record is his, and says whose letter it
// seems to be.
func TestAForwardedMailNamesItsWriter(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		l, err := mime.Parse([]byte("From: Sophie <sophie@solane.example>\r\nTo: support@solane.example\r\nSubject: TR: panne\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
			"Pour vous.\r\n\r\nDe : Zoé Martin <zoe@ailleurs.example>\r\nEnvoyé : mardi 3 mars 2026 10:00\r\nÀ : Sophie\r\nObjet : panne\r\n\r\nTout est arrêté.\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		var out intake.Outcome
		if err := d.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			out, err = intake.Receive(ctx, tx, intake.Mail{
				ArrivalID: tx.ID(), Language: guichet.French, From: l.From.Address, Subject: l.Subject, Text: l.New, Stems: "panne",
				Original: intake.Writer{Name: l.Original.Name, Address: l.Original.Address},
			})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		d.Settle()
		karim, sophie := d.As("karim"), d.As("sophie")
		var i Incident
		karim.Get("/api/incidents/"+out.Ticket.ID, &i).Want(http.StatusOK)
		if i.Requester.ID != d.ID("sophie") {
			t.Errorf("the requester is %+v", i.Requester)
		}
		if e := last(karim.Timeline(i)); e.Code != "forwarded/1" || e.Reason != "Zoé Martin <zoe@ailleurs.example>" {
			t.Errorf("the desk reads %+v", e)
		}
		for _, e := range sophie.Timeline(i) {
			if e.Code == "forwarded/1" {
				t.Errorf("Sophie reads %+v", e)
			}
		}
		var l2 List[Ref]
		karim.Get("/api/people?q=zoe@ailleurs", &l2).Want(http.StatusOK)
		if len(l2.Items) != 0 {
			t.Errorf("somebody was made known by a forwarded letter: %+v", l2.Items)
		}
	})
}
