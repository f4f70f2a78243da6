package administration

import (
	"context"
	"time"

	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/arrival"
	"guichet/internal/db"
	"guichet/internal/health"
	"guichet/internal/mailbox"
	"guichet/internal/phrase"
)

func (a *door) healthRoutes() {
	contract.Route(a.Door, contract.Get("get-health", "/api/administration/health", "How the desk fares, and what is still to be set up"), a.getHealth)
}

// HealthBody is how the desk fares at a moment.
type HealthBody struct {
	At        time.Time       `json:"at"`
	Version   string          `json:"version"`
	Engine    string          `json:"engine"`
	Database  int64           `json:"database" doc:"Bytes."`
	DiskFree  int64           `json:"disk_free" doc:"Bytes where the data lie; 0: not known."`
	DiskTotal int64           `json:"disk_total"`
	CertEnds  *time.Time      `json:"certificate_ends_at" doc:"Null: the program has no certificate of its own."`
	Jobs      QueueBody       `json:"jobs"`
	Letters   QueueBody       `json:"letters"`
	Aside     int64           `json:"letters_aside" doc:"Letters that came in and are put aside, for somebody to look at."`
	Held      int64           `json:"letters_held" doc:"Of those, the ones held because too many came at once."`
	Mailboxes []MailboxHealth `json:"mailboxes" nullable:"false"`
	Steps     []StepBody      `json:"steps" nullable:"false" doc:"The first things to do at a new desk."`
}

// QueueBody is how a queue stands.
type QueueBody struct {
	Waiting int64      `json:"waiting"`
	Running int64      `json:"running"`
	Failing int64      `json:"failing" doc:"Failed at least once, and tried again."`
	Dead    int64      `json:"dead" doc:"Given up: somebody must look at them."`
	Oldest  *time.Time `json:"oldest_at" doc:"Since when the one that waits longest is due."`
}

// MailboxHealth is how one mailbox fares.
type MailboxHealth struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Address    string     `json:"address"`
	Enabled    bool       `json:"enabled"`
	Error      string     `json:"error" doc:"What is wrong with it, in the reader's language; empty when it is well."`
	ReceivedAt *time.Time `json:"received_at" doc:"When it was last looked into with success."`
	SentAt     *time.Time `json:"sent_at"`
}

// StepBody is one of the first things to do.
type StepBody struct {
	Code string `json:"code" enum:"mailbox,team,people,second_factor"`
	Done bool   `json:"done"`
}

func (a *door) getHealth(ctx context.Context, _ *struct{}) (*contract.Item[HealthBody], error) {
	r, err := contract.MayAll(ctx, access.JobManage)
	if err != nil {
		return nil, err
	}
	var report health.Report
	if err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		report, err = health.Read(ctx, tx)
		return err
	}); err != nil {
		return nil, err
	}
	machine := health.Machine{Version: a.Version}
	if a.machine != nil {
		machine = a.machine()
	}
	b := HealthBody{
		At: report.At.UTC(), Version: machine.Version, Engine: report.Engine, Database: report.DatabaseSize,
		DiskFree: machine.DiskFree, DiskTotal: machine.DiskTotal, CertEnds: contract.MomentOrNil(machine.CertificateEnds),
		Jobs: QueueBody{
			Waiting: int64(report.Jobs.Waiting), Running: int64(report.Jobs.Running), Failing: int64(report.Jobs.Failing),
			Dead: int64(report.Jobs.Dead), Oldest: contract.MomentOrNil(report.Jobs.Oldest),
		},
		Letters:   QueueBody{Waiting: report.Letters.Waiting, Dead: report.Letters.Failed, Oldest: contract.MomentOrNil(report.Letters.Oldest)},
		Held:      report.Aside[arrival.Held],
		Mailboxes: []MailboxHealth{}, Steps: []StepBody{},
	}
	for _, n := range report.Aside {
		b.Aside += n
	}
	for _, m := range report.Mailboxes {
		b.Mailboxes = append(b.Mailboxes, mailboxHealth(phrase.For(r.Language), m))
	}
	for _, s := range report.Steps {
		b.Steps = append(b.Steps, StepBody{Code: s.Code, Done: s.Done})
	}
	return &contract.Item[HealthBody]{Body: b}, nil
}

func mailboxHealth(say phrase.Book, m mailbox.Mailbox) MailboxHealth {
	h := MailboxHealth{
		ID: m.ID, Name: m.Name, Address: m.Address, Enabled: m.Enabled,
		ReceivedAt: contract.MomentOrNil(m.ReceiveStatus.At), SentAt: contract.MomentOrNil(m.SendStatus.At),
	}
	for _, code := range []string{m.ReceiveStatus.Error, m.SendStatus.Error} {
		if code != "" && h.Error == "" {
			h.Error = say.Say(code, nil)
		}
	}
	return h
}
