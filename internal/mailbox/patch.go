package mailbox

import (
	"context"
	"net"
	"strings"
	"unicode"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Patch is what to change of a mailbox; nil leaves as it is. An empty password
// takes the one there is away.
type Patch struct {
	Name            *string
	Address         *string
	Language        *guichet.Language
	TeamID          *string
	Enabled         *bool
	Receive         ServerPatch
	ReceivePassword *Secret
	Folder          *string
	Send            ServerPatch
	SendPassword    *Secret
	SignIn          SignInPatch
}

// ServerPatch is what to change of a server.
type ServerPatch struct {
	Host *string
	Port *int64
	TLS  *TLS
	User *string
}

// Apply changes m.
func (p Patch) Apply(m *Mailbox) {
	set(&m.Name, p.Name)
	set(&m.Address, p.Address)
	set(&m.Language, p.Language)
	set(&m.TeamID, p.TeamID)
	set(&m.Enabled, p.Enabled)
	set(&m.Folder, p.Folder)
	p.Receive.apply(&m.Receive)
	p.Send.apply(&m.Send)
	p.SignIn.apply(&m.SignIn)
	m.Name, m.Address = guichet.Clean(m.Name), guichet.Clean(m.Address)
}

func (p ServerPatch) apply(s *Server) {
	set(&s.Host, p.Host)
	set(&s.Port, p.Port)
	set(&s.TLS, p.TLS)
	set(&s.User, p.User)
	s.Host = strings.TrimSpace(s.Host)
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// check says all that is wrong with a mailbox, and gives ports their defaults.
func check(ctx context.Context, tx *db.Tx, m *Mailbox, had sealedTokens, in Patch) error {
	mistakes := []*guichet.Error{
		guichet.CheckLine("name", m.Name, 1, 200),
		checkAddress(m.Address),
		guichet.CheckLine("receive.folder", m.Folder, 1, 200),
		checkPassword("receive.password", in.ReceivePassword),
		checkPassword("send.password", in.SendPassword),
	}
	if m.Language != guichet.ParseLanguage(string(m.Language), "") {
		mistakes = append(mistakes, guichet.Invalid("language", "unknown_value", nil))
	}
	mistakes = append(mistakes, checkServer("receive", &m.Receive, 993, 143)...)
	mistakes = append(mistakes, checkServer("send", &m.Send, 465, 587)...)
	mistakes = append(mistakes, checkSignIn(m.SignIn, had, in.SignIn)...)
	if err := guichet.Join(mistakes...); err != nil {
		return err
	}
	taken, err := db.Value[int64](ctx, tx, sqlTaken, guichet.Fold(m.Address), m.ID)
	if err == nil && taken > 0 {
		return guichet.Invalid("address", "mailbox.address_taken", nil)
	}
	return err
}

func checkAddress(a string) *guichet.Error {
	if mistake := guichet.CheckLine("address", a, 3, 254); mistake != nil {
		return mistake
	}
	local, domain, ok := strings.Cut(a, "@")
	if !ok || local == "" || domain == "" || strings.ContainsAny(a, " <>(),;:\"\\[]") || strings.Contains(domain, "@") || strings.Contains(local, "+") {
		return guichet.Invalid("address", "mail.address", nil)
	}
	return nil
}

func checkPassword(field string, s *Secret) *guichet.Error {
	if s == nil {
		return nil
	}
	return guichet.CheckLine(field, string(*s), 0, 1000)
}

func checkServer(field string, s *Server, implicit, open int64) []*guichet.Error {
	if s.Host == "" {
		return nil
	}
	if s.Port == 0 {
		s.Port = open
		if s.TLS == Implicit {
			s.Port = implicit
		}
	}
	mistakes := []*guichet.Error{
		guichet.CheckLine(field+".host", s.Host, 1, 253),
		guichet.CheckLine(field+".user", s.User, 0, 320),
	}
	if strings.ContainsFunc(s.Host, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("/@[]", r) }) {
		mistakes = append(mistakes, guichet.Invalid(field+".host", "mailbox.host", nil))
	}
	if s.Port < 1 || s.Port > 65535 {
		mistakes = append(mistakes, guichet.Invalid(field+".port", "out_of_range", guichet.Args{"min": 1, "max": 65535}))
	}
	switch s.TLS {
	case Implicit, StartTLS:
	case None:
		if !IsLoopback(s.Host) {
			mistakes = append(mistakes, guichet.Invalid(field+".tls", "mailbox.tls_needed", nil))
		}
	default:
		mistakes = append(mistakes, guichet.Invalid(field+".tls", "unknown_value", nil))
	}
	return mistakes
}

// IsLoopback tells whether a host is this machine, without asking anybody.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// changes lists what differs, for the timeline. Of a password it says that it
// changed.
func changes(before, after Mailbox, in Patch) []timeline.Change {
	var all []timeline.Change
	add := func(field string, was, is any) {
		if was != is {
			all = append(all, timeline.Change{Field: field, Old: was, New: is})
		}
	}
	add("name", before.Name, after.Name)
	add("address", before.Address, after.Address)
	add("language", string(before.Language), string(after.Language))
	add("team", before.TeamID, after.TeamID)
	add("enabled", before.Enabled, after.Enabled)
	add("receive.folder", before.Folder, after.Folder)
	for _, s := range []struct {
		name    string
		was, is Server
	}{{"receive", before.Receive, after.Receive}, {"send", before.Send, after.Send}} {
		add(s.name+".host", s.was.Host, s.is.Host)
		add(s.name+".port", s.was.Port, s.is.Port)
		add(s.name+".tls", string(s.was.TLS), string(s.is.TLS))
		add(s.name+".user", s.was.User, s.is.User)
	}
	if in.ReceivePassword != nil {
		all = append(all, timeline.Change{Field: "receive.password", New: "***"})
	}
	if in.SendPassword != nil {
		all = append(all, timeline.Change{Field: "send.password", New: "***"})
	}
	return append(all, signInChanges(before.SignIn, after.SignIn, in.SignIn)...)
}

const causeMost = 500

// clean makes what a server said fit to be kept.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	if len(s) > causeMost {
		s = strings.ToValidUTF8(s[:causeMost], "")
	}
	return guichet.Clean(s)
}
