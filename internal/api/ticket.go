package api

import (
	"context"
	"slices"
	"strings"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/queue"
	"guichet/internal/api/record"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/stem"
	"guichet/internal/ticket"
)

// ticketRoutes are those over all kinds of record.
func (a *API) ticketRoutes() {
	contract.Route(a.door, contract.Recalled(contract.Get("list-tickets", "/api/tickets", "The queue of all kinds of record, or one's own")), a.listTickets)
	contract.Route(a.door, contract.Recalled(contract.Get("count-tickets", "/api/tickets/counts", "How many each view holds, up to a hundred")), a.countTickets)
	contract.Route(a.door, contract.Recalled(contract.Get("get-ticket", "/api/tickets/{ref}", "Which record an id or a reference leads to, also one it had before")), a.getTicket)
	contract.Route(a.door, contract.Done(contract.Post("convert-ticket", "/api/tickets/{ref}/conversion", "Make a record one of another kind; its words, files and history stay")), a.convertTicket)
}

func (a *API) getTicket(ctx context.Context, in *contract.RefIn) (*contract.Item[Row], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[Row]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		row, err := record.Locate(ctx, tx, r, in.Ref)
		out.Body = rowBody(r, row)
		return err
	})
	return out, err
}

// Conversion says what a record that was sorted wrongly is.
type Conversion struct {
	Version int64  `json:"version" minimum:"1" doc:"The version that was read."`
	To      string `json:"to" doc:"incident, request or change."`
	Type    string `json:"type,omitempty" doc:"To become a request: its type."`
	Reason  string `json:"reason,omitempty"`
}

func (a *API) convertTicket(ctx context.Context, in *contract.WithRef[Conversion]) (*contract.Item[Row], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	to := intake.Conversion{To: in.Body.To, Type: in.Body.Type, Reason: guichet.Clean(in.Body.Reason)}
	body, err := contract.Write(ctx, a.door, func(ctx context.Context, tx *db.Tx) (Row, error) {
		row, err := record.Locate(ctx, tx, r, in.Ref)
		if err != nil {
			return Row{}, err
		}
		handle := access.On(row.Kind).Handle
		if !r.Who.MayIn(handle, row.Place()) {
			return Row{}, guichet.Forbidden(string(handle))
		}
		if slices.Contains(intake.Kinds(), to.To) && !r.Who.MayIn(access.On(to.To).Log, row.Place()) {
			return Row{}, guichet.Forbidden(string(access.On(to.To).Log))
		}
		t, err := intake.Convert(ctx, tx, row.Kind, record.Act(r, handle, row.ID, in.Body.Version), to)
		if err != nil {
			return Row{}, err
		}
		now, err := ticket.GetRow(ctx, tx, r.Who.Scope(access.On(t.Kind).Read), t.Kind, t.ID)
		return rowBody(r, now), err
	})
	return &contract.Item[Row]{Body: body}, err
}

// NewRecord is what a record of any practice begins with.
type NewRecord struct {
	Title         string           `json:"title"`
	Description   string           `json:"description"`
	Impact        int64            `json:"impact,omitempty" doc:"1 high, 2 medium, 3 low; medium when left out."`
	Urgency       int64            `json:"urgency,omitempty" doc:"1 high, 2 medium, 3 low; medium when left out."`
	RequesterID   string           `json:"requester_id,omitempty" doc:"For whom; oneself when left out, or the requester of the record it is raised from."`
	Channel       string           `json:"channel,omitempty" doc:"By which way they came: portal, phone, walk_in, mail or api."`
	TeamID        string           `json:"team_id,omitempty"`
	AssigneeID    string           `json:"assignee_id,omitempty"`
	CategoryID    string           `json:"category_id,omitempty" maxLength:"40"`
	AttachmentIDs []string         `json:"attachment_ids,omitempty" nullable:"false"`
	Fields        map[string]any   `json:"fields,omitempty" nullable:"false" doc:"Values of the fields that an administrator added, by their ids; null empties one."`
	From          string           `json:"from,omitempty" doc:"The record it is raised from, by id or reference: the two are linked."`
	Solution      *record.Solution `json:"solution,omitempty" doc:"Answered and solved while it is logged."`
	Follows       string           `json:"follows,omitempty" doc:"The record, over by now, that it continues: one's own, or one that one works on. The two are linked."`
}

// matter checks what was typed and makes what is costly, before the transaction.
func (in NewRecord) matter(r *contract.Request, kind, moreWords string) (ticket.Opening, intake.Matter, error) {
	o := ticket.Opening{Title: guichet.Clean(in.Title), Impact: in.Impact, Urgency: in.Urgency, TeamID: in.TeamID, AssigneeID: in.AssigneeID, CategoryID: in.CategoryID, Given: record.Begins(r, in.Fields)}
	text, handle := guichet.Clean(in.Description), access.On(kind).Handle
	channel := guichet.Channel(in.Channel)
	if channel == guichet.NoSource {
		if channel = r.Via; channel == guichet.Desk {
			channel = guichet.Phone
		}
	}
	m := intake.Matter{By: r.Actor(), RequesterID: in.RequesterID, Message: conversation.Message{
		Channel: channel, Subject: o.Title, Text: text, AttachmentIDs: in.AttachmentIDs,
	}}
	if !r.Who.May(handle) || r.Who.Scope(handle).PersonID != "" {
		if in.TeamID != "" || in.AssigneeID != "" || in.CategoryID != "" || in.From != "" || in.Solution != nil {
			return o, m, guichet.Forbidden(string(handle))
		}
	}
	mistakes := []*guichet.Error{guichet.CheckText("description", text, 1, conversation.TextMost), in.Solution.Check(kind)}
	if !channel.IsContact() {
		mistakes = append(mistakes, guichet.Invalid("channel", "unknown_value", nil))
	}
	m.Message.Stems = stem.Text(text+"\n"+moreWords, stem.Unknown)
	return o, m, guichet.Join(mistakes...)
}

// raise records a matter, for whom the reader may record one, from a record that
// they work on.
func (in NewRecord) raise(ctx context.Context, tx *db.Tx, r *contract.Request, log access.Permission, m intake.Matter) (ticket.Ticket, error) {
	var err error
	if m.From, err = record.Origin(ctx, tx, r, "from", in.From, &m.RequesterID); err != nil {
		return ticket.Ticket{}, err
	}
	if m.Follows, err = record.Origin(ctx, tx, r, "follows", in.Follows, &m.RequesterID); err != nil {
		return ticket.Ticket{}, err
	}
	if m.RequesterID == "" {
		m.RequesterID = r.Who.PersonID
	}
	if m.Message.AuthorID = m.RequesterID; m.RequesterID != r.Who.PersonID {
		m.Message.UploaderID = r.Who.PersonID
	}
	if m.TeamID, err = record.MayLogFor(ctx, tx, r, log, m.RequesterID); err != nil {
		return ticket.Ticket{}, err
	}
	return in.Solution.Raise(ctx, tx, r, m)
}

// Listing says which records to list, and in which order.
type Listing struct {
	View      string `query:"view" doc:"to_process, unassigned, mine, on_hold, resolved, open or all"`
	State     string `query:"state" doc:"States, separated by commas."`
	Priority  string `query:"priority" doc:"Priorities, separated by commas."`
	Team      string `query:"team" doc:"A team's id."`
	Assignee  string `query:"assignee" doc:"me, none, or a person's id."`
	Requester string `query:"requester" doc:"A person's id."`
	Category  string `query:"category" doc:"A category's id, for it and all below it; none, for what has none."`
	Q         string `query:"q" maxLength:"500" doc:"Words to be found."`
	F         string `query:"f" maxLength:"1000" doc:"A filter as people type it, in either language: état:ouvert équipe:Réseau maj<2h wifi."`
	Sort      string `query:"sort" maxLength:"200" doc:"Keys separated by commas, the first the most important; - before one begins with the greatest: priority,-updated. Keys: kind, state, priority, created, updated, team, assignee, requester, organisation."`
	Group     string `query:"group" doc:"Sort by this key first: kind, state, priority, team, assignee, organisation, or field.ID of a list to choose one from."`
	Cursor    string `query:"cursor"`
	Limit     int    `query:"limit" minimum:"0" maximum:"200"`
}

// listOf lists the records of one kind.
func (a *API) listOf(kind string) func(context.Context, *Listing) (*contract.List[Row], error) {
	return func(ctx context.Context, in *Listing) (*contract.List[Row], error) {
		r, err := contract.May(ctx, access.On(kind).Read)
		if err != nil {
			return nil, err
		}
		return a.list(ctx, r, in, []string{kind})
	}
}

type ticketsIn struct {
	Listing
	Kind string `query:"kind" doc:"Kinds of record, separated by commas: incident, request, change. All when left out."`
}

func (a *API) listTickets(ctx context.Context, in *ticketsIn) (*contract.List[Row], error) {
	r, kinds, err := readable(ctx, in.Kind)
	if err != nil {
		return nil, err
	}
	return a.list(ctx, r, &in.Listing, kinds)
}

// readable are the kinds among those asked for that the reader may read at all.
func readable(ctx context.Context, asked string) (*contract.Request, []string, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return r, nil, err
	}
	kinds, err := words(asked, "kind", func(w string) (string, bool) { return w, slices.Contains(intake.Kinds(), w) })
	if err != nil {
		return r, nil, err
	}
	kinds, err = queue.Readable(r, kinds)
	return r, kinds, err
}

func (a *API) list(ctx context.Context, r *contract.Request, in *Listing, kinds []string) (*contract.List[Row], error) {
	filter, err := in.filter(r, kinds)
	if err != nil {
		return nil, err
	}
	var rows []ticket.Row
	var held []record.FieldValues
	var next string
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		f := filter
		if in.Category != "" && !r.IsDesk() {
			return guichet.Forbidden(string(access.IncidentHandle)) // how the desk sorts is its own
		}
		if f.CategoryIDs, err = record.Within(ctx, tx, in.Category); err != nil {
			return err
		}
		kinds, words, err := queue.Resolve(ctx, tx, r, in.F, kinds, &f)
		if err != nil {
			return err
		}
		if words = strings.TrimSpace(in.Q + " " + words); words != "" && len(kinds) > 0 {
			if f.IDs, err = a.findWords(ctx, tx, r, kinds, words); err != nil {
				return err
			}
		}
		f.Sort = in.order(r, f)
		rows, next, err = ticket.ListKinds(ctx, tx, record.Reach(r, kinds, f.Fields()...), f, guichet.Page{Limit: in.Limit, Cursor: in.Cursor})
		if err == nil {
			held, err = record.Fields(ctx, tx, r, rows...)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	items := make([]Row, len(rows))
	for i, row := range rows {
		items[i] = rowBody(r, row)
		items[i].Fields = held[i]
	}
	return contract.Listed(items, next), nil
}

func (in *Listing) filter(r *contract.Request, kinds []string) (ticket.Filter, error) {
	f := ticket.Filter{
		View: ticket.View(in.View), TeamID: in.Team, AssigneeID: in.Assignee,
		RequesterID: in.Requester, Me: r.Who.PersonID, Sort: ticket.Sort(in.Sort), Group: ticket.Key(in.Group),
	}
	if in.Assignee == "me" {
		f.AssigneeID = r.Who.PersonID
	}
	var err error
	f.States, err = words(in.State, "state", func(w string) (ticket.State, bool) {
		s := ticket.State(w)
		return s, slices.ContainsFunc(kinds, func(k string) bool { return slices.Contains(intake.FlowOf(k).Names(), s) })
	})
	if err != nil {
		return f, err
	}
	f.Priorities, err = words(in.Priority, "priority", func(w string) (int64, bool) {
		return int64(w[0] - '0'), len(w) == 1 && w[0] >= '1' && w[0] <= '5'
	})
	return f, err
}

// order is the one asked for, or what suits the list. What is over is ordered by
// time: nobody asks for the most urgent closed one, and a user wants what they
// reported last.
func (in *Listing) order(r *contract.Request, f ticket.Filter) ticket.Sort {
	switch {
	case f.Sort != "":
		return f.Sort
	case !r.IsDesk():
		return ticket.ByCreated
	case f.View == ticket.All || f.View == "":
		return ticket.ByUpdated
	default:
		return ticket.ByPriority
	}
}

// CountsOut is how many records each view holds.
type CountsOut struct {
	Body struct {
		Views []ViewCount `json:"views" nullable:"false"`
	}
}

// ViewCount is one view's count, up to a hundred.
type ViewCount struct {
	View  View  `json:"view"`
	Count int64 `json:"count"`
	More  bool  `json:"more" doc:"There are more: shown as 99+."`
}

// countOf counts the records of one kind.
func (a *API) countOf(kind string) func(context.Context, *struct{}) (*CountsOut, error) {
	return func(ctx context.Context, _ *struct{}) (*CountsOut, error) {
		r, err := contract.May(ctx, access.On(kind).Read)
		if err != nil {
			return nil, err
		}
		return a.count(ctx, r, []string{kind})
	}
}

type countsIn struct {
	Kind string `query:"kind" doc:"Kinds of record, separated by commas. All when left out."`
}

func (a *API) countTickets(ctx context.Context, in *countsIn) (*CountsOut, error) {
	r, kinds, err := readable(ctx, in.Kind)
	if err != nil {
		return nil, err
	}
	return a.count(ctx, r, kinds)
}

func (a *API) count(ctx context.Context, r *contract.Request, kinds []string) (*CountsOut, error) {
	out := &CountsOut{}
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		out.Body.Views = []ViewCount{}
		for _, v := range []ticket.View{ticket.ToProcess, ticket.Unassigned, ticket.Mine, ticket.OnHold, ticket.DoneView} {
			n, err := ticket.CountKinds(ctx, tx, record.Reach(r, kinds), ticket.Filter{View: v, Me: r.Who.PersonID})
			if err != nil {
				return err
			}
			out.Body.Views = append(out.Body.Views, ViewCount{View: View(v), Count: min(n, ticket.CountMost-1), More: n >= ticket.CountMost})
		}
		return nil
	})
	return out, err
}
