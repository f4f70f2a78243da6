package api

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/intake"
	"guichet/internal/setting"
	"guichet/internal/stem"
	"guichet/internal/ticket"
)

func (a *API) incidentRoutes() {
	contract.Route(a.door, contract.Recalled(contract.Get("list-incidents", "/api/incidents", "The queue, or one's own incidents")), a.listOf(incident.Kind))
	contract.Route(a.door, contract.Recalled(contract.Get("count-incidents", "/api/incidents/counts", "How many each view holds, up to a hundred")), a.countOf(incident.Kind))
	contract.Route(a.door, contract.Post("log-incident", "/api/incidents", "Report an incident, or log one for somebody"), a.logIncident)
	contract.Route(a.door, contract.Recalled(contract.Get("get-incident", "/api/incidents/{ref}", "One incident, by id or reference")), a.getIncident)
	contract.Route(a.door, contract.Patch("change-incident", "/api/incidents/{ref}", "Change fields of an incident"), a.changeIncident)
	contract.Route(a.door, contract.Done(contract.Post("assign-incident", "/api/incidents/{ref}/assignment", "Give an incident to a team or a person")), a.assignIncident)
	contract.Route(a.door, contract.Done(contract.Post("move-incident", "/api/incidents/{ref}/state", "Move an incident to another state")), a.moveIncident)
	contract.Route(a.door, contract.Done(contract.Post("confirm-incident", "/api/incidents/{ref}/confirmation", "Accept or refuse a resolution")), a.confirmIncident)
}

// Row is a record of any kind as a queue shows it.
type Row struct {
	ID           string        `json:"id"`
	Kind         RecordKind    `json:"kind"`
	Reference    string        `json:"reference"`
	Title        string        `json:"title"`
	State        State         `json:"state"`
	HoldReason   HoldReason    `json:"hold_reason"`
	Impact       int64         `json:"impact" doc:"1 high, 2 medium, 3 low"`
	Urgency      int64         `json:"urgency" doc:"1 high, 2 medium, 3 low"`
	Priority     int64         `json:"priority" doc:"1 critical to 5 planned"`
	Team         *contract.Ref `json:"team"`
	Assignee     *contract.Ref `json:"assignee"`
	Requester    Requester     `json:"requester"`
	Organisation *contract.Ref `json:"organisation"`
	Site         *contract.Ref `json:"site"`
	Channel      string        `json:"channel"`
	CreatedAt    time.Time     `json:"created_at"`
	UpdatedAt    time.Time     `json:"updated_at"`
	StateSince   time.Time     `json:"state_since"`
	Last         *Last         `json:"last" doc:"What was said last."`
	Retriaged    int64         `json:"retriage_count" doc:"How often it was converted."`
	Version      int64         `json:"version" doc:"Send it back with a change; a field that moved on meanwhile is refused."`
}

// Requester is for whom an incident is worked on.
type Requester struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	VIP  bool   `json:"vip"`
}

// Last is the last message of a conversation.
type Last struct {
	At        time.Time `json:"at"`
	Direction string    `json:"direction" enum:"in,out"`
	Excerpt   string    `json:"excerpt"`
}

// Incident is an incident in full.
type Incident struct {
	Row
	ConversationID string        `json:"conversation_id"`
	Symptoms       string        `json:"symptoms"`
	Contact        string        `json:"contact" doc:"How to reach the requester about this matter."`
	Callback       string        `json:"callback" doc:"The way they prefer to be called back."`
	OccurredAt     *time.Time    `json:"occurred_at"`
	LoggedBy       *contract.Ref `json:"logged_by"`
	AnsweredAt     *time.Time    `json:"answered_at"`
	Resolution     *Resolution   `json:"resolution"`
	ResolvedAt     *time.Time    `json:"resolved_at"`
	ClosedAt       *time.Time    `json:"closed_at"`
	CancelReason   CancelReason  `json:"cancel_reason"`
	Confirmed      string        `json:"confirmed" doc:"Who confirmed the resolution: user, desk, or nobody."`
	ReopenCount    int64         `json:"reopen_count"`
	Aliases        []string      `json:"aliases" nullable:"false" doc:"References it had before it was converted."`
	Moves          []State       `json:"moves" nullable:"false" doc:"The states it may go to now."`
	Actions        []Action      `json:"actions" nullable:"false" doc:"What the reader may do with it now."`
}

// Resolution is how an incident was ended.
type Resolution struct {
	Text string `json:"text"`
	Code string `json:"code"`
	Kind string `json:"kind" doc:"fix or workaround"`
}

func rowBody(r ticket.Row) Row {
	b := Row{
		ID: r.ID, Kind: RecordKind(r.Kind), Reference: r.Reference, Title: r.Title, State: State(r.State), HoldReason: HoldReason(r.HoldReason),
		Impact: r.Impact, Urgency: r.Urgency, Priority: r.Priority, Team: contract.RefOrNil(r.TeamID, r.Team),
		Assignee: contract.RefOrNil(r.AssigneeID, r.Assignee), Requester: Requester{ID: r.RequesterID, Name: r.Requester, VIP: r.RequesterVIP},
		Organisation: contract.RefOrNil(r.OrganisationID, r.Organisation), Site: contract.RefOrNil(r.SiteID, r.Site), Channel: string(r.Channel),
		CreatedAt: r.Created, UpdatedAt: r.Updated, StateSince: r.StateSince, Retriaged: r.Retriaged,
		Version: r.Version,
	}
	if !r.LastAt.IsZero() {
		b.Last = &Last{At: r.LastAt, Direction: string(r.LastDirection), Excerpt: r.LastExcerpt}
	}
	return b
}

// incidentBody says what an incident is and what the reader may do with it.
func incidentBody(r *contract.Request, row ticket.Row, d incident.Details, now time.Time, reopenDays int64) Incident {
	i := incident.Incident{Ticket: row.Ticket, Details: d}
	b := Incident{
		Row: rowBody(row), ConversationID: row.ConversationID, Symptoms: d.Symptoms, Contact: d.Contact, Callback: d.Callback,
		OccurredAt: contract.MomentOrNil(d.Occurred), LoggedBy: contract.RefOrNil(row.LoggedBy, row.LoggedByPerson),
		AnsweredAt: contract.MomentOrNil(row.Answered), ResolvedAt: contract.MomentOrNil(row.Resolved), ClosedAt: contract.MomentOrNil(row.Closed),
		CancelReason: CancelReason(d.CancelReason), Confirmed: d.Confirmed, ReopenCount: row.Reopened, Moves: []State{}, Actions: []Action{},
	}
	if d.Resolution.Text != "" {
		b.Resolution = &Resolution{Text: d.Resolution.Text, Code: d.Resolution.Code, Kind: d.Resolution.Kind}
	}
	can := rightsOn(r, row.Ticket)
	if can(access.IncidentHandle) {
		for _, s := range incident.Moves(i, now, time.Duration(reopenDays)*24*time.Hour) {
			b.Moves = append(b.Moves, State(s))
		}
	}
	b.Actions = allowed(can, []offer{
		{"reply", access.IncidentReply, i.State != incident.Cancelled},
		{"note", access.IncidentNote, true},
		{"change", access.IncidentHandle, i.Phase != ticket.Over},
		{"assign", access.IncidentHandle, i.Phase == ticket.Working || i.Phase == ticket.Held},
		{"convert", access.IncidentHandle, i.Phase == ticket.Working || i.Phase == ticket.Held},
		{"move", access.IncidentHandle, len(b.Moves) > 0},
		{"confirm", access.IncidentConfirm, i.State == incident.Resolved && i.RequesterID == r.Who.PersonID},
	})
	return b
}

// show reads an incident as the reader of the request sees it.
func show(ctx context.Context, tx *db.Tx, r *contract.Request, ref string) (Incident, error) {
	row, err := ticket.GetRow(ctx, tx, r.Who.Scope(access.IncidentRead), incident.Kind, ref)
	if err != nil {
		return Incident{}, err
	}
	d, err := incident.GetDetails(ctx, tx, row.ID)
	if err != nil {
		return Incident{}, err
	}
	days := setting.ReopenDays().Default
	if row.State == incident.Closed {
		if days, err = setting.ReopenDays().Get(ctx, tx); err != nil {
			return Incident{}, err
		}
	}
	b := incidentBody(r, row, d, tx.Now, days)
	b.Aliases, err = aliases(ctx, tx, row)
	return b, err
}

// NewIncident is what somebody reports.
type NewIncident struct {
	Title         string     `json:"title"`
	Description   string     `json:"description"`
	Impact        int64      `json:"impact,omitempty" doc:"1 high, 2 medium, 3 low; medium when left out."`
	Urgency       int64      `json:"urgency,omitempty" doc:"1 high, 2 medium, 3 low; medium when left out."`
	RequesterID   string     `json:"requester_id,omitempty" doc:"For whom; oneself when left out. Others need the right to log for them."`
	Channel       string     `json:"channel,omitempty" doc:"By which way they came: portal, phone, walk_in, mail or api."`
	TeamID        string     `json:"team_id,omitempty"`
	AssigneeID    string     `json:"assignee_id,omitempty"`
	Symptoms      string     `json:"symptoms,omitempty"`
	Contact       string     `json:"contact,omitempty"`
	Callback      string     `json:"callback,omitempty"`
	OccurredAt    *time.Time `json:"occurred_at,omitempty"`
	AttachmentIDs []string   `json:"attachment_ids,omitempty" nullable:"false"`
}

func (a *API) logIncident(ctx context.Context, in *contract.Item[NewIncident]) (*contract.Item[Incident], error) {
	r, err := contract.May(ctx, access.IncidentLog)
	if err != nil {
		return nil, err
	}
	matter, err := in.Body.matter(r)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.door, func(ctx context.Context, tx *db.Tx) (Incident, error) {
		if err := mayLogFor(ctx, tx, r, access.IncidentLog, matter.RequesterID); err != nil {
			return Incident{}, err
		}
		i, err := intake.Raise(ctx, tx, matter)
		if err != nil {
			return Incident{}, err
		}
		return show(ctx, tx, r, i.ID)
	})
	return &contract.Item[Incident]{Body: body}, err
}

// matter checks what was typed and makes what is costly, before the transaction.
func (in NewIncident) matter(r *contract.Request) (intake.Matter, error) {
	m := intake.Matter{By: r.Actor(), RequesterID: in.RequesterID}
	if m.RequesterID == "" {
		m.RequesterID = r.Who.PersonID
	}
	text := guichet.Clean(in.Description)
	channel := guichet.Channel(in.Channel)
	if channel == guichet.NoSource {
		if channel = r.Via; channel == guichet.Desk {
			channel = guichet.Phone
		}
	}
	m.Incident = incident.Log{
		Title: guichet.Clean(in.Title), Impact: in.Impact, Urgency: in.Urgency, TeamID: in.TeamID, AssigneeID: in.AssigneeID,
		Symptoms: guichet.Clean(in.Symptoms), Contact: guichet.Clean(in.Contact), Callback: guichet.Clean(in.Callback),
	}
	if in.OccurredAt != nil {
		m.Incident.Occurred = *in.OccurredAt
	}
	m.Message = conversation.Message{
		Channel: channel, Subject: m.Incident.Title, Text: text, AttachmentIDs: in.AttachmentIDs, AuthorID: m.RequesterID,
	}
	if m.RequesterID != r.Who.PersonID {
		m.Message.UploaderID = r.Who.PersonID
	}
	var mistakes []*guichet.Error
	if !channel.IsContact() {
		mistakes = append(mistakes, guichet.Invalid("channel", "unknown_value", nil))
	}
	if !r.IsDesk() && (in.TeamID != "" || in.AssigneeID != "") {
		return m, guichet.Forbidden(string(access.IncidentHandle))
	}
	mistakes = append(mistakes, guichet.CheckText("description", text, 1, conversation.TextMost))
	if err := guichet.Join(mistakes...); err != nil {
		return m, err
	}
	m.Message.Stems = stem.Text(text+"\n"+m.Incident.Symptoms, stem.Unknown)
	return m, nil
}

func (a *API) getIncident(ctx context.Context, in *contract.RefIn) (*contract.Item[Incident], error) {
	r, err := contract.May(ctx, access.IncidentRead)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[Incident]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body, err = show(ctx, tx, r, in.Ref)
		return err
	})
	return out, err
}
