package incident

import (
	"time"

	"guichet/internal/setting"
	"guichet/internal/ticket"
)

// Incident is a ticket with what only an incident has.
type Incident struct {
	ticket.Ticket
	Details
}

// Details are the incident's own fields, a pure fold of its entries like the
// rest.
type Details struct {
	Symptoms     string
	Contact      string // how to reach the requester about this matter
	Callback     string // the way they prefer
	Occurred     time.Time
	Notice       Notice
	Resolution   Resolution
	CancelReason string
	Confirmed    string // "": not asked or not answered; "user", "desk", "nobody": it closed by itself
}

// Notice is how an incident was noticed, how far it reaches, and when the service
// was out, apart from the record's own times.
type Notice struct {
	FirstSymptom string
	LastGood     time.Time
	Detected     time.Time
	DetectedBy   string // one of Detections
	Location     string
	UsersHit     int64
	Extent       string
	StillWorking string // similar things that work all the same
	OutageStart  time.Time
	OutageEnd    time.Time
}

// Detections lists who or what notices an incident.
func Detections() []string { return []string{"user", "staff", "monitoring", "correlation"} }

// Resolution is how an incident was ended.
type Resolution struct {
	Text string
	Code string
	Kind string // fix or workaround
}

const (
	sqlDetails = `SELECT symptoms, contact, callback, occurred, resolution_text, resolution_code, resolution_kind,
		cancel_reason, confirmed, first_symptom, last_good, detected, detected_by, location, users_hit, extent,
		still_working, outage_start, outage_end FROM incident WHERE ticket_id = $1`

	sqlInsertDetails = `INSERT INTO incident (ticket_id, symptoms, contact, callback, occurred, resolution_text,
		resolution_code, resolution_kind, cancel_reason, confirmed, first_symptom, last_good, detected, detected_by, location, users_hit, extent,
		still_working, outage_start, outage_end)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`

	sqlDeleteDetails = `DELETE FROM incident WHERE ticket_id = $1`

	sqlUpdateDetails = `UPDATE incident SET symptoms = $2, contact = $3, callback = $4, occurred = $5, resolution_text = $6,
		resolution_code = $7, resolution_kind = $8, cancel_reason = $9, confirmed = $10, first_symptom = $11, last_good = $12,
		detected = $13, detected_by = $14, location = $15, users_hit = $16, extent = $17, still_working = $18, outage_start = $19,
		outage_end = $20 WHERE ticket_id = $1`
)

// Own lists the details in the order of their columns.
func (d *Details) Own() []ticket.Field {
	return []ticket.Field{
		{Name: "symptoms", At: &d.Symptoms},
		{Name: "contact", At: &d.Contact},
		{Name: "callback", At: &d.Callback},
		{Name: "occurred", At: &d.Occurred},
		{Name: "resolution_text", At: &d.Resolution.Text},
		{Name: "resolution_code", At: &d.Resolution.Code},
		{Name: "resolution_kind", At: &d.Resolution.Kind},
		{Name: "cancel_reason", At: &d.CancelReason},
		{Name: "confirmed", At: &d.Confirmed},
		{Name: "first_symptom", At: &d.Notice.FirstSymptom},
		{Name: "last_good", At: &d.Notice.LastGood},
		{Name: "detected", At: &d.Notice.Detected},
		{Name: "detected_by", At: &d.Notice.DetectedBy},
		{Name: "location", At: &d.Notice.Location},
		{Name: "users_hit", At: &d.Notice.UsersHit},
		{Name: "extent", At: &d.Notice.Extent},
		{Name: "still_working", At: &d.Notice.StillWorking},
		{Name: "outage_start", At: &d.Notice.OutageStart},
		{Name: "outage_end", At: &d.Notice.OutageEnd},
	}
}

// Practice is what the hall knows of incidents; the verbs that all practices
// share are its methods.
func Practice() ticket.Practice[*Incident] {
	return ticket.Practice[*Incident]{
		Flow: Flow(), Prefix: setting.IncidentPrefix(), New: func() *Incident { return &Incident{} },
		Words: func(i *Incident) string { return i.Symptoms },
		Table: "incident", Read: sqlDetails, Insert: sqlInsertDetails, Update: sqlUpdateDetails, Delete: sqlDeleteDetails,
	}
}
