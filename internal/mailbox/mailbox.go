package mailbox

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// TLS is how the way to a server is made safe.
type TLS string

// The ways. None is for a server on the same machine.
const (
	Implicit TLS = "implicit" // from the first byte
	StartTLS TLS = "starttls" // after a word in clear; without it nothing is said
	None     TLS = "none"     // loopback only
)

// Server is one way to reach the mailbox. Without Host there is none.
type Server struct {
	Host string
	Port int64
	TLS  TLS
	User string
}

// Status tells how the last talk with a server went.
type Status struct {
	Error string    // a code that package phrase has a sentence for; '' well
	Cause string    // what the server said
	At    time.Time // the last time it went well
}

// Mailbox is an address of the desk.
type Mailbox struct {
	ID            string
	Version       int64
	Name          string // shown to people as the sender
	Address       string
	Language      guichet.Language // of letters to people whose own is not known
	TeamID        string           // owns what comes in; '' the desk's default team
	Enabled       bool
	Receive       Server // IMAP
	Folder        string
	Send          Server // SMTP
	SignIn        SignIn
	ReceiveStatus Status
	SendStatus    Status
	CreatedAt     time.Time
	UpdatedAt     time.Time
}

// Receives tells whether letters are fetched from it.
func (m Mailbox) Receives() bool { return m.Enabled && m.Receive.Host != "" }

// Sends tells whether letters leave by it.
func (m Mailbox) Sends() bool { return m.Enabled && m.Send.Host != "" }

const (
	subjectKind = "mailbox"
	hint        = "mailbox"

	partMailbox = `SELECT id, version, name, address, language, team_id, enabled, imap_host, imap_port, imap_tls, imap_user, imap_folder,
		smtp_host, smtp_port, smtp_tls, smtp_user, receive_error, receive_cause, received_at, send_error, send_cause, sent_at,
		created_at, updated_at, COALESCE(grant_kind, ''), COALESCE(token_url, ''), COALESCE(client_id, ''), COALESCE(scope, '')
		FROM mailbox LEFT JOIN mailbox_oauth ON mailbox_id = id `

	sqlMailbox = partMailbox + `WHERE id = $1`

	sqlMailboxes = partMailbox + `ORDER BY address_key, id`

	sqlSecrets = `SELECT imap_password, smtp_password FROM mailbox WHERE id = $1`

	sqlTaken = `SELECT COUNT(*) FROM mailbox WHERE address_key = $1 AND id <> $2`

	sqlInsert = `INSERT INTO mailbox (id, version, name, address, address_key, language, team_id, enabled, imap_host, imap_port, imap_tls,
		imap_user, imap_password, imap_folder, smtp_host, smtp_port, smtp_tls, smtp_user, smtp_password, receive_error, receive_cause,
		received_at, send_error, send_cause, sent_at, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, '', '', 0, '', '', 0, $20, $20)`

	sqlUpdate = `UPDATE mailbox SET version = version + 1, name = $3, address = $4, address_key = $5, language = $6, team_id = $7,
		enabled = $8, imap_host = $9, imap_port = $10, imap_tls = $11, imap_user = $12, imap_password = $13, imap_folder = $14,
		smtp_host = $15, smtp_port = $16, smtp_tls = $17, smtp_user = $18, smtp_password = $19, receive_error = '', receive_cause = '',
		send_error = '', send_cause = '', updated_at = $20
		WHERE id = $1 AND version = $2`

	// Each says nothing when nothing changed, so that a poll every minute does
	// not write every minute.
	sqlReceiveStatus = `UPDATE mailbox SET receive_error = $2, receive_cause = $3, received_at = $4
		WHERE id = $1 AND (receive_error <> $2 OR receive_cause <> $3 OR received_at < $5)`

	sqlSendStatus = `UPDATE mailbox SET send_error = $2, send_cause = $3, sent_at = $4
		WHERE id = $1 AND (send_error <> $2 OR send_cause <> $3 OR sent_at < $5)`
)

func fields(m *Mailbox) []any {
	return []any{
		&m.ID, &m.Version, &m.Name, &m.Address, &m.Language, &m.TeamID, &m.Enabled, &m.Receive.Host, &m.Receive.Port, &m.Receive.TLS,
		&m.Receive.User, &m.Folder, &m.Send.Host, &m.Send.Port, &m.Send.TLS, &m.Send.User, &m.ReceiveStatus.Error, &m.ReceiveStatus.Cause,
		&m.ReceiveStatus.At, &m.SendStatus.Error, &m.SendStatus.Cause, &m.SendStatus.At, &m.CreatedAt, &m.UpdatedAt, &m.SignIn.Grant, &m.SignIn.TokenURL, &m.SignIn.ClientID, &m.SignIn.Scope,
	}
}

// Get reads one mailbox.
func Get(ctx context.Context, tx *db.Tx, id string) (Mailbox, error) {
	return db.One(ctx, tx, fields, sqlMailbox, id)
}

// List reads all mailboxes.
func List(ctx context.Context, tx *db.Tx) ([]Mailbox, error) {
	return db.All(ctx, tx, fields, sqlMailboxes)
}

// Sender is the mailbox that a letter leaves by: the one named, or the first
// that can send. NotFound when there is none.
func Sender(ctx context.Context, tx *db.Tx, id string) (Mailbox, error) {
	all, err := List(ctx, tx)
	if err != nil {
		return Mailbox{}, err
	}
	var first *Mailbox
	for _, m := range all {
		if m.Sends() && m.ID == id {
			return m, nil
		}
		if m.Sends() && first == nil {
			first = &m
		}
	}
	if first == nil {
		return Mailbox{}, guichet.NotFound()
	}
	return *first, nil
}

// Secrets are the passwords of a mailbox, and what it gets tokens with. They
// print as stars.
type Secrets struct {
	Receive Secret
	Send    Secret
	Client  Secret // of the desk, at the provider of tokens
	Refresh Secret

	sealedRefresh []byte // as it was read, so that only it is replaced
}

// Secret is a text that is not for logs.
type Secret string

// String hides the secret.
func (Secret) String() string { return "***" }

// GoString hides the secret.
func (Secret) GoString() string { return "***" }

// MarshalText hides the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte("***"), nil }

type sealed struct{ receive, send []byte }

// Open reads the passwords, for what speaks to the servers.
func Open(ctx context.Context, tx *db.Tx, keys *Keys, id string) (Secrets, error) {
	s, err := readSealed(ctx, tx, id)
	if err != nil {
		return Secrets{}, err
	}
	receive, err := keys.open(s.receive, id+" imap")
	if err != nil {
		return Secrets{}, guichet.Unavailable("mailbox.key", err)
	}
	send, err := keys.open(s.send, id+" smtp")
	if err != nil {
		return Secrets{}, guichet.Unavailable("mailbox.key", err)
	}
	all := Secrets{Receive: Secret(receive), Send: Secret(send)}
	tokens, err := readTokens(ctx, tx, id)
	if err != nil {
		return Secrets{}, err
	}
	err = keys.openTokens(tokens, id, &all)
	return all, err
}

func readSealed(ctx context.Context, tx *db.Tx, id string) (sealed, error) {
	return db.One(ctx, tx, func(s *sealed) []any { return []any{&s.receive, &s.send} }, sqlSecrets, id)
}

// Create adds a mailbox.
func Create(ctx context.Context, tx *db.Tx, keys *Keys, by guichet.Actor, in Patch) (Mailbox, error) {
	m := Mailbox{ID: tx.ID(), Version: 1, Language: guichet.French, Enabled: true, Folder: "INBOX", CreatedAt: tx.Now, UpdatedAt: tx.Now}
	m.Receive.TLS, m.Send.TLS = Implicit, StartTLS
	before := m
	in.Apply(&m)
	none := sealedTokens{[]byte{}, []byte{}}
	if err := check(ctx, tx, &m, none, in); err != nil {
		return m, err
	}
	s := keys.reseal(sealed{[]byte{}, []byte{}}, m.ID, in, tx)
	if _, err := tx.Exec(ctx, sqlInsert, m.ID, m.Version, m.Name, m.Address, guichet.Fold(m.Address), string(m.Language), m.TeamID, m.Enabled,
		m.Receive.Host, m.Receive.Port, string(m.Receive.TLS), m.Receive.User, s.receive, m.Folder,
		m.Send.Host, m.Send.Port, string(m.Send.TLS), m.Send.User, s.send, tx.Now); err != nil {
		return m, guichet.Doing("add a mailbox", err)
	}
	if err := keys.putSignIn(ctx, tx, m, none, in.SignIn); err != nil {
		return m, err
	}
	_, err := timeline.Begin(ctx, tx, timeline.Subject{Kind: subjectKind, ID: m.ID}, by,
		timeline.Entry{Kind: "created/1", Changes: changes(before, m, in)})
	tx.Hint(hint, m.ID)
	return m, err
}

// Update changes a mailbox whose version was seen.
func Update(ctx context.Context, tx *db.Tx, keys *Keys, by guichet.Actor, id string, version int64, in Patch) (Mailbox, error) {
	if err := tx.Lock(ctx, "mailbox", id); err != nil {
		return Mailbox{}, err
	}
	m, err := Get(ctx, tx, id)
	if err != nil {
		return m, err
	}
	if m.Version != version {
		return m, guichet.Conflict()
	}
	before := m
	in.Apply(&m)
	tokens, err := readTokens(ctx, tx, id)
	if err != nil {
		return m, err
	}
	if !sameHost(before.SignIn.TokenURL, m.SignIn.TokenURL) {
		tokens = sealedTokens{[]byte{}, []byte{}} // secrets are for whom they were given for
	}
	if err := check(ctx, tx, &m, tokens, in); err != nil {
		return m, err
	}
	changed := changes(before, m, in)
	if len(changed) == 0 {
		return m, nil
	}
	old, err := readSealed(ctx, tx, id)
	if err != nil {
		return m, err
	}
	s := keys.reseal(old, id, in, tx)
	n, err := tx.Exec(ctx, sqlUpdate, m.ID, version, m.Name, m.Address, guichet.Fold(m.Address), string(m.Language), m.TeamID, m.Enabled,
		m.Receive.Host, m.Receive.Port, string(m.Receive.TLS), m.Receive.User, s.receive, m.Folder,
		m.Send.Host, m.Send.Port, string(m.Send.TLS), m.Send.User, s.send, tx.Now)
	if err != nil {
		return m, guichet.Doing("change a mailbox", err)
	}
	if n != 1 {
		return m, guichet.Conflict()
	}
	if err := keys.putSignIn(ctx, tx, m, tokens, in.SignIn); err != nil {
		return m, err
	}
	if _, err := timeline.Append(ctx, tx, timeline.Subject{Kind: subjectKind, ID: id}, by,
		timeline.Entry{Kind: "changed/1", Changes: changed}); err != nil {
		return m, err
	}
	tx.Hint(hint, id)
	return Get(ctx, tx, id)
}

func (k *Keys) reseal(old sealed, id string, in Patch, tx *db.Tx) sealed {
	if in.ReceivePassword != nil {
		old.receive = k.seal(string(*in.ReceivePassword), id+" imap", tx.Random(k.nonceSize()))
	}
	if in.SendPassword != nil {
		old.send = k.seal(string(*in.SendPassword), id+" smtp", tx.Random(k.nonceSize()))
	}
	return old
}

// often is how often at most a mailbox that fares well is noted as such.
const often = time.Minute

// NoteReceived notes how fetching went: code ” for well.
func NoteReceived(ctx context.Context, tx *db.Tx, m Mailbox, code, cause string) error {
	return note(ctx, tx, sqlReceiveStatus, m.ID, m.ReceiveStatus, code, cause)
}

// NoteSent notes how sending went: code ” for well.
func NoteSent(ctx context.Context, tx *db.Tx, m Mailbox, code, cause string) error {
	return note(ctx, tx, sqlSendStatus, m.ID, m.SendStatus, code, cause)
}

func note(ctx context.Context, tx *db.Tx, query, id string, was Status, code, cause string) error {
	at, due := tx.Now, tx.Now.Add(-often)
	if code != "" {
		at, due = was.At, time.Time{}
	}
	n, err := tx.Exec(ctx, query, id, code, clean(cause), at, due)
	if err != nil {
		return guichet.Doing("note how a mailbox fares", err)
	}
	if n > 0 && (was.Error != code || code != "") {
		tx.Hint(hint, id)
	}
	return nil
}
