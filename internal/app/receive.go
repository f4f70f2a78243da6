package app

import (
	"bytes"
	"context"

	"guichet"
	"guichet/internal/blob"
	"guichet/internal/channel/mail"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/mime"
	"guichet/internal/stem"
)

// receive takes a letter from the channel to the intake: its files are kept and
// its words are made ready first, then one act makes a message of it and ends
// the arrival.
func (a *App) receive(ctx context.Context, in mail.Arrival) error {
	// A report of none of our letters that nothing but its words makes one may be
	// somebody who shows us a report.
	if in.Letter.Report != nil && (in.Reported.ID != "" || in.Letter.Robot) {
		return a.reported(ctx, in)
	}
	files, err := a.keepFiles(ctx, in.Letter)
	if err != nil {
		return err
	}
	l := in.Letter
	text := l.New
	if text == "" {
		text = l.Text
	}
	letter := intake.Mail{
		ArrivalID: in.ID, MailboxID: in.Mailbox.ID, TeamID: in.Mailbox.TeamID,
		Language: guichet.ParseLanguage(l.Language, in.Mailbox.Language), From: l.From.Address, Name: l.From.Name,
		Clues: clues(in), MailID: l.MessageID, Subject: l.Subject, Text: text, HTML: l.HTML, Quoted: l.Quoted,
		Automatic: l.Auto || in.Own, Robot: l.Robot || in.Own, Attachments: files,
		Original:  intake.Writer{Name: l.Original.Name, Address: l.Original.Address},
		TaggedFor: in.Tagged.PersonID, Vouched: l.Vouched(in.Trusted), Copied: in.Others,
	}
	letter.Stems = stem.Text(l.Subject+"\n"+text, stem.Unknown)
	return a.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		outcome, err := intake.Receive(ctx, tx, letter)
		if err != nil {
			return err
		}
		if outcome.Kept != "" {
			return guichet.Invalid("mail", outcome.Kept, nil)
		}
		return in.Settle(ctx, tx)
	})
}

// reported takes a report to the letter that it is about.
func (a *App) reported(ctx context.Context, in mail.Arrival) error {
	return a.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		outcome, err := intake.Report(ctx, tx, intake.Reported{Letter: in.Reported, Report: *in.Letter.Report})
		if err != nil {
			return err
		}
		if outcome.Kept != "" {
			return guichet.Invalid("mail", outcome.Kept, nil)
		}
		return in.Settle(ctx, tx)
	})
}

// clues are what a letter says of its conversation: the signed address first,
// which only who had our letter knows; then the letters it names, which anybody
// can write.
func clues(in mail.Arrival) conversation.Clues {
	c := conversation.Clues{Tagged: in.Tagged.ConversationID}
	if in.Letter.InReplyTo != "" {
		c.MailIDs = append(c.MailIDs, in.Letter.InReplyTo)
	}
	for i := len(in.Letter.References) - 1; i >= 0; i-- {
		c.MailIDs = append(c.MailIDs, in.Letter.References[i])
	}
	return c
}

// keepFiles keeps what came with a letter. A file that was kept before is kept
// once: the same bytes have the same name.
func (a *App) keepFiles(ctx context.Context, l mime.Letter) ([]conversation.Attachment, error) {
	var kept []conversation.Attachment
	for _, f := range append(append([]mime.File{}, l.Attachments...), l.Inlines...) {
		kind, content, err := blob.Typed(bytes.NewReader(f.Data))
		if err != nil {
			return nil, guichet.Doing("read a file of a letter", err)
		}
		digest, size, err := a.blobs.Put(ctx, content, int64(len(f.Data)))
		if err != nil {
			return nil, guichet.Doing("keep a file of a letter", err)
		}
		kept = append(kept, conversation.Attachment{
			Name: blob.CleanName(f.Name), Type: kind, Size: size, Digest: string(digest), ContentID: f.ContentID,
		})
	}
	return kept, nil
}
