package mainjob_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"guichet/internal/criteria"
	"guichet/internal/mime"
	"guichet/test/post"
)

// said is a message of a record as the desk reads it.
type said struct {
	Code    string
	Reason  string
	Message *struct {
		Text       string
		Automatic  bool
		Author     struct{ Name string }
		Mail       *struct{ Proof, Landed string }
		Deliveries []struct{ Address, State string }
	}
}

func (s *someone) says(i incident) []said {
	s.t.Helper()
	var page struct{ Items []said }
	s.get("/api/incidents/"+i.Reference+"/timeline", &page)
	return page.Items
}

// awaitsWords waits until a record holds words, and gives the message.
func (s *someone) awaitsWords(i incident, words string) said {
	s.t.Helper()
	end := time.Now().Add(patience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for ; time.Now().Before(end); <-tick.C {
		for _, x := range s.says(i) {
			if x.Message != nil && strings.Contains(x.Message.Text, words) || strings.Contains(x.Code+" "+x.Reason, words) {
				return x
			}
		}
	}
	text, err := json.Marshal(s.says(i))
	s.t.Fatalf("%s never says %q: %s %v", i.Reference, words, text, err)
	return said{}
}

func both(t *testing.T, story func(t *testing.T, d *desk)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			story(t, openDesk(t, engine))
		})
	}
}

// begins is a matter of Hélène's that Karim has, and the letter she was sent.
func begins(d *desk, karim *someone) (incident, mime.Letter) {
	d.t.Helper()
	d.send(letter{from: "helene", name: "Hélène Garnier", to: d.office.Address("support"), subject: "Écran noir", text: "Mon écran reste noir."})
	i := karim.awaits("her incident", func(i incident) bool { return i.Title == "Écran noir" })
	d.receives("helene", i.Reference, "bien reçu")
	var me struct{ ID string }
	karim.get("/api/me", &me)
	karim.get("/api/incidents/"+i.Reference, &i)
	var teams struct{ Items []struct{ ID, Name string } }
	karim.get("/api/teams", &teams)
	for _, team := range teams.Items {
		if team.Name == "Réseau" {
			karim.post("/api/incidents/"+i.Reference+"/assignment", map[string]any{"version": i.Version, "team_id": team.ID, "person_id": me.ID}, &i)
		}
	}
	karim.post("/api/incidents/"+i.Reference+"/replies", map[string]any{
		"text": "Le voyant est-il allumé ?", "state": map[string]any{"to": "on_hold", "hold_reason": "user"},
	}, nil)
	return i, d.receives("helene", "Le voyant est-il allumé")
}

func (s *someone) resolves(i incident, text string) {
	s.t.Helper()
	s.get("/api/incidents/"+i.Reference, &i)
	s.post("/api/incidents/"+i.Reference+"/state", map[string]any{
		"version": i.Version, "to": "resolved", "closing_category_id": s.category(),
		"resolution": map[string]any{"text": text, "code": "replaced", "kind": "fix"},
	}, &i)
}

func (s *someone) state(i incident) string {
	s.t.Helper()
	s.get("/api/incidents/"+i.Reference, &i)
	return i.State
}

// TestAThreadIsKept: with another subject, from another of her addresses, passed
// on to a colleague who answers; and a vacation note wakes nothing.
func TestAThreadIsKept(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "SD-16")
	criteria.ProvesPart(t, "INC-26", "an answer by chat, which comes with its channel")
	both(t, func(t *testing.T, d *desk) {
		karim, admin := d.as("karim@solane.example"), d.as("admin@solane.example")
		i, asked := begins(d, karim)
		tag := asked.ReplyTo[0].Address

		// A vacation note first: it is kept, and wakes nothing.
		_, raw := d.compose(letter{from: "helene", name: "Hélène Garnier", to: tag, subject: "Absente", text: "Je suis en congé.", inReplyTo: asked.MessageID})
		d.sendRaw("helene", tag, "Auto-Submitted: auto-replied\r\n"+string(raw))
		if x := karim.awaitsWords(i, "Je suis en congé."); !x.Message.Automatic {
			t.Error("a vacation note passes for her words")
		}
		if s := karim.state(i); s != "on_hold" {
			t.Errorf("a vacation note left it %s", s)
		}

		// Another subject: by the address it wakes, and is hers.
		d.send(letter{from: "helene", name: "Hélène Garnier", to: tag, subject: "tout autre chose", text: "Oui, il est vert."})
		x := karim.awaitsWords(i, "il est vert")
		if x.Message.Mail.Proof != "token" || x.Message.Mail.Landed != "token" || karim.state(i) != "in_progress" {
			t.Errorf("her answer is %+v, the incident %s", x.Message.Mail, karim.state(i))
		}

		// From another of her addresses, to the plain one: by what it answers.
		admin.knowsToo(i.Requester.ID, d.office.Address("helene"), d.office.Address("hgarnier"))
		d.send(letter{from: "hgarnier", name: "H. Garnier", to: d.office.Address("support"), subject: "Re: écran", inReplyTo: asked.MessageID, text: "Depuis mon téléphone."})
		if x = karim.awaitsWords(i, "Depuis mon téléphone."); x.Message.Author.Name != "Hélène Garnier" || x.Message.Mail.Landed != "answer" || x.Message.Mail.Proof != "none" {
			t.Errorf("from her other address: %+v", x.Message)
		}

		// A colleague to whom she passed it on answers: it is there, and theirs, and
		// they are taken for nobody else.
		d.send(letter{from: "marc", name: "Marc Delvaux", to: tag, subject: "TR: Écran noir", text: "J'ai le même écran, il marche."})
		if x = karim.awaitsWords(i, "J'ai le même écran"); x.Message.Author.Name != "Marc Delvaux" || x.Message.Mail.Proof != "none" {
			t.Errorf("a colleague: %+v", x.Message)
		}

		// Somebody in her name says yes, and copies another: nothing closes, nobody follows.
		karim.resolves(i, "Câble changé.")
		done := d.receives("helene", "Câble changé.")
		forged := fmt.Sprintf("From: Helene Garnier <%s>\r\nTo: %s\r\nCc: %s\r\nSubject: Re: ecran\r\nIn-Reply-To: <%s>\r\nMessage-ID: <forged.%s@x>\r\n\r\nOui, c'est bon.\r\n",
			d.office.Address("helene"), d.office.Address("support"), "sophie@solane.example", done.MessageID, i.ID)
		d.sendRaw("mallory", d.office.Address("support"), forged)
		if x = karim.awaitsWords(i, "Oui, c'est bon."); x.Message.Mail.Proof != "none" {
			t.Errorf("a forged yes is %+v", x.Message.Mail)
		}
		var followers struct{ Items []struct{ Told bool } }
		karim.get("/api/tickets/"+i.Reference+"/watchers", &followers)
		if s := karim.state(i); s != "resolved" || len(followers.Items) != 0 {
			t.Errorf("a forged yes left it %s, followed by %d", s, len(followers.Items))
		}
		// Her own closes it.
		d.send(letter{from: "helene", name: "Hélène Garnier", to: done.ReplyTo[0].Address, subject: "Re: " + done.Subject, text: "Oui merci !\n\nHélène"})
		i = karim.awaits("her yes closes it", func(x incident) bool { return x.ID == i.ID && x.State == "closed" })
		karim.get("/api/incidents/"+i.Reference, &i)
		if i.Confirmed != "user" {
			t.Errorf("confirmed by %q", i.Confirmed)
		}
		var all struct{ Items []incident }
		karim.get("/api/incidents?view=all&requester="+i.Requester.ID, &all)
		if len(all.Items) != 1 {
			t.Errorf("one matter became %d records", len(all.Items))
		}
	})
}

// TestARealBounce: Postfix cannot deliver and writes a report; it lands on the
// message that failed.
func TestARealBounce(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, d *desk) {
		karim := d.as("karim@solane.example")
		i, _ := begins(d, karim)
		// Her mailbox is full of nothing: the office takes letters to her and then cannot deliver.
		d.office.Refuse(t, "helene")
		karim.post("/api/incidents/"+i.Reference+"/replies", map[string]any{"text": "Toujours noir ?"}, nil)
		x := karim.awaitsWords(i, "undelivered/1")
		if !strings.Contains(x.Reason, d.office.Address("helene")) {
			t.Errorf("the record says %q", x.Reason)
		}
		seen := false
		for _, y := range karim.says(i) {
			if y.Message != nil && strings.Contains(y.Message.Text, "Toujours noir") {
				seen = len(y.Message.Deliveries) == 1 && y.Message.Deliveries[0].State == "failed"
			}
		}
		if !seen {
			t.Errorf("the message does not show it: %+v", karim.says(i))
		}
		if s := karim.state(i); s != "on_hold" {
			t.Errorf("a report left it %s", s)
		}
	})
}

// TestRobotsAndDesksDoNotLoop: a vacation note answers everything that the desk
// writes, and a second desk writes to the first: both fall silent.
func TestRobotsAndDesksDoNotLoop(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, d *desk) {
		admin, karim := d.as("admin@solane.example"), d.as("karim@solane.example")
		admin.post("/api/mailboxes", map[string]any{
			"name": "Autre centre", "address": d.office.Address("autre"), "language": "fr",
			"receive": map[string]any{"host": post.Host, "port": d.office.IMAPS, "tls": "implicit", "user": "autre", "password": post.Password},
			"send":    map[string]any{"host": post.Host, "port": d.office.SMTP, "tls": "starttls", "user": "autre", "password": post.Password},
		}, nil)
		// A program answers each letter to it once, without saying that it is one; and
		// each of the desk's letters says that it wants no answer.
		answered := map[string]bool{}
		robot := func() int {
			n := 0
			for _, raw := range d.office.Letters(t, "robot") {
				l, err := mime.Parse(raw)
				if err != nil {
					t.Fatal(err)
				}
				if answered[l.MessageID] {
					continue
				}
				answered[l.MessageID] = true
				n++
				_, reply := d.compose(letter{from: "robot", name: "Robot", to: l.ReplyTo[0].Address, subject: "Réponse automatique : " + l.Subject, text: "Je suis absent.", inReplyTo: l.MessageID})
				d.sendRaw("robot", l.ReplyTo[0].Address, string(reply))
			}
			return n
		}
		d.send(letter{from: "robot", name: "Robot", to: d.office.Address("support"), subject: "Une panne", text: "Une panne."})
		i := karim.awaits("its incident", func(i incident) bool { return i.Title == "Une panne" })
		d.receives("robot", i.Reference)
		rounds := robot()
		karim.awaitsWords(i, "Je suis absent.")
		// One desk's letter to another of its mailboxes is a robot's, and opens nothing.
		d.sendRaw("autre", d.office.Address("support"), "From: Autre centre <"+d.office.Address("autre")+">\r\nTo: "+d.office.Address("support")+"\r\nSubject: D'un centre\r\nMessage-ID: <desk."+i.ID+"@x>\r\n\r\nBonjour\r\n")
		d.send(letter{from: "fin", name: "La Fin", to: d.office.Address("support"), subject: "La fin", text: "Fin."})
		karim.awaits("the last letter", func(i incident) bool { return i.Title == "La fin" })
		rounds += robot()
		if rounds != 1 || len(d.office.Letters(t, "robot")) != 1 {
			t.Errorf("the robot was written to %d times", len(d.office.Letters(t, "robot")))
		}
		var all struct{ Items []incident }
		karim.get("/api/incidents?view=all&limit=200", &all)
		if slices.ContainsFunc(all.Items, func(x incident) bool { return x.Title == "D'un centre" }) {
			t.Error("one desk opened a record at the other")
		}
	})
}

// TestPeopleWhoShowReportsAreHeard: what looks like a report and is somebody's
// letter opens a record.
func TestPeopleWhoShowReportsAreHeard(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, d *desk) {
		karim := d.as("karim@solane.example")
		d.send(letter{
			from: "helene", name: "Hélène Garnier", to: d.office.Address("support"), subject: "La messagerie refuse",
			text: "Bonjour,\n\nvoici la session :\n\nMAIL FROM:<helene@example.org>\n250 ok\nRCPT TO:<client@ailleurs.example>\n550 5.1.1 unknown user\n\nQue faire ?",
		})
		karim.awaits("a session that somebody shows", func(i incident) bool { return i.Title == "La messagerie refuse" })
		d.sendRaw("helene", d.office.Address("support"), "From: Helene <"+d.office.Address("helene")+">\r\nTo: "+d.office.Address("support")+
			"\r\nSubject: Spam complaint\r\nMessage-ID: <spam@x>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nI get these.\r\n"+
			"--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: promo@loin.example\r\nTo: helene@example.org\r\nSubject: Promo\r\nMessage-ID: <promo@loin.example>\r\n\r\nx\r\n--b--\r\n")
		karim.awaits("a complaint that somebody makes", func(i incident) bool { return i.Title == "Spam complaint" })
	})
}

// TestTheProgramStopsInTheMiddle: people write while the program is away, and the
// mail servers are stopped while it starts; each letter becomes one record, and
// each is acknowledged once.
func TestTheProgramStopsInTheMiddle(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "SD-17")
	both(t, func(t *testing.T, d *desk) {
		write := func(subject string) {
			t.Helper()
			d.send(letter{from: "marc", name: "Marc Delvaux", to: d.office.Address("support"), subject: subject, text: "Bonjour, " + subject + "."})
		}
		subjects := []string{"Imprimante en panne", "Souris muette", "Station muette", "Clavier muet"}
		write(subjects[0])
		write(subjects[1]) // at once: whatever is done of it is done, or is done later
		d.end()
		if err := d.house.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		write(subjects[2])
		d.office.StopBoxes()
		d.office.StopSending()
		d.start()
		d.office.StartSending()
		d.office.StartBoxes()
		write(subjects[3])
		karim := d.as("karim@solane.example")
		var last incident
		for _, s := range subjects {
			last = karim.awaits(s, func(i incident) bool { return i.Title == s })
			d.receives("marc", last.Reference, "bien reçu")
		}
		var all struct{ Items []incident }
		karim.get("/api/incidents?view=all&limit=200&requester="+last.Requester.ID, &all)
		if len(all.Items) != len(subjects) {
			t.Errorf("%d letters became %d incidents", len(subjects), len(all.Items))
		}
		letters := map[string]int{}
		for _, raw := range d.office.Letters(t, "marc") {
			l, err := mime.Parse(raw)
			if err != nil {
				t.Fatal(err)
			}
			letters[l.MessageID]++
		}
		for id, n := range letters {
			if n != 1 {
				t.Errorf("letter %s arrived %d times", id, n)
			}
		}
		if len(letters) != len(subjects) {
			t.Errorf("%d acknowledgements for %d letters", len(letters), len(subjects))
		}
	})
}

// TestALetterIsDeliveredTwice: a mail server that was cut off before it heard that
// its letter was taken delivers it again, with other lines of its own above it; and
// the second copy is nothing new. A letter that says the same anew is.
func TestALetterIsDeliveredTwice(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "SD-17")
	both(t, func(t *testing.T, d *desk) {
		karim := d.as("karim@solane.example")
		l := letter{from: "marc", name: "Marc Delvaux", to: d.office.Address("support"), subject: "Souris muette", text: "Bonjour, elle ne bouge plus."}
		_, raw := d.compose(l)
		d.sendRaw(l.from, l.to, string(raw))
		i := karim.awaits("the first copy", func(i incident) bool { return i.Title == l.subject })
		d.sendRaw(l.from, l.to, "Received: from elsewhere.example by relay.example; Mon, 2 Nov 2026 10:00:00 +0100\r\n"+string(raw))
		d.send(l) // written once more, by hand
		last := l
		last.subject = "Clavier muet"
		d.send(last) // read after the others, which are of the same sender
		karim.awaits("the last letter", func(i incident) bool { return i.Title == last.subject })
		var all struct{ Items []incident }
		karim.get("/api/incidents?view=all&limit=200&requester="+i.Requester.ID, &all)
		if len(all.Items) != 3 {
			t.Errorf("two letters, one of them delivered twice, and a last one became %d incidents", len(all.Items))
		}
		for _, i := range all.Items {
			d.receives("marc", i.Reference, "bien reçu")
		}
		if n := len(d.office.Letters(t, "marc")); n != 3 {
			t.Errorf("%d acknowledgements", n)
		}
		var copies struct{ Items []struct{ Subject string } }
		d.as("admin@solane.example").get("/api/arrivals?state=discarded&reason=mail.again", &copies)
		if len(copies.Items) != 1 || copies.Items[0].Subject != l.subject {
			t.Errorf("the second copy is not among the letters put away: %v", copies.Items)
		}
	})
}
