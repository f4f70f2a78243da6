package browser_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/smtp"
	"strings"
	"time"

	"guichet/internal/mime"
	"guichet/test/post"
)

// letter is a mail that somebody writes with their own program.
type letter struct {
	From, Name, To, Subject, Text, HTML, InReplyTo string
}

// send brings a letter to Postfix, with TLS and a password, as a mail program
// does.
func (d *desk) send(l letter) (messageID string, err error) {
	messageID = fmt.Sprintf("%d.%s@%s", time.Now().UnixNano(), l.From, post.Domain)
	raw, err := mime.Compose(mime.Outgoing{
		From: mime.Address{Name: l.Name, Address: d.office.Address(l.From)}, To: mime.Address{Address: l.To},
		Subject: l.Subject, Text: l.Text, HTML: l.HTML, MessageID: messageID, InReplyTo: l.InReplyTo, Date: time.Now(),
	})
	if err != nil {
		return "", err
	}
	c, err := smtp.Dial(fmt.Sprintf("%s:%d", post.Host, d.office.SMTP))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, c.Quit()) }()
	if err := c.StartTLS(&tls.Config{ServerName: post.Host, RootCAs: d.office.Roots, MinVersion: tls.VersionTLS12}); err != nil {
		return "", err
	}
	if err := c.Auth(smtp.PlainAuth("", l.From, post.Password, post.Host)); err != nil {
		return "", err
	}
	if err := errors.Join(c.Mail(d.office.Address(l.From)), c.Rcpt(l.To)); err != nil {
		return "", err
	}
	w, err := c.Data()
	if err != nil {
		return "", err
	}
	if _, err := w.Write(raw); err != nil {
		return "", err
	}
	return messageID, w.Close()
}

// received is a letter of the desk, as a mailbox holds it.
type received struct {
	Subject   string `json:"subject"`
	Text      string `json:"text"`
	Language  string `json:"language"`
	MessageID string `json:"message_id"`
	ReplyTo   string `json:"reply_to"`
	Raw       string `json:"raw"`
}

// letters lists what lies in somebody's mailbox.
func (d *desk) letters(name string) ([]received, error) {
	all := []received{}
	for _, raw := range d.office.Letters(d.tb, name) {
		l, err := mime.Parse(raw)
		if err != nil {
			return nil, err
		}
		r := received{Subject: l.Subject, Text: l.Text, Language: l.Language, MessageID: l.MessageID, Raw: string(raw)}
		if len(l.ReplyTo) > 0 {
			r.ReplyTo = l.ReplyTo[0].Address
		}
		all = append(all, r)
	}
	return all, nil
}

// receives waits for a letter that holds the words.
func (d *desk) receives(name string, words []string) (received, error) {
	end := time.Now().Add(30 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for ; time.Now().Before(end); <-tick.C {
		all, err := d.letters(name)
		if err != nil {
			return received{}, err
		}
		for _, r := range all {
			holds := true
			for _, w := range words {
				holds = holds && strings.Contains(r.Subject+"\n"+r.Text, w)
			}
			if holds {
				return r, nil
			}
		}
	}
	return received{}, fmt.Errorf("no letter to %s with %q", name, words)
}
