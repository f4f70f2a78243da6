package api

import (
	"context"
	"strings"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/person"
	"guichet/internal/ticket"
)

// words reads a list separated by commas.
func words[T any](text, field string, read func(string) (T, bool)) ([]T, error) {
	if text == "" {
		return nil, nil
	}
	var out []T
	for w := range strings.SplitSeq(text, ",") {
		if w == "" {
			return nil, guichet.Invalid(field, "unknown_value", nil)
		}
		v, ok := read(w)
		if !ok {
			return nil, guichet.Invalid(field, "unknown_value", nil)
		}
		out = append(out, v)
	}
	return out, nil
}

// mayLogFor refuses to log for somebody outside the reader's reach: they are
// then as unknown as a person who does not exist.
func mayLogFor(ctx context.Context, tx *db.Tx, r *contract.Request, p access.Permission, requesterID string) error {
	if requesterID == r.Who.PersonID {
		return nil
	}
	if !guichet.IsID(requesterID) {
		return guichet.Invalid("requester_id", "unknown_value", nil)
	}
	who, err := person.Get(ctx, tx, requesterID)
	if guichet.IsKind(err, guichet.KindNotFound) || err == nil && !r.Who.MayIn(p, who.OrganisationID) {
		return guichet.Invalid("requester_id", "unknown_value", nil)
	}
	return err
}

// act is a change to one incident that answers with the incident as it then is.
func (a *API) act(ctx context.Context, p access.Permission, ref string, seen int64,
	f func(ctx context.Context, tx *db.Tx, act ticket.Act) (incident.Incident, error),
) (*contract.Item[Incident], error) {
	r, err := contract.May(ctx, p)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.door, func(ctx context.Context, tx *db.Tx) (Incident, error) {
		i, err := f(ctx, tx, actOn(r, p, ref, seen))
		if err != nil {
			return Incident{}, err
		}
		return show(ctx, tx, r, i.ID)
	})
	return &contract.Item[Incident]{Body: body}, err
}

// actOn is an act of the request's person on a record.
func actOn(r *contract.Request, p access.Permission, ref string, seen int64) ticket.Act {
	return ticket.Act{By: r.Actor(), Scope: r.Who.Scope(p), Ref: ref, Seen: seen, Teams: r.Who.TeamIDs}
}

// IncidentChange changes fields; what is left out stays.
type IncidentChange struct {
	Version    int64      `json:"version" minimum:"1" doc:"The version that was read."`
	Title      *string    `json:"title,omitempty"`
	Impact     *int64     `json:"impact,omitempty"`
	Urgency    *int64     `json:"urgency,omitempty"`
	Symptoms   *string    `json:"symptoms,omitempty"`
	Contact    *string    `json:"contact,omitempty"`
	Callback   *string    `json:"callback,omitempty"`
	OccurredAt *time.Time `json:"occurred_at,omitempty"`
	Reason     string     `json:"reason,omitempty" doc:"Needed when the priority changes by it."`
}

func (a *API) changeIncident(ctx context.Context, in *contract.WithRef[IncidentChange]) (*contract.Item[Incident], error) {
	b := in.Body
	edit := incident.Edit{
		Title: cleaned(b.Title), Impact: b.Impact, Urgency: b.Urgency, Symptoms: cleaned(b.Symptoms),
		Contact: cleaned(b.Contact), Callback: cleaned(b.Callback), Occurred: b.OccurredAt, Reason: guichet.Clean(b.Reason),
	}
	return a.act(ctx, access.IncidentHandle, in.Ref, b.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (incident.Incident, error) {
			return incident.Change(ctx, tx, act, edit)
		})
}

func cleaned(s *string) *string {
	if s == nil {
		return nil
	}
	c := guichet.Clean(*s)
	return &c
}

// Assignment gives a record to a team or a person; what is left out stays.
type Assignment struct {
	Version  int64   `json:"version" minimum:"1"`
	TeamID   *string `json:"team_id,omitempty"`
	PersonID *string `json:"person_id,omitempty" doc:"Somebody of the team; empty for nobody in particular."`
	Reason   string  `json:"reason,omitempty"`
}

func (in Assignment) assign() ticket.Assign {
	return ticket.Assign{TeamID: in.TeamID, PersonID: in.PersonID, Reason: guichet.Clean(in.Reason)}
}

func (a *API) assignIncident(ctx context.Context, in *contract.WithRef[Assignment]) (*contract.Item[Incident], error) {
	to := in.Body.assign()
	return a.act(ctx, access.IncidentHandle, in.Ref, in.Body.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (incident.Incident, error) {
			return incident.Assign(ctx, tx, act, to)
		})
}

// StateChange asks for another state, with what that state needs.
type StateChange struct {
	To         string      `json:"to"`
	HoldReason string      `json:"hold_reason,omitempty" doc:"To be on hold: user, supplier, change, problem or appointment."`
	Reason     string      `json:"reason,omitempty" doc:"To cancel: duplicate, mistake or not_incident. To reopen: why."`
	Resolution *Resolution `json:"resolution,omitempty" doc:"To be resolved."`
}

func (s StateChange) move() incident.Move {
	m := incident.Move{To: ticket.State(s.To), HoldReason: s.HoldReason, Reason: guichet.Clean(s.Reason)}
	if s.Resolution != nil {
		m.Resolution = incident.Resolution{
			Text: guichet.Clean(s.Resolution.Text), Code: s.Resolution.Code, Kind: s.Resolution.Kind,
		}
	}
	return m
}

// StateMove is a change of state of a record at the version that was read.
type StateMove struct {
	Version int64 `json:"version" minimum:"1"`
	StateChange
}

func (a *API) moveIncident(ctx context.Context, in *contract.WithRef[StateMove]) (*contract.Item[Incident], error) {
	move := in.Body.move()
	return a.act(ctx, access.IncidentHandle, in.Ref, in.Body.Version,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (incident.Incident, error) {
			return incident.SetState(ctx, tx, act, move)
		})
}

// Confirmation is the requester's word on a resolution.
type Confirmation struct {
	Confirmed bool   `json:"confirmed"`
	Text      string `json:"text,omitempty" doc:"Needed when it is not solved: what still happens."`
}

func (a *API) confirmIncident(ctx context.Context, in *contract.WithRef[Confirmation]) (*contract.Item[Incident], error) {
	m, err := ownWords(ctx, in.Body.Text)
	if err != nil {
		return nil, err
	}
	return a.act(ctx, access.IncidentConfirm, in.Ref, 0,
		func(ctx context.Context, tx *db.Tx, act ticket.Act) (incident.Incident, error) {
			return incident.Confirm(ctx, tx, act, in.Body.Confirmed, m)
		})
}
