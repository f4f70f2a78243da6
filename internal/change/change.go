package change

import (
	"time"

	"guichet/internal/setting"
	"guichet/internal/ticket"
)

// Change is a ticket with what only a change has.
type Change struct {
	ticket.Ticket
	Details
}

// Details are the change's own fields, a pure fold of its entries like the rest.
type Details struct {
	Justification string // why it is wanted
	Risk          string // one of Risks, once it is assessed
	Assessment    string // what it would do, to whom
	Plan          string
	BackOut       string // how to go back
	Starts        time.Time
	Ends          time.Time
	Decision      string // authorised or refused
	DecidedBy     string
	Decided       time.Time
	DecisionText  string
	Outcome       string // what came of it
	CancelReason  string
}

const (
	sqlDetails = `SELECT justification, risk, assessment, plan, back_out, starts, ends, decision, decided_by, decided,
		decision_text, outcome, cancel_reason FROM change WHERE ticket_id = $1`

	sqlInsertDetails = `INSERT INTO change (ticket_id, justification, risk, assessment, plan, back_out, starts, ends,
		decision, decided_by, decided, decision_text, outcome, cancel_reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`

	sqlUpdateDetails = `UPDATE change SET justification = $2, risk = $3, assessment = $4, plan = $5, back_out = $6,
		starts = $7, ends = $8, decision = $9, decided_by = $10, decided = $11, decision_text = $12, outcome = $13,
		cancel_reason = $14 WHERE ticket_id = $1`

	sqlDeleteDetails = `DELETE FROM change WHERE ticket_id = $1`
)

// Own lists the details in the order of their columns.
func (d *Details) Own() []ticket.Field {
	return []ticket.Field{
		{Name: "justification", At: &d.Justification},
		{Name: "risk", At: &d.Risk},
		{Name: "assessment", At: &d.Assessment},
		{Name: "plan", At: &d.Plan},
		{Name: "back_out", At: &d.BackOut},
		{Name: "starts", At: &d.Starts},
		{Name: "ends", At: &d.Ends},
		{Name: "decision", At: &d.Decision},
		{Name: "decided_by", At: &d.DecidedBy},
		{Name: "decided", At: &d.Decided},
		{Name: "decision_text", At: &d.DecisionText},
		{Name: "outcome", At: &d.Outcome},
		{Name: "cancel_reason", At: &d.CancelReason},
	}
}

// Practice is what the hall knows of changes; the verbs that all practices share
// are its methods.
func Practice() ticket.Practice[*Change] {
	return ticket.Practice[*Change]{
		Flow: Flow(), Prefix: setting.ChangePrefix(), New: func() *Change { return &Change{} },
		Table: "change", Read: sqlDetails, Insert: sqlInsertDetails, Update: sqlUpdateDetails, Delete: sqlDeleteDetails,
	}
}
