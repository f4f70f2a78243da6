package mail

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-smtp"
)

// The ways in which a server fails us. Package phrase has a sentence for each.
const (
	faultUnreachable = "mailbox.unreachable"       // nobody answers there
	faultTLS         = "mailbox.tls"               // no safe way, or nobody vouches for the server
	faultRefused     = "mailbox.refused"           // the name or the password is wrong
	faultFolder      = "mailbox.folder"            // there is no such folder
	faultServer      = "mailbox.server"            // anything else it says
	faultTokenWay    = "mailbox.token_unreachable" // nobody gives tokens there
	faultToken       = "mailbox.token_refused"     // no token is given to us
	faultTokenOver   = "mailbox.token_expired"     // whoever agreed agrees no more
	faultTokenUse    = "mailbox.token_useless"     // a token, and not let in by it
	faultNoToken     = "mailbox.no_token"          // it takes passwords only
	faultKey         = "mailbox.key"               // the password cannot be unsealed
)

// fault is a failure of a mailbox's server, with the code people are told.
type fault struct {
	code  string
	cause error
}

// Error implements error.
func (f *fault) Error() string { return f.code + ": " + f.cause.Error() }

// Unwrap gives the cause.
func (f *fault) Unwrap() error { return f.cause }

func failing(code string, cause error) error { return &fault{code, cause} }

// describe gives the code and the words of a failure.
func describe(err error) (code, cause string) {
	var f *fault
	if errors.As(err, &f) {
		return f.code, f.cause.Error()
	}
	if isAnswer(err) || smtpCode(err) != 0 {
		return faultServer, err.Error()
	}
	return faultUnreachable, err.Error()
}

// connecting sorts a failure on the way to a server.
func connecting(err error) error {
	var unknown x509.UnknownAuthorityError
	var wrongName x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	var network net.Error
	switch {
	case errors.As(err, &unknown), errors.As(err, &wrongName), errors.As(err, &invalid), errors.As(err, &verification),
		errors.As(err, &record), errors.As(err, &alert):
		return failing(faultTLS, err)
	case errors.As(err, &network):
		return failing(faultUnreachable, err)
	default:
		return failing(faultServer, err)
	}
}

// isAnswer tells whether an IMAP server refused a command, as against a
// connection that broke.
func isAnswer(err error) bool {
	var answer *imap.Error
	return errors.As(err, &answer)
}

// smtpCode is the code with which an SMTP server refused; 0 when it did not
// answer.
func smtpCode(err error) int {
	var answer *smtp.SMTPError
	if errors.As(err, &answer) {
		return answer.Code
	}
	return 0
}
