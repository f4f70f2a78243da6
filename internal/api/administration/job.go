package administration

import (
	"context"
	"net/http"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/health"
	"guichet/internal/job"
	"guichet/internal/phrase"
)

func (a *door) jobRoutes() {
	discard := contract.Remove("discard-job", "/api/administration/jobs/{id}", "Give a dead job up for good")
	discard.DefaultStatus = http.StatusNoContent
	contract.Route(a.Door, contract.Get("list-jobs", "/api/administration/jobs", "What is done behind the screens: waiting, running, given up"), a.listJobs)
	contract.Route(a.Door, contract.Done(contract.Post("retry-job", "/api/administration/jobs/{id}/retry", "Have a dead job tried again")), a.retryJob)
	contract.Route(a.Door, discard, a.discardJob)
}

// JobBody is a job. What it is asked for is not shown: it may hold an address.
type JobBody struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"`
	Label    string     `json:"label"`
	State    string     `json:"state" enum:"waiting,running,dead,done"`
	Attempts int64      `json:"attempts"`
	Mistake  string     `json:"mistake" doc:"Why it failed last; as the program or a server said it."`
	AddedAt  time.Time  `json:"added_at"`
	DueAt    time.Time  `json:"due_at"`
	EndedAt  *time.Time `json:"ended_at"`
}

func jobBody(say phrase.Book, l job.Listed) JobBody {
	label := l.Kind
	if phrase.Has("job." + l.Kind) {
		label = say.Say("job."+l.Kind, nil)
	}
	return JobBody{
		ID: l.ID, Kind: l.Kind, Label: label, State: l.State, Attempts: l.Attempts, Mistake: l.Mistake,
		AddedAt: l.Added.UTC(), DueAt: l.Due.UTC(), EndedAt: contract.MomentOrNil(l.Ended),
	}
}

type jobsIn struct {
	State  string `query:"state" enum:"waiting,running,dead" default:"dead"`
	Kind   string `query:"kind" maxLength:"100"`
	Cursor string `query:"cursor" maxLength:"2000"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (a *door) listJobs(ctx context.Context, in *jobsIn) (*contract.List[JobBody], error) {
	r, err := contract.MayAll(ctx, access.JobManage)
	if err != nil {
		return nil, err
	}
	items := []JobBody{}
	var next string
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, more, err := job.List(ctx, tx, in.State, in.Kind, guichet.Page{Limit: in.Limit, Cursor: in.Cursor})
		for _, l := range all {
			items = append(items, jobBody(phrase.For(r.Language), l))
		}
		next = more
		return err
	})
	return contract.Listed(items, next), err
}

func (a *door) retryJob(ctx context.Context, in *contract.IDIn) (*contract.Item[JobBody], error) {
	r, err := contract.MayAll(ctx, access.JobManage)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (JobBody, error) {
		if err := health.Retry(ctx, tx, r.Actor(), in.ID); err != nil {
			return JobBody{}, err
		}
		l, err := job.Get(ctx, tx, in.ID)
		return jobBody(phrase.For(r.Language), l), err
	})
	return &contract.Item[JobBody]{Body: body}, err
}

func (a *door) discardJob(ctx context.Context, in *contract.IDIn) (*struct{}, error) {
	r, err := contract.MayAll(ctx, access.JobManage)
	if err != nil {
		return nil, err
	}
	return nil, a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return health.Discard(ctx, tx, r.Actor(), in.ID) })
}
