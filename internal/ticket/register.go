package ticket

import (
	"cmp"
	"context"

	"guichet"
	"guichet/internal/category"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/search"
	"guichet/internal/setting"
	"guichet/internal/timeline"
)

// TitleMost is how many characters a title may have.
const TitleMost = 300

// medium is the impact and the urgency that a record has until somebody knows better.
const medium = 2

// ReasonMost is how many characters a reason may have.
const ReasonMost = 2000

// Opening is what a record of any practice begins with.
type Opening struct {
	By             guichet.Actor
	Requester      Requester
	Title          string
	Impact         int64 // 0: medium
	Urgency        int64 // 0: medium
	TeamID         string
	AssigneeID     string
	CategoryID     string
	Channel        guichet.Channel
	ConversationID string
	Message        conversation.Message // the first, said already
	Given          field.Given
	LastID         string // the last of those it begins with; '' the first
	SplitFrom      string // the record in which they were said
}

// Requester is for whom a record is kept.
type Requester struct {
	ID             string
	OrganisationID string
	SiteID         string
	Language       guichet.Language
}

// Register records a matter in its flow's first state. It always has an owner: the
// team given, or the desk's own. The practice's own fields come in own; those
// that are empty are left out.
func Register(ctx context.Context, tx *db.Tx, flow Flow, prefix string, in Opening, own ...timeline.Change) (Ticket, []timeline.Entry, error) {
	if in.Impact == 0 {
		in.Impact = medium
	}
	if in.Urgency == 0 {
		in.Urgency = medium
	}
	rank, err := setting.PriorityOf(ctx, tx, in.Impact, in.Urgency)
	if err != nil {
		return Ticket{}, nil, err
	}
	if err := category.Allow(ctx, tx, "category_id", flow.Kind, in.CategoryID); err != nil {
		return Ticket{}, nil, err
	}
	if in.TeamID, err = owner(ctx, tx, in.TeamID, in.AssigneeID); err != nil {
		return Ticket{}, nil, err
	}
	t := Ticket{
		ConversationID: in.ConversationID, Title: in.Title, State: flow.Initial, Impact: in.Impact, Urgency: in.Urgency,
		Priority: rank, TeamID: in.TeamID, AssigneeID: in.AssigneeID, CategoryID: in.CategoryID, RequesterID: in.Requester.ID,
		OrganisationID: in.Requester.OrganisationID, SiteID: in.Requester.SiteID, Channel: in.Channel,
		Language: in.Requester.Language, LoggedBy: in.By.ID, LastMessageID: cmp.Or(in.LastID, in.Message.ID),
	}
	if t.AssigneeID != "" && flow.Assigned != "" {
		t.State = flow.Assigned
	}
	custom, err := in.Given.Begin(ctx, tx, t.asField(flow.Kind))
	if err != nil {
		return t, nil, err
	}
	extra := timeline.Entry{Rows: []timeline.Pointer{in.Message.Pointer()}, Changes: custom}
	if in.SplitFrom != "" {
		extra.Rows = append(extra.Rows, timeline.Pointer{Kind: "ticket", ID: in.SplitFrom})
	}
	for _, c := range own {
		if c.New != "" && c.New != int64(0) {
			extra.Changes = append(extra.Changes, c)
		}
	}
	t, written, err := Create(ctx, tx, flow, in.By, prefix, t, extra)
	if err != nil {
		return t, nil, err
	}
	return t, written, Index(ctx, tx, t, "message:"+in.Message.ID, search.Public, in.Message.Stems)
}

// owner is the team a record is given to at first, the desk's own unless another
// is named. Whoever is named of it must be in it.
func owner(ctx context.Context, tx *db.Tx, teamID, assigneeID string) (string, error) {
	to := Assign{PersonID: &assigneeID}
	if teamID != "" {
		to.TeamID = &teamID
	}
	own, err := setting.DefaultTeam().Get(ctx, tx)
	if err != nil {
		return "", err
	}
	if err := CheckAssign(ctx, tx, Ticket{TeamID: own}, to); err != nil {
		if e := guichet.AsError(err); e.Field == "person_id" {
			return "", guichet.Invalid("assignee_id", e.Code, e.Args)
		}
		return "", err
	}
	if to.TeamID == nil {
		return own, nil
	}
	return teamID, nil
}
