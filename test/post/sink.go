package post

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Sink is a mail server that delivers nothing: it takes letters with STARTTLS
// and a password, as Postfix does, and keeps every one it ever said yes to, so
// that a story can count them.
type Sink struct {
	Port int

	mu    sync.Mutex
	taken []Taken
}

// Taken is a letter that the sink said yes to.
type Taken struct {
	From string
	To   []string
	ID   string // Message-ID
	Raw  []byte
}

// NewSink starts a sink with the office's certificate.
func (o *Office) NewSink(tb testing.TB) *Sink {
	tb.Helper()
	certificate, err := tls.LoadX509KeyPair(o.path("cert.pem"), o.path("key.pem"))
	if err != nil {
		tb.Fatalf("post: %v", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatalf("post: %v", err)
	}
	s := &Sink{Port: listener.Addr().(*net.TCPAddr).Port}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{sink: s}, nil }))
	server.Domain = Host
	server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}}
	server.ReadTimeout, server.WriteTimeout = time.Minute, time.Minute
	ended := make(chan struct{})
	go func() { _ = server.Serve(listener); close(ended) }()
	tb.Cleanup(func() { server.Close(); <-ended })
	return s
}

// Taken lists the letters so far, in order.
func (s *Sink) Taken() []Taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Taken(nil), s.taken...)
}

// session is one connection to the sink.
type session struct {
	sink   *Sink
	known  bool
	letter Taken
}

var (
	_ smtp.AuthSession = (*session)(nil)

	errWho = &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "say who you are first"}
)

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, _, password string) error {
		if password != Password {
			return errors.New("wrong password")
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if !s.known {
		return errWho
	}
	s.letter = Taken{From: from}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.letter.To = append(s.letter.To, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return fmt.Errorf("no letter: %w", err)
	}
	s.letter.Raw, s.letter.ID = raw, parsed.Header.Get("Message-Id")
	s.sink.mu.Lock()
	defer s.sink.mu.Unlock()
	s.sink.taken = append(s.sink.taken, s.letter)
	return nil
}

func (s *session) Reset()        { s.letter = Taken{} }
func (s *session) Logout() error { return nil }
