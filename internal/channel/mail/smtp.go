package mail

import (
	"context"
	"errors"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"guichet/internal/mailbox"
)

const (
	smtpCommand    = time.Minute
	smtpSubmission = 5 * time.Minute
)

// dialSMTP opens the way to a mailbox's server, and says who we are.
func (c *Channel) dialSMTP(ctx context.Context, m mailbox.Mailbox, password mailbox.Secret) (*smtp.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	conn, err := c.connect(ctx, m.Send)
	if err != nil {
		return nil, err
	}
	end := context.AfterFunc(ctx, func() { conn.Close() })
	defer end()
	var client *smtp.Client
	if m.Send.TLS == mailbox.StartTLS {
		if client, err = smtp.NewClientStartTLS(conn, c.tlsFor(m.Send)); err != nil {
			conn.Close()
			return nil, startTLS(err)
		}
	} else {
		client = smtp.NewClient(conn)
	}
	client.CommandTimeout, client.SubmissionTimeout = smtpCommand, smtpSubmission
	if err := c.present(client, m, password); err != nil {
		client.Close()
		c.forget(m, err)
		return nil, err
	}
	return client, nil
}

// startTLS sorts a failure to make the way safe: a server that cannot is not
// spoken to in clear.
func startTLS(err error) error {
	if smtpCode(err) != 0 || err.Error() == "smtp: server doesn't support STARTTLS" {
		return failing(faultTLS, err)
	}
	return connecting(err)
}

func (c *Channel) present(client *smtp.Client, m mailbox.Mailbox, password mailbox.Secret) error {
	if err := client.Hello(c.o.Host); err != nil {
		return connecting(err)
	}
	s, byToken := m.Send, m.SignIn.ByToken()
	if s.User == "" && !byToken {
		return nil
	}
	var who sasl.Client
	switch {
	case byToken:
		var err error
		if who, err = bearerOf(m, s, password, client.SupportsAuth); err != nil {
			return err
		}
	case client.SupportsAuth(sasl.Plain):
		who = sasl.NewPlainClient("", s.User, string(password))
	case client.SupportsAuth(sasl.Login):
		who = sasl.NewLoginClient(s.User, string(password))
	default:
		return failing(faultRefused, errors.New("the server takes neither AUTH PLAIN nor AUTH LOGIN"))
	}
	err := client.Auth(who)
	switch code := smtpCode(err); {
	case err == nil:
		return nil
	case code >= 500 && byToken:
		return failing(faultTokenUse, err)
	case code >= 500:
		return failing(faultRefused, err)
	case code >= 400:
		return failing(faultServer, err)
	default:
		return connecting(err)
	}
}
