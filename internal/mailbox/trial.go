package mailbox

import (
	"context"
	"strings"
	"time"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/job"
)

// TrialJob is the job that sends a letter from a mailbox to itself and looks
// whether the mailbox opens.
const TrialJob = "mailbox.trial"

// TrialPatience is how long the letter may take to come back.
const TrialPatience = 3 * time.Minute

// The steps of a trial.
const (
	StepSend  = "send"
	StepOpen  = "open"
	StepReach = "reach"
)

// Trial is the last round trip that was tried of a mailbox.
type Trial struct {
	MailboxID  string
	InternetID string
	Asked      time.Time
	Sent       time.Time // zero: not yet
	Opened     time.Time
	Arrived    time.Time
	Failed     string // the step that failed
	Code       string // why, a code of package phrase
	Cause      string // what the server said
}

// TrialTask is what the job is asked for.
type TrialTask struct {
	MailboxID  string `json:"mailbox_id"`
	InternetID string `json:"internet_id"`
}

const (
	partTrial = `SELECT mailbox_id, internet_id, asked, sent, opened, arrived, failed, code, cause FROM mailbox_test `

	sqlTrial = partTrial + `WHERE mailbox_id = $1`

	sqlTrialByID = partTrial + `WHERE internet_id = $1`

	sqlPutTrial = `INSERT INTO mailbox_test (mailbox_id, internet_id, asked, sent, opened, arrived, failed, code, cause)
		VALUES ($1, $2, $3, 0, 0, 0, '', '', '') ON CONFLICT (mailbox_id) DO UPDATE SET internet_id = excluded.internet_id,
		asked = excluded.asked, sent = 0, opened = 0, arrived = 0, failed = '', code = '', cause = ''`

	sqlTrialSent = `UPDATE mailbox_test SET sent = $2 WHERE internet_id = $1`

	sqlTrialOpened = `UPDATE mailbox_test SET opened = $2 WHERE internet_id = $1`

	sqlTrialArrived = `UPDATE mailbox_test SET arrived = $2 WHERE internet_id = $1`

	sqlTrialFailed = `UPDATE mailbox_test SET failed = $2, code = $3, cause = $4 WHERE internet_id = $1`
)

func trialFields(t *Trial) []any {
	return []any{&t.MailboxID, &t.InternetID, &t.Asked, &t.Sent, &t.Opened, &t.Arrived, &t.Failed, &t.Code, &t.Cause}
}

// AskTrial asks for a round trip of a mailbox; one that is under way is forgotten.
func AskTrial(ctx context.Context, tx *db.Tx, id string) (Trial, error) {
	m, err := Get(ctx, tx, id)
	if err != nil {
		return Trial{}, err
	}
	switch {
	case !m.Enabled:
		return Trial{}, guichet.Invalid("enabled", "mailbox.disabled", nil)
	case m.Send.Host == "" || m.Receive.Host == "":
		return Trial{}, guichet.Invalid("send", "mailbox.one_way", nil)
	}
	_, host, _ := strings.Cut(m.Address, "@")
	internetID := tx.ID() + ".trial@" + host
	if _, err := tx.Exec(ctx, sqlPutTrial, id, internetID, tx.Now); err != nil {
		return Trial{}, guichet.Doing("ask for a trial", err)
	}
	err = job.Add(ctx, tx, job.New{Kind: TrialJob, Unique: id, Payload: TrialTask{MailboxID: id, InternetID: internetID}})
	if err != nil {
		return Trial{}, err
	}
	tx.Hint(hint, id)
	return GetTrial(ctx, tx, id)
}

// GetTrial reads the last trial of a mailbox; NotFound when there was none.
func GetTrial(ctx context.Context, tx *db.Tx, id string) (Trial, error) {
	return db.One(ctx, tx, trialFields, sqlTrial, id)
}

// TrialPassed notes that a step went well.
func TrialPassed(ctx context.Context, tx *db.Tx, task TrialTask, step string) error {
	text := map[string]string{StepSend: sqlTrialSent, StepOpen: sqlTrialOpened, StepReach: sqlTrialArrived}[step]
	_, err := tx.Exec(ctx, text, task.InternetID, tx.Now)
	tx.Hint(hint, task.MailboxID)
	return guichet.Doing("note a trial", err)
}

// TrialFailed notes which step failed, and why.
func TrialFailed(ctx context.Context, tx *db.Tx, task TrialTask, step, code, cause string) error {
	_, err := tx.Exec(ctx, sqlTrialFailed, task.InternetID, step, code, clean(cause))
	tx.Hint(hint, task.MailboxID)
	return guichet.Doing("note a trial", err)
}

// IsTrial tells whether a letter that came in is one that a trial sent.
func IsTrial(ctx context.Context, tx *db.Tx, internetID string) (TrialTask, bool, error) {
	if !strings.Contains(internetID, ".trial@") {
		return TrialTask{}, false, nil
	}
	t, err := db.One(ctx, tx, trialFields, sqlTrialByID, internetID)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return TrialTask{}, false, nil
	}
	return TrialTask{MailboxID: t.MailboxID, InternetID: t.InternetID}, err == nil, guichet.Doing("read a trial", err)
}
