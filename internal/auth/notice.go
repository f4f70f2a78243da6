package auth

import (
	"context"

	"guichet/internal/db"
	"guichet/internal/job"
)

// NoticeJob is the job that writes to somebody that how they sign in was changed:
// whoever did not do it hears of it.
const NoticeJob = "auth.notice"

// Notice is what such a job is asked for.
type Notice struct {
	PersonID string `json:"person_id"`
	Topic    string `json:"topic"` // factor_on, factor_off, factor_reset, recovery_used, password_changed
}

func notice(ctx context.Context, tx *db.Tx, personID, topic string) error {
	return job.Add(ctx, tx, job.New{Kind: NoticeJob, Payload: Notice{PersonID: personID, Topic: topic}})
}
