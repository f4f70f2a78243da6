package post_test

import (
	"crypto/tls"
	"fmt"
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"guichet/test/post"
)

// TestALetterGoesThroughTheOffice: sent with TLS and a password to a plus
// address, it lies in the mailbox, and can be fetched with TLS and a password.
func TestALetterGoesThroughTheOffice(t *testing.T) {
	t.Parallel()
	office := post.Start(t)
	secure := &tls.Config{RootCAs: office.Roots, ServerName: post.Host}

	sender, err := smtp.DialStartTLS(fmt.Sprintf("127.0.0.1:%d", office.SMTP), secure)
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	if err := sender.Auth(sasl.NewPlainClient("", "camille", post.Password)); err != nil {
		t.Fatal(err)
	}
	letter := "From: camille@example.org\r\nTo: desk+x1@example.org\r\nSubject: VPN\r\n\r\nBonjour\r\n"
	if err := sender.SendMail("camille@example.org", []string{"desk+x1@example.org"}, strings.NewReader(letter)); err != nil {
		t.Fatal(err)
	}
	office.AwaitLetter(t, "desk", "Subject: VPN")

	office.Deliver(t, "desk", []byte("From: a@example.com\r\nSubject: second\r\n\r\nx\r\n"))
	reader, err := imapclient.DialTLS(fmt.Sprintf("127.0.0.1:%d", office.IMAPS), &imapclient.Options{TLSConfig: secure})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := reader.Login("desk", post.Password).Wait(); err != nil {
		t.Fatal(err)
	}
	box, err := reader.Select("INBOX", nil).Wait()
	if err != nil {
		t.Fatal(err)
	}
	if box.NumMessages != 2 {
		t.Errorf("%d letters in the inbox, not 2", box.NumMessages)
	}
}

// TestNobodySendsWithoutAPassword: the office is no open relay, so a sender that
// forgets to say who it is fails here as it would outside.
func TestNobodySendsWithoutAPassword(t *testing.T) {
	t.Parallel()
	office := post.Start(t)
	sender, err := smtp.DialStartTLS(fmt.Sprintf("127.0.0.1:%d", office.SMTP), &tls.Config{RootCAs: office.Roots, ServerName: post.Host})
	if err != nil {
		t.Fatal(err)
	}
	defer sender.Close()
	err = sender.SendMail("a@example.com", []string{"desk@example.org"}, strings.NewReader("Subject: x\r\n\r\nx\r\n"))
	if err == nil {
		t.Error("a letter was taken without a password")
	}
}
