package desktest_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"guichet"
	"guichet/internal/arrival"
	"guichet/internal/conversation"
	"guichet/internal/criteria"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/outbox"
	. "guichet/test/desktest"
)

// writes is a mail as the channel hands it on.
func writes(t *testing.T, d *Desk, in intake.Mail) intake.Outcome {
	t.Helper()
	var out intake.Outcome
	if err := d.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		in.ArrivalID, in.Language, in.Stems = tx.ID(), guichet.French, in.Text
		if in.MailID == "" {
			in.MailID = in.ArrivalID + "@there.example"
		}
		out, err = intake.Receive(ctx, tx, in)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	d.Settle()
	return out
}

type mailed struct {
	Code    string
	Message *struct {
		Text string
		Mail *struct{ Proof, Landed, Suggests string }
	}
}

func mailsOf(c *Client, i Incident) []mailed {
	var l List[mailed]
	c.Get("/api/incidents/"+i.ID+"/timeline", &l).Want(http.StatusOK)
	return slices.DeleteFunc(l.Items, func(m mailed) bool { return m.Message == nil || m.Message.Mail == nil })
}

type following struct{ Person Ref }

// resolvedByMail is a matter of Sophie's that Karim resolved, and the letter that
// tells her so.
func resolvedByMail(d *Desk) (Incident, outbox.Letter) {
	d.T.Helper()
	d.Mailbox()
	i := d.As("sophie").Logs(Map{"title": "VPN refusé"})
	karim := d.As("karim")
	karim.Assigns(i, Map{"person_id": d.ID("karim")})
	karim.Resolves(i, "Profil corrigé.")
	letters := d.Letters(i)
	return i, letters[len(letters)-1]
}

// Somebody writes in Sophie's name. What they say is added and marked; it closes
// nothing and lets nobody follow. The same words from the address that Sophie was
// given, or vouched for by the desk's own mail server, are hers.
func TestAForgedSenderClosesNothingAndAddsNobody(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "INC-37", "the portal's word is another test's")
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		i, told := resolvedByMail(d)
		from, colleague := told.Address, addressOf(d, "julien")
		watchers := func() int {
			var l List[following]
			karim.Get("/api/tickets/"+i.ID+"/watchers", &l).Want(http.StatusOK)
			return len(l.Items)
		}
		forged := intake.Mail{
			From: from, Subject: "Re: " + told.Subject, Text: "Oui, merci !", Copied: []string{colleague},
			Clues: conversation.Clues{MailIDs: []string{told.InternetID}},
		}
		writes(t, d, forged)
		if now := karim.Reads(i); now.State != "resolved" || watchers() != 0 {
			t.Errorf("a forged yes: %s, %d follow it", now.State, watchers())
		}
		all := mailsOf(karim, i)
		if len(all) != 1 || all[0].Message.Text != "Oui, merci !" || all[0].Message.Mail.Proof != "none" || all[0].Message.Mail.Landed != "answer" {
			t.Errorf("it is kept as %+v", all)
		}
		if own := mailsOf(sophie, i); len(own) != 1 || own[0].Message.Mail.Proof != "none" || own[0].Message.Mail.Landed != "" {
			t.Errorf("Sophie reads %+v", own)
		}
		// An address that somebody else was given vouches for nobody.
		stolen := forged
		stolen.TaggedFor, stolen.Clues = d.ID("karim"), conversation.Clues{Tagged: told.ConversationID}
		writes(t, d, stolen)
		if now := karim.Reads(i); now.State != "resolved" || watchers() != 0 {
			t.Errorf("by an address of somebody else: %s, %d follow it", now.State, watchers())
		}
		// Somebody in an agent's name is no agent: what they say is said by a user.
		letter := len(d.Letters(i))
		asKarim := forged
		asKarim.From, asKarim.Vouched, asKarim.Text = addressOf(d, "karim"), true, "Je clos ce dossier."
		writes(t, d, asKarim)
		if now := karim.Reads(i); now.State == "closed" || len(d.Letters(i)) > letter+1 {
			t.Errorf("an agent's mail: %s, %d letters", now.State, len(d.Letters(i)))
		}
		if karim.Reads(i).State != "resolved" {
			karim.Resolves(i, "Profil corrigé.")
		}
		// Sophie's own.
		hers := forged
		hers.TaggedFor, hers.Clues = d.ID("sophie"), conversation.Clues{Tagged: told.ConversationID}
		writes(t, d, hers)
		now := karim.Reads(i)
		if now.State != "closed" || now.Confirmed != "user" {
			t.Errorf("Sophie's yes: %s, confirmed %q", now.State, now.Confirmed)
		}
		if all = mailsOf(karim, i); all[len(all)-1].Message.Mail.Proof != "token" || all[len(all)-1].Message.Mail.Landed != "token" {
			t.Errorf("hers is %+v", all[len(all)-1].Message.Mail)
		}
		// Thanks wake nothing; a no does, and whom she copies may follow.
		hers.Text = "Merci beaucoup et bonne journée,\nSophie"
		hers.Name = "Sophie Lacroix"
		writes(t, d, hers)
		if now := karim.Reads(i); now.State != "closed" {
			t.Errorf("thanks: %s", now.State)
		}
		hers.Text = "Non, cela ne marche pas."
		writes(t, d, hers)
		if now := karim.Reads(i); now.State != "in_progress" || watchers() != 1 {
			t.Errorf("her no: %s, %d follow it", now.State, watchers())
		}
	})
}

// An answer that nothing vouches for wakes what waits and opens again what was
// done, for people to look at: a real answer is never lost for want of a proof.
// The history says of each such act that nobody knows who did it.
func TestAnUnverifiedAnswerWakesInNobodysName(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "INC-26", "an answer by chat, which comes with its channel")
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		i, told := resolvedByMail(d)
		answer := intake.Mail{
			From: told.Address, Subject: "Re: " + told.Subject, Text: "Non, cela ne marche toujours pas.",
			Clues: conversation.Clues{MailIDs: []string{told.InternetID}},
		}
		type act struct {
			Code  string
			Actor *struct {
				Name   string
				Claims bool
			}
			Changes []struct{ Field string }
		}
		last := func(code string) act {
			t.Helper()
			var l List[act]
			karim.Get("/api/incidents/"+i.ID+"/timeline", &l).Want(http.StatusOK)
			for _, a := range slices.Backward(l.Items) {
				if a.Code == code {
					return a
				}
			}
			t.Fatalf("no %s in %+v", code, l.Items)
			return act{}
		}
		writes(t, d, answer)
		if now := karim.Reads(i); now.State != "in_progress" {
			t.Errorf("an unverified no: %s", now.State)
		}
		if a := last("reopened/1"); a.Actor == nil || a.Actor.Name != "Sophie Lacroix" || !a.Actor.Claims || len(a.Changes) == 0 {
			t.Errorf("reopened as by %+v", a.Actor)
		}
		karim.Moves(i, "on_hold", Map{"hold_reason": "user"}).Want(http.StatusOK)
		answer.Text = "Voici la capture d'écran."
		writes(t, d, answer)
		if now := karim.Reads(i); now.State != "in_progress" {
			t.Errorf("an unverified answer: %s", now.State)
		}
		if a := last("heard/1"); a.Actor == nil || !a.Actor.Claims {
			t.Errorf("woken as by %+v", a.Actor)
		}
		// Vouched for, it is her own act.
		karim.Resolves(i, "Profil corrigé encore.")
		answer.Vouched, answer.Text = true, "Non, toujours pas."
		writes(t, d, answer)
		if a := last("reopened/1"); a.Actor == nil || a.Actor.Claims {
			t.Errorf("vouched for, by %+v", a.Actor)
		}
	})
}

// A subject that names a record suggests it, and no more.
func TestASubjectOnlySuggests(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		i := sophie.Logs(Map{"title": "VPN refusé"})
		out := writes(t, d, intake.Mail{From: addressOf(d, "sophie"), Subject: "Re: [" + i.Reference + "] VPN", Text: "Et encore ceci.", Vouched: true})
		if !out.New || out.Ticket.ID == i.ID {
			t.Fatalf("it landed on %s", out.Ticket.Reference)
		}
		all := mailsOf(karim, Incident{Row: Row{ID: out.Ticket.ID}})
		if len(all) != 1 || all[0].Message.Mail.Suggests != i.Reference || all[0].Message.Mail.Landed != "new" || all[0].Message.Mail.Proof != "server" {
			t.Errorf("it is kept as %+v", all[0].Message.Mail)
		}
	})
}

type aside struct {
	ID, State, Reason, Sender, Subject, Text string
	Releasable                               bool
}

// What is put aside is seen, read, let in, put away; who sent it is blocked and
// let in again; each act stays with who did it. Nobody but an administrator may.
func TestLettersPutAside(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		admin, karim := d.As("admin"), d.As("karim")
		kept := func(subject string, state arrival.State, reason string) {
			t.Helper()
			raw := "From: Réclame <promo@loin.example>\r\nTo: support@solane.example\r\nSubject: " + subject + "\r\n\r\nBonjour, voici " + subject + ".\r\n"
			if err := d.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if err := arrival.Keep(ctx, tx, arrival.New{MailboxID: "m", Size: int64(len(raw)), Raw: []byte(raw), Sender: "Promo@loin.example", Subject: subject}); err != nil {
					return err
				}
				all, _, err := arrival.List(ctx, tx, arrival.Filter{State: arrival.Kept}, guichet.Page{})
				if err != nil || len(all) != 1 {
					t.Fatalf("kept %v %v", all, err)
				}
				return arrival.Settle(ctx, tx, all[0].ID, state, reason)
			}); err != nil {
				t.Fatal(err)
			}
		}
		kept("promotion", arrival.Suspended, arrival.ReasonSpam)
		kept("la centième", arrival.Held, arrival.ReasonOften)
		var counts struct{ Quarantined, Held, Suspended int64 }
		admin.Get("/api/arrivals/counts", &counts).Want(http.StatusOK)
		if counts.Held != 1 || counts.Suspended != 1 || counts.Quarantined != 0 {
			t.Errorf("waiting: %+v", counts)
		}
		var health struct {
			Aside int64 `json:"letters_aside"`
			Held  int64 `json:"letters_held"`
		}
		admin.Get("/api/administration/health", &health).Want(http.StatusOK)
		if health.Aside != 2 || health.Held != 1 {
			t.Errorf("the desk fares %+v", health)
		}
		list := func(state string) []aside {
			t.Helper()
			var l List[aside]
			admin.Get("/api/arrivals?state="+state, &l).Want(http.StatusOK)
			return l.Items
		}
		held := list("held")
		if len(held) != 1 || held[0].Subject != "la centième" || held[0].Sender != "promo@loin.example" || held[0].Reason == "" || !held[0].Releasable {
			t.Fatalf("held: %+v", held)
		}
		var whole aside
		admin.Get("/api/arrivals/"+held[0].ID, &whole).Want(http.StatusOK)
		if whole.Text != "Bonjour, voici la centième." {
			t.Errorf("it says %q", whole.Text)
		}
		admin.Post("/api/arrivals/release", Map{"ids": []string{held[0].ID}}, nil).Want(http.StatusOK)
		if len(list("held")) != 0 {
			t.Error("it is held still")
		}
		admin.Post("/api/arrivals/release", Map{"ids": []string{held[0].ID}}, nil).Want(http.StatusUnprocessableEntity)

		spam := list("suspended")[0]
		admin.Post("/api/arrivals/discard", Map{"ids": []string{spam.ID}, "block": true}, nil).Want(http.StatusOK)
		if got := list("discarded"); len(got) != 1 || !got[0].Releasable {
			t.Errorf("put away: %+v", got)
		}
		var blocks List[struct{ ID, Address string }]
		admin.Get("/api/mail-blocks", &blocks).Want(http.StatusOK)
		if len(blocks.Items) != 1 || blocks.Items[0].Address != "promo@loin.example" {
			t.Fatalf("blocked: %+v", blocks.Items)
		}
		weigh := func(sender string, in arrival.Signs) (s arrival.State) {
			t.Helper()
			if err := d.DB.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
				s, _, err = arrival.Weigh(ctx, tx, arrival.Stored{Sender: sender}, in)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return s
		}
		if weigh("promo@loin.example", arrival.Signs{}) != arrival.Blocked || weigh("autre@loin.example", arrival.Signs{}) != arrival.Kept {
			t.Error("a block stops the wrong ones")
		}
		if weigh("autre@loin.example", arrival.Signs{Spam: true}) != arrival.Suspended || weigh("autre@loin.example", arrival.Signs{Spam: true, Answer: true}) != arrival.Kept {
			t.Error("what is spam, and what answers us")
		}
		admin.Delete("/api/mail-blocks/" + blocks.Items[0].ID).Want(http.StatusNoContent)
		if weigh("promo@loin.example", arrival.Signs{}) != arrival.Kept {
			t.Error("blocked still")
		}
		// Who let what in, and put what away, stays: said of which letter.
		did := historyOf(t, admin, "arrival", "")
		slices.SortFunc(did, func(a, b amendment) int { return strings.Compare(a.Code, b.Code) }) // both of one moment
		if len(did) != 2 || did[0].Label != "Courriel écarté" || did[1].Label != "Courriel laissé entrer" || did[1].Actor.Name != "Anne Keller" ||
			did[1].Changes[0].NewLabel != "la centième" || did[1].Changes[1].NewLabel != "promo@loin.example" || did[1].Changes[2].OldLabel != "Retenu" {
			t.Errorf("the history of letters is %+v", did)
		}
		karim.Get("/api/administration/history?kind=arrival", nil).Refused(http.StatusForbidden, "forbidden")
		// Who blocked whom, and who took it back, stays.
		acts := historyOf(t, admin, "arrival_block", "")
		if len(acts) != 2 || acts[0].Code != "unblocked" || acts[0].Changes[0].OldLabel != "promo@loin.example" || acts[0].Actor.Name != "Anne Keller" ||
			acts[1].Code != "blocked" || acts[1].Changes[0].NewLabel != "promo@loin.example" {
			t.Errorf("the history of blocks is %+v", acts)
		}
		karim.Get("/api/administration/history?kind=arrival_block", nil).Refused(http.StatusForbidden, "forbidden")
		for _, path := range []string{"/api/arrivals", "/api/arrivals/counts", "/api/arrivals/" + spam.ID, "/api/arrivals/" + spam.ID + "/bytes", "/api/mail-blocks"} {
			karim.Get(path, nil).Want(http.StatusForbidden)
		}
		// The breaker: as many as the setting says, then they are held.
		admin.Patch("/api/administration/settings/mail.per_sender", Map{"version": 0, "value": 2}, nil).Want(http.StatusOK)
		for n, want := range []arrival.State{arrival.Kept, arrival.Kept, arrival.Held} {
			if got := weigh("robot@loin.example", arrival.Signs{}); got != want {
				t.Errorf("letter %d: %s, want %s", n+1, got, want)
			}
			if err := d.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				raw := []byte{byte('a' + n)}
				if err := arrival.Keep(ctx, tx, arrival.New{MailboxID: "m", Raw: raw, Size: 1, Sender: "robot@loin.example"}); err != nil {
					return err
				}
				all, _, err := arrival.List(ctx, tx, arrival.Filter{State: arrival.Kept}, guichet.Page{})
				if err != nil {
					return err
				}
				for _, s := range all {
					if s.Sender == "robot@loin.example" {
						err = arrival.Settle(ctx, tx, s.ID, arrival.Done, "")
					}
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// addressOf is where somebody of the cast is written to.
func addressOf(d *Desk, key string) string {
	domain := "@solane.example"
	if key == "nora" || key == "hugo" {
		domain = "@atelier-nord.example"
	}
	return key + domain
}

// Claire's answer was refused. She reads why, has it sent again, and that stays in
// the history; Sophie reads nothing of it, and nobody sends again what has left.
func TestALetterIsSentAgain(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		sophie, claire, karim := d.As("sophie"), d.As("claire"), d.As("karim")
		i := sophie.Logs(Map{"title": "VPN refusé"})
		karim.Assigns(i, Map{"team_id": d.Team(Network)})
		d.Clock.Forward(time.Second)
		claire.Says(i, "Choisissez le profil IKEv2.")
		letters := d.Letters(i)
		l := letters[len(letters)-1]
		inWrite(t, d, func(ctx context.Context, tx *db.Tx) error {
			if err := outbox.MarkFailed(ctx, tx, l, "550 5.1.1 no such user"); err != nil {
				return err
			}
			return intake.Undelivered(ctx, tx, l, "550 5.1.1 no such user", true)
		})
		d.Settle()
		// Nobody in particular has it: the whole team is told.
		returned := 0
		for _, n := range noticesOf(d, claire) {
			if n.Reason == "returned" {
				returned++
			}
		}
		if returned != 1 {
			t.Errorf("Claire, of the team that has it, is told %+v", noticesOf(d, claire))
		}
		all := deliveriesOf(claire, i)
		if e := all[len(all)-1]; e.Code != "undelivered/1" || !strings.Contains(e.Reason, "no such user") {
			t.Errorf("it says %+v", e)
		}
		sophie.Post("/api/letters/"+l.ID+"/resend", nil, nil).Want(http.StatusForbidden)
		var now struct{ State string }
		claire.Post("/api/letters/"+l.ID+"/resend", nil, &now).Want(http.StatusOK)
		if now.State != "waiting" {
			t.Errorf("it is %s", now.State)
		}
		claire.Post("/api/letters/"+l.ID+"/resend", nil, nil).Want(http.StatusUnprocessableEntity)
		if all = deliveriesOf(claire, i); all[len(all)-1].Code != "resent/1" {
			t.Errorf("the history says %+v", all[len(all)-1])
		}
		if x := deliveriesOf(sophie, i); x[len(x)-1].Code == "resent/1" {
			t.Error("Sophie reads of it")
		}
	})
}
