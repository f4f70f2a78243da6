package arrival

import (
	"context"
	"strings"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/setting"
	"guichet/internal/timeline"
)

// Why a letter is put aside before it is a message. Package phrase has a sentence
// for each.
const (
	ReasonBlocked = "mail.blocked"
	ReasonSpam    = "mail.spam"
	ReasonOften   = "mail.too_often" // from this sender
	ReasonMany    = "mail.too_many"  // from all of them
)

// window is the time in which letters are counted.
const window = time.Hour

// Signs are what is known of a letter before it becomes a message.
type Signs struct {
	Spam   bool // a server on its way says so
	Answer bool // it came to an address that only its reader was given
}

// Weigh tells whether a letter becomes a message now: Kept, or the state in which
// it is put aside and why. What is put aside is kept, and can be let in by hand.
func Weigh(ctx context.Context, tx *db.Tx, s Stored, in Signs) (State, string, error) {
	blocked, err := db.Value[int64](ctx, tx, sqlIsBlocked, s.Sender)
	if err != nil {
		return Kept, "", guichet.Doing("look whom the desk blocks", err)
	}
	switch {
	case blocked > 0:
		return Blocked, ReasonBlocked, nil
	case in.Spam && !in.Answer:
		return Suspended, ReasonSpam, nil
	}
	since := tx.Now.Add(-window)
	for _, limit := range []struct {
		most   setting.Setting[int64]
		count  func() (int64, error)
		reason string
	}{
		{setting.LettersOfSender(), func() (int64, error) { return db.Value[int64](ctx, tx, sqlFromSender, s.Sender, since) }, ReasonOften},
		{setting.LettersOfAll(), func() (int64, error) { return db.Value[int64](ctx, tx, sqlFromAll, since) }, ReasonMany},
	} {
		most, err := limit.most.Get(ctx, tx)
		if err != nil {
			return Kept, "", err
		}
		n, err := limit.count()
		if err != nil {
			return Kept, "", guichet.Doing("count letters", err)
		}
		if n >= most {
			return Held, limit.reason, nil
		}
	}
	return Kept, "", nil
}

// Block is somebody whose letters are put aside.
type Block struct {
	ID      string
	Address string
	ByID    string
	Created time.Time
}

const (
	sqlIsBlocked = `SELECT COUNT(*) FROM arrival_block WHERE address = $1 AND address <> ''`

	sqlBlocks = `SELECT id, address, by_id, created FROM arrival_block ORDER BY address LIMIT 1000`

	sqlBlocked = `SELECT id, address, by_id, created FROM arrival_block WHERE id = $1`

	sqlBlock = `INSERT INTO arrival_block (id, address, by_id, created) VALUES ($1, $2, $3, $4) ON CONFLICT (address) DO NOTHING`

	sqlUnblock = `DELETE FROM arrival_block WHERE id = $1`
)

func blockFields(b *Block) []any { return []any{&b.ID, &b.Address, &b.ByID, &b.Created} }

// Blocks lists whose letters are put aside.
func Blocks(ctx context.Context, tx *db.Tx) ([]Block, error) {
	return db.All(ctx, tx, blockFields, sqlBlocks)
}

// BlockSender has the letters of an address put aside from now on.
func BlockSender(ctx context.Context, tx *db.Tx, by guichet.Actor, address string) error {
	address = strings.ToLower(strings.TrimSpace(address))
	if err := guichet.Join(guichet.CheckLine("address", address, 3, 320)); err != nil {
		return err
	}
	id := tx.ID()
	n, err := tx.Exec(ctx, sqlBlock, id, address, by.ID, tx.Now)
	if err != nil {
		return guichet.Doing("block a sender", err)
	}
	if n == 0 {
		return nil
	}
	tx.Hint(hint, id)
	return tell(ctx, tx, by, "arrival_block", id, "blocked/1", "", timeline.Change{Field: "address", New: address})
}

// Unblock lets the letters of an address in again.
func Unblock(ctx context.Context, tx *db.Tx, by guichet.Actor, id string) error {
	if err := tx.Lock(ctx, "arrival_block", id); err != nil {
		return err
	}
	b, err := db.One(ctx, tx, blockFields, sqlBlocked, id)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqlUnblock, id); err != nil {
		return guichet.Doing("block a sender no more", err)
	}
	tx.Hint(hint, id)
	return tell(ctx, tx, by, "arrival_block", id, "unblocked/1", "", timeline.Change{Field: "address", Old: b.Address})
}
