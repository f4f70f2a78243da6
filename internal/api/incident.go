package api

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/intake"
	"guichet/internal/ticket"
)

func (a *API) incidentRoutes() {
	o := incidents{roomOf(a, incident.Practice(), "The queue, or one's own incidents", showIncident)}
	at := "/api/incidents"
	contract.Route(a.door, contract.Post("log-incident", at, "Report an incident, or log one for somebody"), o.report)
	contract.Route(a.door, contract.Patch("change-incident", at+"/{ref}", "Change fields of an incident"), o.change)
	contract.Route(a.door, contract.Done(contract.Post("move-incident", at+"/{ref}/state", "Move an incident to another state")), o.move)
	contract.Route(a.door, contract.Done(contract.Post("confirm-incident", at+"/{ref}/confirmation", "Accept or refuse a resolution")), o.confirmed(incident.Confirm))
	contract.Route(a.door, contract.Post("reply-incident", at+"/{ref}/replies", "Write to the requester, or as the requester to the desk"), o.reply)
}

type incidents struct {
	room[*incident.Incident, Incident]
}

// Incident is an incident in full.
type Incident struct {
	Whole
	Symptoms    string      `json:"symptoms"`
	Contact     string      `json:"contact" doc:"How to reach the requester about this matter."`
	Callback    string      `json:"callback" doc:"The way they prefer to be called back."`
	OccurredAt  *time.Time  `json:"occurred_at"`
	Resolution  *Resolution `json:"resolution"`
	ResolvedAt  *time.Time  `json:"resolved_at"`
	Confirmed   string      `json:"confirmed" doc:"Who confirmed the resolution: user or desk; nobody, when it closed by itself; empty before."`
	ClosesAt    *time.Time  `json:"closes_at" doc:"When it closes by itself unless somebody answers."`
	ReopenCount int64       `json:"reopen_count"`
	Findings    *Findings   `json:"findings" doc:"How it was noticed and how far it reaches; for who works on it."`
}

// Findings are how an incident was noticed, how far it reaches, and when the service
// was out, apart from the record's own times.
type Findings struct {
	FirstSymptom string     `json:"first_symptom"`
	LastGoodAt   *time.Time `json:"last_good_at" doc:"When it last worked well."`
	DetectedAt   *time.Time `json:"detected_at"`
	DetectedBy   string     `json:"detected_by" doc:"user, staff, monitoring or correlation; empty: not told."`
	Location     string     `json:"location"`
	UsersHit     int64      `json:"users_hit" doc:"How many; 0: not told."`
	Extent       string     `json:"extent"`
	StillWorking string     `json:"still_working" doc:"Similar things that work all the same."`
	OutageStart  *time.Time `json:"outage_start"`
	OutageEnd    *time.Time `json:"outage_end"`
}

func noticeBody(n incident.Notice) *Findings {
	return &Findings{
		FirstSymptom: n.FirstSymptom, LastGoodAt: contract.MomentOrNil(n.LastGood), DetectedAt: contract.MomentOrNil(n.Detected),
		DetectedBy: n.DetectedBy, Location: n.Location, UsersHit: n.UsersHit, Extent: n.Extent, StillWorking: n.StillWorking,
		OutageStart: contract.MomentOrNil(n.OutageStart), OutageEnd: contract.MomentOrNil(n.OutageEnd),
	}
}

// Resolution is how an incident was ended.
type Resolution struct {
	Text string `json:"text"`
	Code string `json:"code"`
	Kind string `json:"kind" doc:"fix or workaround"`
}

// showIncident says what an incident is and what the reader may do with it.
func showIncident(ctx context.Context, tx *db.Tx, r *contract.Request, s ticket.Shown[*incident.Incident]) (Incident, error) {
	i, row := s.Record, s.Row
	moves := nextOf(s, tx.Now)
	var err error
	b := Incident{
		Symptoms: i.Symptoms, Contact: i.Contact, Callback: i.Callback, OccurredAt: contract.MomentOrNil(i.Occurred),
		ResolvedAt: contract.MomentOrNil(i.Ticket.Resolved), Confirmed: i.Confirmed, ReopenCount: i.Reopened,
		ClosesAt: contract.MomentOrNil(i.Closes),
	}
	if r.Who.MayIn(access.IncidentHandle, row.Place()) {
		b.Findings = noticeBody(i.Notice)
	}
	if i.Resolution.Text != "" {
		b.Resolution = &Resolution{Text: i.Resolution.Text, Code: i.Resolution.Code, Kind: i.Resolution.Kind}
	}
	open := i.Phase == ticket.Working || i.Phase == ticket.Held
	b.Whole, err = whole(ctx, tx, r, row, i.CancelReason, moves,
		offer{"reply", access.IncidentReply, i.State != incident.Cancelled},
		offer{"assign", access.IncidentHandle, open},
		offer{"convert", access.IncidentHandle, open},
		offer{"follow", access.IncidentLog, follows(r, s.Flow, row, i.CancelReason, tx.Now, s.Window)},
		offer{"confirm", access.IncidentConfirm, i.State == incident.Resolved && i.RequesterID == r.Who.PersonID},
	)
	return b, err
}

// NewIncident is what somebody reports.
type NewIncident struct {
	NewRecord
	Symptoms   string     `json:"symptoms,omitempty"`
	Contact    string     `json:"contact,omitempty"`
	Callback   string     `json:"callback,omitempty"`
	OccurredAt *time.Time `json:"occurred_at,omitempty"`
}

func (o incidents) report(ctx context.Context, in *contract.Item[NewIncident]) (*contract.Item[Incident], error) {
	b := in.Body
	symptoms := guichet.Clean(b.Symptoms)
	return o.log(ctx, b.NewRecord, symptoms, func(opening ticket.Opening, m *intake.Matter) {
		m.Incident = incident.Log{
			Opening: opening, Symptoms: symptoms, Contact: guichet.Clean(b.Contact), Callback: guichet.Clean(b.Callback),
			Occurred: moment(b.OccurredAt),
		}
	})
}

// FindingsChange changes how an incident was noticed; what is left out stays, and
// the moment 0001-01-01T00:00:00Z empties a time.
type FindingsChange struct {
	FirstSymptom *string    `json:"first_symptom,omitempty"`
	LastGoodAt   *time.Time `json:"last_good_at,omitempty"`
	DetectedAt   *time.Time `json:"detected_at,omitempty"`
	DetectedBy   *string    `json:"detected_by,omitempty" doc:"user, staff, monitoring or correlation."`
	Location     *string    `json:"location,omitempty"`
	UsersHit     *int64     `json:"users_hit,omitempty"`
	Extent       *string    `json:"extent,omitempty"`
	StillWorking *string    `json:"still_working,omitempty"`
	OutageStart  *time.Time `json:"outage_start,omitempty"`
	OutageEnd    *time.Time `json:"outage_end,omitempty"`
}

func (n FindingsChange) edit() incident.EditNotice {
	return incident.EditNotice{
		FirstSymptom: cleaned(n.FirstSymptom), LastGood: n.LastGoodAt, Detected: n.DetectedAt, DetectedBy: n.DetectedBy,
		Location: cleaned(n.Location), UsersHit: n.UsersHit, Extent: cleaned(n.Extent), StillWorking: cleaned(n.StillWorking),
		OutageStart: n.OutageStart, OutageEnd: n.OutageEnd,
	}
}

// IncidentChange changes fields; what is left out stays.
type IncidentChange struct {
	Version    int64      `json:"version" minimum:"1" doc:"The version that was read."`
	Title      *string    `json:"title,omitempty"`
	Impact     *int64     `json:"impact,omitempty"`
	Urgency    *int64     `json:"urgency,omitempty"`
	CategoryID *string    `json:"category_id,omitempty"`
	Symptoms   *string    `json:"symptoms,omitempty"`
	Contact    *string    `json:"contact,omitempty"`
	Callback   *string    `json:"callback,omitempty"`
	OccurredAt *time.Time `json:"occurred_at,omitempty"`
	FindingsChange
	Fields map[string]any `json:"fields,omitempty" nullable:"false" doc:"Values of the fields that an administrator added, by their ids; null empties one."`
	Reason string         `json:"reason,omitempty" doc:"Needed when the priority changes by it."`
}

func (o incidents) change(ctx context.Context, in *contract.WithRef[IncidentChange]) (*contract.Item[Incident], error) {
	b := in.Body
	edit := incident.Edit{
		Edit:     ticket.Edit{Title: cleaned(b.Title), Impact: b.Impact, Urgency: b.Urgency, CategoryID: b.CategoryID, Reason: guichet.Clean(b.Reason)},
		Symptoms: cleaned(b.Symptoms), Contact: cleaned(b.Contact), Callback: cleaned(b.Callback), Occurred: b.OccurredAt, Notice: b.FindingsChange.edit(),
	}
	return o.act(ctx, access.IncidentHandle, in.Ref, b.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (ticket.Ticket, error) {
			act.Given.Values = b.Fields
			return incident.Change(ctx, tx, act, edit)
		})
}

// StateChange asks for another state, with what that state needs.
type StateChange struct {
	To         string      `json:"to"`
	HoldReason string      `json:"hold_reason,omitempty" doc:"To be on hold: user, supplier, change, problem or appointment."`
	Reason     string      `json:"reason,omitempty" doc:"To cancel: duplicate, mistake or not_incident. To reopen: why."`
	Resolution *Resolution `json:"resolution,omitempty" doc:"To be resolved."`
	ClosingID  string      `json:"closing_category_id,omitempty" maxLength:"40" doc:"To be resolved or closed: the category it ends with, where the desk has any."`
}

func (s StateChange) move() incident.Move {
	m := incident.Move{To: ticket.State(s.To), HoldReason: s.HoldReason, Reason: guichet.Clean(s.Reason), ClosingID: s.ClosingID}
	if s.Resolution != nil {
		m.Resolution = incident.Resolution{
			Text: guichet.Clean(s.Resolution.Text), Code: s.Resolution.Code, Kind: s.Resolution.Kind,
		}
	}
	return m
}

// StateMove is a change of state of a record at the version that was read.
type StateMove struct {
	Version int64          `json:"version" minimum:"1"`
	Fields  map[string]any `json:"fields,omitempty" nullable:"false" doc:"Values of the fields that an administrator added, by their ids; null empties one."`
	StateChange
}

func (o incidents) move(ctx context.Context, in *contract.WithRef[StateMove]) (*contract.Item[Incident], error) {
	move := in.Body.move()
	return o.act(ctx, access.IncidentHandle, in.Ref, in.Body.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (ticket.Ticket, error) {
			act.Given.Values = in.Body.Fields
			return incident.SetState(ctx, tx, act, move)
		})
}

// Reply is words to the other side.
type Reply struct {
	Words
	State *StateChange `json:"state,omitempty" doc:"Of the desk: the state that the answer leaves behind."`
}

func (o incidents) reply(ctx context.Context, in *contract.WithRef[Reply]) (*contract.Item[TimelineItem], error) {
	answer := intake.Answer{}
	if in.Body.State != nil {
		move := in.Body.State.move()
		answer.Incident = &move
	}
	return o.replied(ctx, in.Ref, in.Body.Words, answer)
}
