package mail

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"guichet/internal/blob"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/job"
	"guichet/internal/mailbox"
	"guichet/internal/mime"
	"guichet/internal/outbox"
	"guichet/test/post"
)

// TestALetterAndItsAnswer: it leaves by Postfix, and the answer to it, whatever
// its subject, comes back by the signed address.
func TestALetterAndItsAnswer(t *testing.T) {
	t.Parallel()
	office := post.Start(t)
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		blobs, err := blob.OpenFolder(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		digest, _, err := blobs.Put(t.Context(), strings.NewReader("le contenu"), 1000)
		if err != nil {
			t.Fatal(err)
		}
		h := newHouse(t, d, office.Roots, func(o *Options) { o.Blobs = blobs })
		p := desk(office)
		user := "desk-" + d.Engine()
		p.Address, p.Receive.User = new(user+"@"+post.Domain), &user
		m := h.mailbox(p)
		subject := "[INC-000001] Imprimante à l'arrêt " + d.Engine()
		l := h.write(outbox.Letter{
			ConversationID: "c1", Address: "hélène@" + post.Domain, Name: "Hélène Durand", Subject: "impossible",
		})
		sent := h.write(outbox.Letter{
			ConversationID: "c1", Address: "helene@" + post.Domain, Name: "Hélène Durand", Subject: subject,
			Attachments: []outbox.Attachment{{Name: "mode d'emploi.txt", Type: "text/plain", Blob: string(digest)}}, Auto: true,
		})
		h.runDue()
		if got := h.letter(l.ID); got.State != outbox.Failed {
			t.Errorf("an address that servers do not take: %s %s", got.State, got.Error)
		}
		if got := h.letter(sent.ID); got.State != outbox.Sent || got.SentAt.IsZero() || got.Error != "" {
			t.Errorf("%s %s", got.State, got.Error)
		}
		raw := office.AwaitLetter(t, "helene", sent.InternetID)
		got, err := mime.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got.Subject != subject || got.From != (mime.Address{Name: m.Name, Address: m.Address}) || got.Language != "fr" || !got.Auto ||
			len(got.Attachments) != 1 || string(got.Attachments[0].Data) != "le contenu" {
			t.Errorf("received %+v", got)
		}
		answer := fmt.Sprintf("From: helene@example.org\r\nTo: %s\r\nSubject: tout autre chose\r\nIn-Reply-To: <%s>\r\n\r\nMerci\r\n", got.ReplyTo[0].Address, got.MessageID)
		submit(t, office, "helene@example.org", got.ReplyTo[0].Address, answer)
		office.AwaitLetter(t, user, "tout autre chose")
		if err := h.channel.Fetch(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.runDue()
		a := h.await()
		if a.Tagged.ID != sent.ID || a.Tagged.ConversationID != "c1" || a.Named.ID != sent.ID || a.Own {
			t.Errorf("the answer names %q and %q", a.Tagged.ID, a.Named.ID)
		}
	})
}

func TestTheSubmissionServerStopsAndComesBack(t *testing.T) {
	t.Parallel()
	bothEngines(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		office := post.Start(t) // each stops its own
		h := newHouse(t, d, office.Roots, nil)
		m := h.mailbox(desk(office))
		office.StopSending()
		var want []string
		for i := range 5 {
			want = append(want, h.write(outbox.Letter{ConversationID: "c1", Address: "camille@" + post.Domain, Subject: fmt.Sprintf("letter %d", i)}).InternetID)
			clock.Forward(time.Millisecond)
		}
		for range 3 {
			h.runDue()
			clock.Forward(6 * time.Second)
		}
		if s := h.status(m.ID).SendStatus; s.Error != "mailbox.unreachable" {
			t.Errorf("it fares %+v", s)
		}
		office.StartSending()
		for range 10 {
			h.runDue()
			clock.Forward(time.Minute)
		}
		for _, id := range want {
			office.AwaitLetter(t, "camille", "Message-ID: <"+id+">")
		}
		if n := len(office.Letters(t, "camille")); n != len(want) {
			t.Errorf("%d letters came for %d written", n, len(want))
		}
		if s := h.status(m.ID).SendStatus; s.Error != "" || s.At.IsZero() {
			t.Errorf("it fares %+v", s)
		}
		if n := h.count("SELECT COUNT(*) FROM outbox_letter WHERE state = 'sent'"); n != int64(len(want)) {
			t.Errorf("%d are noted as sent", n)
		}
	})
}

// TestKilledAfterItWasSent: the letter is said again under the same Message-ID,
// byte for byte, so that whoever has it knows it.
func TestKilledAfterItWasSent(t *testing.T) {
	t.Parallel()
	office := post.Boxes(t)
	sink := office.NewSink(t)
	bothEngines(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		h := newHouse(t, d, office.Roots, nil)
		p := desk(office)
		p.Send.Port = new(int64(sink.Port))
		m := h.mailbox(p)
		l := h.write(outbox.Letter{ConversationID: "c1", Address: "camille-" + d.Engine() + "@" + post.Domain})
		// What a killed run did: it talked and did not come to write.
		_, secrets, err := h.channel.open(t.Context(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := h.channel.compose(t.Context(), h.letter(l.ID), m)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.channel.submit(t.Context(), m, secrets.Send, l.Address, raw); err != nil {
			t.Fatal(err)
		}
		clock.Forward(time.Hour)
		h.runDue()
		h.runDue()
		var got []post.Taken
		for _, taken := range sink.Taken() {
			if taken.To[0] == l.Address {
				got = append(got, taken)
			}
		}
		if len(got) != 2 || got[0].ID != "<"+l.InternetID+">" || string(got[0].Raw) != string(got[1].Raw) {
			t.Errorf("taken %d times", len(got))
		}
	})
}

// moody is a submission server that answers as the address asks.
type moody struct {
	mu    sync.Mutex
	calm  bool
	taken []string
	login bool // only the old AUTH LOGIN
}

type moodySession struct {
	*moody
	to    string
	known bool
}

func (m *moody) NewSession(*smtp.Conn) (smtp.Session, error) { return &moodySession{moody: m}, nil }

func (s *moodySession) AuthMechanisms() []string {
	if s.login {
		return []string{sasl.Login}
	}
	return []string{sasl.Plain}
}

func (s *moodySession) Auth(mech string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != "desk" || password != post.Password {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}
	if mech == sasl.Login {
		return &loginServer{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
}

// loginServer asks for name and password one after the other.
type loginServer struct {
	check func(user, password string) error
	user  string
	step  int
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	l.step++
	switch {
	case l.step == 1 && response == nil:
		return []byte("Username:"), false, nil
	case l.user == "":
		l.user = string(response)
		return []byte("Password:"), false, nil
	default:
		return nil, true, l.check(l.user, string(response))
	}
}

func (s *moodySession) Mail(string, *smtp.MailOptions) error {
	if !s.known {
		return &smtp.SMTPError{Code: 530, Message: "say who you are"}
	}
	return nil
}

func (s *moodySession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.to = to
	switch local, _, _ := strings.Cut(to, "@"); {
	case local == "gone":
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
	case local == "full" && !s.calm:
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "mailbox full"}
	}
	return nil
}

func (s *moodySession) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if strings.HasPrefix(s.to, "spam") {
		return &smtp.SMTPError{Code: 554, Message: "not wanted\r\nhere"}
	}
	s.taken = append(s.taken, s.to)
	return nil
}

func (*moodySession) Reset()        {}
func (*moodySession) Logout() error { return nil }

// serve starts the moody server, in clear on loopback.
func (m *moody) serve(t *testing.T) int64 {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(m)
	server.AllowInsecureAuth = true
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Error(err)
		}
	})
	return int64(l.Addr().(*net.TCPAddr).Port)
}

func local(port int64) mailbox.Patch {
	return mailbox.Patch{
		Name: new("Centre de services"), Address: new("desk@" + post.Domain),
		Send:         mailbox.ServerPatch{Host: new("127.0.0.1"), Port: &port, TLS: new(mailbox.None), User: new("desk")},
		SendPassword: new(mailbox.Secret(post.Password)),
	}
}

// TestWhatAServerRefuses: for good, and the others go on; for now, and those of
// its conversation wait behind it.
func TestWhatAServerRefuses(t *testing.T) {
	t.Parallel()
	bothEngines(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		server := &moody{}
		h := newHouse(t, d, nil, nil)
		m := h.mailbox(local(server.serve(t)))
		write := func(conversation, address string) outbox.Letter {
			clock.Forward(time.Millisecond)
			return h.write(outbox.Letter{ConversationID: conversation, Address: address + "@example.org"})
		}
		gone, after, spam := write("c1", "gone"), write("c1", "after"), write("c1", "spam")
		full, behind, beside := write("c2", "full"), write("c2", "behind"), write("c3", "beside")
		h.runDue()
		states := func(all ...outbox.Letter) string {
			var s []string
			for _, l := range all {
				s = append(s, string(h.letter(l.ID).State))
			}
			return strings.Join(s, " ")
		}
		if got := states(gone, after, spam, full, behind, beside); got != "failed sent failed waiting waiting sent" {
			t.Errorf("states %s", got)
		}
		if got := h.letter(gone.ID).Error; !strings.Contains(got, "no such user") {
			t.Errorf("why: %q", got)
		}
		if got := h.letter(spam.ID).Error; strings.ContainsAny(got, "\r\n") {
			t.Errorf("why: %q", got)
		}
		if s := h.status(m.ID).SendStatus; s.Error != "" {
			t.Errorf("a refused letter is no fault of the mailbox: %+v", s)
		}
		server.mu.Lock()
		server.calm = true
		server.mu.Unlock()
		for range 3 {
			clock.Forward(time.Minute)
			h.runDue()
		}
		if got := states(full, behind); got != "sent sent" {
			t.Errorf("states %s", got)
		}
		want := []string{"after@example.org", "beside@example.org", "full@example.org", "behind@example.org"}
		if !slices.Equal(server.taken, want) {
			t.Errorf("taken %v", server.taken)
		}
	})
}

// TestALetterTriedTooOftenHasFailed: its record says so, and it can be sent by
// hand once the fault is mended.
func TestALetterTriedTooOftenHasFailed(t *testing.T) {
	t.Parallel()
	bothEngines(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		server := &moody{}
		h := newHouse(t, d, nil, nil)
		p := local(server.serve(t))
		p.SendPassword = new(mailbox.Secret("wrong"))
		m := h.mailbox(p)
		l := h.write(outbox.Letter{ConversationID: "c1", Address: "camille@example.org"})
		for range job.Attempts {
			h.runDue()
			clock.Forward(2 * time.Hour)
		}
		if got := h.letter(l.ID); got.State != outbox.Failed || got.Attempts != job.Attempts {
			t.Errorf("%s after %d attempts: %s", got.State, got.Attempts, got.Error)
		}
		if s := h.status(m.ID).SendStatus; s.Error != "mailbox.refused" {
			t.Errorf("it fares %+v", s)
		}
		if n := h.count("SELECT COUNT(*) FROM job WHERE kind = $1 AND state = 'dead'", outbox.JobSend); n != 1 {
			t.Errorf("%d dead jobs to be seen", n)
		}
	})
}

func TestWithoutAMailboxLettersWait(t *testing.T) {
	t.Parallel()
	bothEngines(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		server := &moody{login: true}
		h := newHouse(t, d, nil, nil)
		l := h.write(outbox.Letter{ConversationID: "c1", Address: "camille@example.org"})
		h.runDue()
		if got := h.letter(l.ID); got.State != outbox.Waiting {
			t.Errorf("%s: %s", got.State, got.Error)
		}
		h.mailbox(local(server.serve(t)))
		clock.Forward(time.Minute)
		h.runDue()
		if got := h.letter(l.ID); got.State != outbox.Sent {
			t.Errorf("%s: %s", got.State, got.Error)
		}
	})
}

// TestNoPasswordInClear: where the way is not made safe, neither letter nor
// password is said.
func TestNoPasswordInClear(t *testing.T) {
	t.Parallel()
	server := &moody{}
	port := server.serve(t) // it has no TLS
	for name, way := range map[string]mailbox.TLS{"starttls": mailbox.StartTLS, "implicit": mailbox.Implicit} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, dbtest.Open(t, db.SQLite), nil, nil)
			p := local(port)
			p.Send.TLS = &way
			m := h.mailbox(p)
			h.write(outbox.Letter{ConversationID: "c1", Address: "camille@example.org"})
			h.runDue()
			if s := h.status(m.ID).SendStatus; s.Error != "mailbox.tls" {
				t.Errorf("it fares %+v", s)
			}
		})
	}
}

func TestTheHandlersAreListed(t *testing.T) {
	t.Parallel()
	h := newHouse(t, dbtest.Open(t, db.SQLite), nil, nil)
	for kind, handler := range h.channel.Handlers() {
		if err := handler(context.Background(), job.Job{Kind: kind, Payload: []byte("{")}); err == nil {
			t.Errorf("%s reads what is no payload", kind)
		}
	}
}
