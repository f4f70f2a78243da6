package administration

import (
	"context"
	"time"

	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/rehearsal"
)

func (a *door) rehearsalRoutes() {
	at := "/api/administration/sample"
	contract.Route(a.Door, contract.Get("get-sample", at, "Whether a made-up company may be put beside an empty desk, and how far it has come"), a.getSample)
	contract.Route(a.Door, contract.Done(contract.Post("begin-sample", at, "Put a made-up company beside an empty desk; nothing takes it back")), a.beginSample)
}

// SampleBody is how far the made-up company has come.
type SampleBody struct {
	Offered  bool       `json:"offered" doc:"It may begin: there is no record yet, and the desk's first day is not over."`
	Running  bool       `json:"running"`
	Step     int64      `json:"step"`
	Steps    int64      `json:"steps" doc:"0: not known yet."`
	Finished *time.Time `json:"finished_at"`
	Mistake  string     `json:"mistake" doc:"What the last step failed of; it is tried again, or waits among the jobs."`
}

func sampleBody(ctx context.Context, tx *db.Tx) (SampleBody, error) {
	run, err := rehearsal.Get(ctx, tx)
	if err != nil {
		return SampleBody{}, err
	}
	b := SampleBody{Running: run.IsOn(), Step: run.Step, Steps: run.Steps, Finished: contract.MomentOrNil(run.Finished)}
	if b.Offered, err = rehearsal.Offered(ctx, tx); err != nil || !b.Running {
		return b, err
	}
	b.Mistake, err = rehearsal.Mistake(ctx, tx)
	return b, err
}

func (a *door) getSample(ctx context.Context, _ *struct{}) (*contract.Item[SampleBody], error) {
	if _, err := contract.MayAll(ctx, access.SettingManage); err != nil {
		return nil, err
	}
	out := &contract.Item[SampleBody]{}
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body, err = sampleBody(ctx, tx)
		return err
	})
	return out, err
}

func (a *door) beginSample(ctx context.Context, _ *struct{}) (*contract.Item[SampleBody], error) {
	r, err := contract.MayAll(ctx, access.SettingManage)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (SampleBody, error) {
		if _, err := rehearsal.Begin(ctx, tx, r.Actor()); err != nil {
			return SampleBody{}, err
		}
		return sampleBody(ctx, tx)
	})
	return &contract.Item[SampleBody]{Body: body}, err
}
