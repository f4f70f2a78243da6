package mailbox

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Manner is how a mailbox signs, and what its letters open.
type Manner struct {
	Version   int64
	SignedFR  string
	SignedEN  string
	Opens     string // of what nature the requests are; '' incidents
	MailboxID string
}

// SignatureMost is how many characters a signature may have.
const SignatureMost = 1000

const (
	sqlManner = `SELECT version, signature_fr, signature_en, opens, mailbox_id FROM mailbox_manner WHERE mailbox_id = $1`

	sqlPutManner = `INSERT INTO mailbox_manner (mailbox_id, version, signature_fr, signature_en, opens) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (mailbox_id) DO UPDATE SET version = excluded.version, signature_fr = excluded.signature_fr,
		signature_en = excluded.signature_en, opens = excluded.opens`
)

// Variables lists what may stand in a signature, between {{ and }}.
func Variables() []string { return []string{"agent.name", "team.name", "desk.name"} }

var variable = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// MannerOf reads how a mailbox signs; nothing was said of most.
func MannerOf(ctx context.Context, tx *db.Tx, id string) (Manner, error) {
	m, err := db.One(ctx, tx, func(m *Manner) []any { return []any{&m.Version, &m.SignedFR, &m.SignedEN, &m.Opens, &m.MailboxID} }, sqlManner, id)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return Manner{MailboxID: id}, nil
	}
	return m, guichet.Doing("read how a mailbox signs", err)
}

// SetManner says how a mailbox signs and what it opens, at the version that was
// seen. What may be opened is the door's to ask.
func SetManner(ctx context.Context, tx *db.Tx, by guichet.Actor, in Manner) (Manner, error) {
	if err := tx.Lock(ctx, "mailbox", in.MailboxID); err != nil {
		return in, err
	}
	if _, err := Get(ctx, tx, in.MailboxID); err != nil {
		return in, err
	}
	in.SignedFR, in.SignedEN = strings.TrimSpace(in.SignedFR), strings.TrimSpace(in.SignedEN)
	if err := guichet.Join(checkSignature("signature_fr", in.SignedFR), checkSignature("signature_en", in.SignedEN)); err != nil {
		return in, err
	}
	before, err := MannerOf(ctx, tx, in.MailboxID)
	if err != nil {
		return in, err
	}
	if before.Version != in.Version {
		return in, guichet.Conflict()
	}
	var changed []timeline.Change
	for _, c := range []timeline.Change{
		{Field: "signature_fr", Old: before.SignedFR, New: in.SignedFR},
		{Field: "signature_en", Old: before.SignedEN, New: in.SignedEN},
		{Field: "opens", Old: cmp.Or(before.Opens, "incident"), New: cmp.Or(in.Opens, "incident")},
	} {
		if c.Old != c.New {
			changed = append(changed, c)
		}
	}
	if len(changed) == 0 {
		return before, nil
	}
	in.Version++
	if _, err := tx.Exec(ctx, sqlPutManner, in.MailboxID, in.Version, in.SignedFR, in.SignedEN, in.Opens); err != nil {
		return in, guichet.Doing("write how a mailbox signs", err)
	}
	_, err = timeline.Append(ctx, tx, timeline.Subject{Kind: subjectKind, ID: in.MailboxID}, by, timeline.Entry{Kind: "changed/1", Changes: changed})
	tx.Hint(hint, in.MailboxID)
	return in, err
}

func checkSignature(field, text string) *guichet.Error {
	for _, found := range variable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(Variables(), found[1]) {
			return guichet.Invalid(field, "canned.unknown_variable", guichet.Args{"known": "{{" + strings.Join(Variables(), "}}, {{") + "}}"})
		}
	}
	return guichet.CheckText(field, text, 0, SignatureMost)
}

// Signature is what stands under a letter in a language, or in the other where
// nothing was written in that one; nothing where nothing was at all. A line that only
// names what nobody knows of this letter, such as an agent under a letter that
// nobody wrote, is left out.
func (m Manner) Signature(l guichet.Language, facts map[string]string) string {
	text := cmp.Or(m.SignedFR, m.SignedEN)
	if l == guichet.English {
		text = cmp.Or(m.SignedEN, m.SignedFR)
	}
	var lines []string
	for line := range strings.Lines(text) {
		unknown := false
		filled := variable.ReplaceAllStringFunc(strings.TrimSpace(line), func(found string) string {
			fact := facts[variable.FindStringSubmatch(found)[1]]
			unknown = unknown || fact == ""
			return fact
		})
		if unknown {
			if filled = strings.Trim(filled, " ,:·|/–-"); filled == "" {
				continue
			}
		}
		lines = append(lines, filled)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
