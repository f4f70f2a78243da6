package request

import (
	"guichet/internal/setting"
	"guichet/internal/ticket"
)

// Request is a ticket with what only a request has.
type Request struct {
	ticket.Ticket
	Details
}

// Details are the request's own fields, a pure fold of its entries like the
// rest.
type Details struct {
	Type         string // one of Types
	Contact      string // how to reach the requester about this matter
	Callback     string // the way they prefer
	Result       string // what was given, once it is fulfilled
	Refusal      string // why it was refused
	CancelReason string
	Confirmed    string // "": not asked or not answered; "user", "desk", "nobody": it closed by itself
}

const (
	sqlDetails = `SELECT type, contact, callback, result, refusal, cancel_reason, confirmed FROM request WHERE ticket_id = $1`

	sqlInsertDetails = `INSERT INTO request (ticket_id, type, contact, callback, result, refusal, cancel_reason, confirmed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

	sqlUpdateDetails = `UPDATE request SET type = $2, contact = $3, callback = $4, result = $5, refusal = $6,
		cancel_reason = $7, confirmed = $8 WHERE ticket_id = $1`

	sqlDeleteDetails = `DELETE FROM request WHERE ticket_id = $1`
)

// Own lists the details in the order of their columns.
func (d *Details) Own() []ticket.Field {
	return []ticket.Field{
		{Name: "type", At: &d.Type},
		{Name: "contact", At: &d.Contact},
		{Name: "callback", At: &d.Callback},
		{Name: "result", At: &d.Result},
		{Name: "refusal", At: &d.Refusal},
		{Name: "cancel_reason", At: &d.CancelReason},
		{Name: "confirmed", At: &d.Confirmed},
	}
}

// Practice is what the hall knows of requests; the verbs that all practices
// share are its methods.
func Practice() ticket.Practice[*Request] {
	return ticket.Practice[*Request]{
		Flow: Flow(), Prefix: setting.RequestPrefix(), New: func() *Request { return &Request{} },
		Table: "request", Read: sqlDetails, Insert: sqlInsertDetails, Update: sqlUpdateDetails, Delete: sqlDeleteDetails,
	}
}
