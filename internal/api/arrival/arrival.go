// Package arrival is the part of the API by which people look after the mail that
// came in: what is put aside, whom the desk blocks, and the bytes of a message as
// they came. It decides nothing; the verbs of the rooms do.
package arrival

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/arrival"
	"guichet/internal/blob"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/mailbox"
	"guichet/internal/mime"
	"guichet/internal/phrase"
	"guichet/internal/ticket"
)

type door struct {
	*contract.Door
	blobs blob.Store
}

// Routes adds the routes to the door; blobs has what is too large for a row.
func Routes(d *contract.Door, blobs blob.Store) {
	a := door{d, blobs}
	const all = "/api/arrivals"
	contract.Route(d, contract.Get("list-arrivals", all, "The letters that came in and are put aside"), a.list)
	contract.Route(d, contract.Get("count-arrivals", all+"/counts", "How many letters wait for somebody to look at them"), a.counts)
	contract.Route(d, contract.Get("get-arrival", all+"/{id}", "A letter that came in, as far as it can be read"), a.get)
	contract.Route(d, contract.Get("get-arrival-bytes", all+"/{id}/bytes", "A letter that came in, as it came"), a.bytes)
	contract.Route(d, contract.Done(contract.Post("release-arrivals", all+"/release", "Let letters in that were put aside")), a.release)
	contract.Route(d, contract.Done(contract.Post("discard-arrivals", all+"/discard", "Put letters away, and block who sent them")), a.discard)
	contract.Route(d, contract.Get("list-mail-blocks", "/api/mail-blocks", "Whose letters are put aside"), a.blocks)
	contract.Route(d, contract.Remove("remove-mail-block", "/api/mail-blocks/{id}", "Let the letters of a sender in again"), a.unblock)
	contract.Route(d, contract.Done(contract.Post("resend-letter", "/api/letters/{id}/resend", "Send a letter again that failed")), a.resend)
	contract.Route(d, contract.Get("get-message-bytes", "/api/messages/{id}/bytes", "A message that came in by mail, as it came"), a.original)
}

// ArrivalBody is a letter that came in.
type ArrivalBody struct {
	ID         string        `json:"id"`
	State      string        `json:"state" enum:"kept,done,quarantined,held,suspended,blocked,discarded,too_large"`
	Reason     string        `json:"reason" doc:"Why it is put aside, in the reader's language."`
	Code       string        `json:"code" doc:"The same, for programs."`
	Sender     string        `json:"sender"`
	Subject    string        `json:"subject"`
	Mailbox    *contract.Ref `json:"mailbox"`
	Size       int64         `json:"size" doc:"Bytes."`
	KeptAt     time.Time     `json:"kept_at"`
	SettledAt  *time.Time    `json:"settled_at"`
	Releasable bool          `json:"releasable" doc:"It can be let in: its bytes are here, or can be fetched."`
	HasBytes   bool          `json:"has_bytes" doc:"Its bytes are here."`
}

// teller says letters to a reader.
type teller struct {
	say   phrase.Book
	boxes map[string]string // addresses by id
	most  int64             // bytes of the largest letter that is kept
}

func (a door) teller(ctx context.Context, tx *db.Tx, r *contract.Request) (teller, error) {
	all, err := mailbox.List(ctx, tx)
	t := teller{say: phrase.For(r.Language), boxes: map[string]string{}, most: a.Limits(ctx).MailKept}
	for _, m := range all {
		t.boxes[m.ID] = m.Address
	}
	return t, err
}

func (t teller) body(s arrival.Stored) ArrivalBody {
	b := ArrivalBody{
		ID: s.ID, State: string(s.State), Sender: s.Sender, Subject: s.Subject, Mailbox: contract.RefOrNil(s.MailboxID, t.boxes[s.MailboxID]),
		Size: s.Size, KeptAt: s.KeptAt.UTC(), SettledAt: contract.MomentOrNil(s.SettledAt), Code: s.Reason,
		Releasable: s.Releasable(t.most), HasBytes: s.HasBytes(),
	}
	if phrase.Has(s.Reason) {
		b.Reason = t.say.Say(s.Reason, guichet.Args{"most": t.most >> 20})
	}
	return b
}

type listIn struct {
	State  string `query:"state" enum:"quarantined,held,suspended,blocked,discarded,too_large" default:"quarantined"`
	Reason string `query:"reason" maxLength:"60" doc:"A code: those put aside for this reason alone."`
	Sender string `query:"sender" maxLength:"320" doc:"An address: those it sent alone."`
	Cursor string `query:"cursor" maxLength:"2000"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (a door) list(ctx context.Context, in *listIn) (*contract.List[ArrivalBody], error) {
	r, err := contract.MayAll(ctx, access.MailboxManage)
	if err != nil {
		return nil, err
	}
	items, next := []ArrivalBody{}, ""
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := a.teller(ctx, tx, r)
		if err != nil {
			return err
		}
		which := arrival.Filter{State: arrival.State(in.State), Reason: in.Reason, Sender: in.Sender}
		page, more, err := arrival.List(ctx, tx, which, guichet.Page{Limit: in.Limit, Cursor: in.Cursor})
		next = more
		for _, s := range page {
			items = append(items, t.body(s))
		}
		return err
	})
	return contract.Listed(items, next), err
}

// CountsBody tells how many letters wait, up to a thousand of each.
type CountsBody struct {
	Quarantined int64 `json:"quarantined"`
	Held        int64 `json:"held"`
	Suspended   int64 `json:"suspended"`
	TooLarge    int64 `json:"too_large"`
}

func (a door) counts(ctx context.Context, _ *struct{}) (*contract.Item[CountsBody], error) {
	if _, err := contract.MayAll(ctx, access.MailboxManage); err != nil {
		return nil, err
	}
	out := &contract.Item[CountsBody]{}
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := arrival.Count(ctx, tx)
		out.Body = CountsBody{
			Quarantined: n[arrival.Quarantined], Held: n[arrival.Held], Suspended: n[arrival.Suspended], TooLarge: n[arrival.TooLarge],
		}
		return err
	})
	return out, err
}

// ReadBody is a letter as far as it can be read.
type ReadBody struct {
	ArrivalBody
	Text  string   `json:"text" doc:"The beginning of what it says; of one that cannot be read, of its bytes."`
	Files []string `json:"files" nullable:"false" doc:"What came with it, by name."`
}

const textMost = 20_000

func (a door) get(ctx context.Context, in *contract.IDIn) (*contract.Item[ReadBody], error) {
	r, err := contract.MayAll(ctx, access.MailboxManage)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[ReadBody]{}
	var s arrival.Stored
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := a.teller(ctx, tx, r)
		if err != nil {
			return err
		}
		s, err = arrival.Get(ctx, tx, in.ID)
		out.Body = ReadBody{ArrivalBody: t.body(s), Files: []string{}}
		return err
	})
	if err != nil {
		return nil, err
	}
	text := s.Raw // of what cannot be read
	if s.Blob != "" {
		if text, err = a.beginning(ctx, s); err != nil {
			return nil, err
		}
	}
	if l, err := mime.Parse(text); err == nil {
		text = []byte(l.Text)
		for _, f := range append(l.Attachments, l.Inlines...) {
			out.Body.Files = append(out.Body.Files, f.Name)
		}
	}
	out.Body.Text = mime.Plain(text, textMost)
	return out, nil
}

// beginningMost is how much of a large letter is read to show what it says.
const beginningMost = 256 << 10

// beginning is how a large letter begins.
func (a door) beginning(ctx context.Context, s arrival.Stored) ([]byte, error) {
	file, err := a.blobs.Open(ctx, blob.Digest(s.Blob))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(io.LimitReader(file, beginningMost))
	return text, errors.Join(err, file.Close())
}

// raw is bytes that a browser saves and never shows.
type raw struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	Body        func(huma.Context)
}

// saved gives the bytes of a letter; a large one goes out as it is read.
func (a door) saved(ctx context.Context, s arrival.Stored) (*raw, error) {
	from := io.NopCloser(bytes.NewReader(s.Raw))
	if s.Blob != "" {
		var err error
		if from, err = a.blobs.Open(ctx, blob.Digest(s.Blob)); err != nil {
			return nil, err
		}
	}
	return &raw{"application/octet-stream", `attachment; filename="message.eml"`, "sandbox; default-src 'none'", func(out huma.Context) {
		_, err := io.Copy(out.BodyWriter(), from)
		if err = errors.Join(err, from.Close()); err != nil {
			a.Logger.DebugContext(ctx, "send the bytes of a letter", "error", err.Error())
		}
	}}, nil
}

func (a door) bytes(ctx context.Context, in *contract.IDIn) (*raw, error) {
	if _, err := contract.MayAll(ctx, access.MailboxManage); err != nil {
		return nil, err
	}
	var s arrival.Stored
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = arrival.Get(ctx, tx, in.ID)
		return err
	})
	if err == nil && !s.HasBytes() {
		err = guichet.NotFound()
	}
	if err != nil {
		return nil, err
	}
	return a.saved(ctx, s)
}

// original gives the bytes of a message to those of the desk who work on its
// record: they may hold what is not shown, such as who else it was written to.
func (a door) original(ctx context.Context, in *contract.IDIn) (*raw, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	var s arrival.Stored
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := conversation.GetMessage(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		if m.ArrivalID == "" {
			return guichet.NotFound()
		}
		if err := mayNote(ctx, tx, r, m); err != nil {
			return err
		}
		s, err = arrival.Get(ctx, tx, m.ArrivalID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return a.saved(ctx, s)
}

func mayNote(ctx context.Context, tx *db.Tx, r *contract.Request, m conversation.Message) error {
	for _, id := range []string{m.ConversationID, m.Origin} {
		if id == "" {
			continue
		}
		tickets, err := ticket.OfConversation(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, t := range tickets {
			if r.Who.MayIn(access.On(t.Kind).Inside, t.Place()) {
				return nil
			}
		}
	}
	return guichet.NotFound()
}

// Some names letters, a hundred at most.
type Some struct {
	IDs []string `json:"ids" minItems:"1" maxItems:"100" nullable:"false"`
}

// Away names letters to be put away.
type Away struct {
	Some
	Block bool `json:"block,omitempty" doc:"Whoever sent them is blocked."`
}

// Counted tells how many it concerned.
type Counted struct {
	Count int64 `json:"count"`
}

func (a door) release(ctx context.Context, in *contract.Item[Some]) (*contract.Item[Counted], error) {
	most := a.Limits(ctx).MailKept
	return a.each(ctx, in.Body.IDs, func(ctx context.Context, tx *db.Tx, r *contract.Request, id string) error {
		_, err := arrival.Release(ctx, tx, r.Actor(), id, most)
		return err
	})
}

func (a door) discard(ctx context.Context, in *contract.Item[Away]) (*contract.Item[Counted], error) {
	return a.each(ctx, in.Body.IDs, func(ctx context.Context, tx *db.Tx, r *contract.Request, id string) error {
		s, err := arrival.Discard(ctx, tx, r.Actor(), id)
		if err == nil && in.Body.Block && s.Sender != "" {
			err = arrival.BlockSender(ctx, tx, r.Actor(), s.Sender)
		}
		return err
	})
}

func (a door) each(ctx context.Context, ids []string, f func(context.Context, *db.Tx, *contract.Request, string) error) (*contract.Item[Counted], error) {
	r, err := contract.MayAll(ctx, access.MailboxManage)
	if err != nil {
		return nil, err
	}
	b, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (Counted, error) {
		n := int64(0)
		for _, id := range ids {
			if err := f(ctx, tx, r, id); err != nil {
				return Counted{}, err
			}
			n++
		}
		return Counted{n}, nil
	})
	return &contract.Item[Counted]{Body: b}, err
}

// BlockBody is somebody whose letters are put aside.
type BlockBody struct {
	ID        string    `json:"id"`
	Address   string    `json:"address"`
	CreatedAt time.Time `json:"created_at"`
}

func (a door) blocks(ctx context.Context, _ *struct{}) (*contract.List[BlockBody], error) {
	if _, err := contract.MayAll(ctx, access.MailboxManage); err != nil {
		return nil, err
	}
	items := []BlockBody{}
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := arrival.Blocks(ctx, tx)
		for _, b := range all {
			items = append(items, BlockBody{ID: b.ID, Address: b.Address, CreatedAt: b.Created.UTC()})
		}
		return err
	})
	return contract.Listed(items, ""), err
}

func (a door) unblock(ctx context.Context, in *contract.IDIn) (*struct{}, error) {
	r, err := contract.MayAll(ctx, access.MailboxManage)
	if err != nil {
		return nil, err
	}
	return nil, a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return arrival.Unblock(ctx, tx, r.Actor(), in.ID) })
}
