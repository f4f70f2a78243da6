// Package bulk is the part of the API by which one change is made to many
// records: looked at before, made in acts of a hundred, taken back after. Each
// record is changed by the verb that changes one, and so by its rules.
package bulk

import (
	"context"
	"errors"
	"maps"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/field"
	"guichet/internal/intake"
	"guichet/internal/person"
	"guichet/internal/phrase"
	"guichet/internal/stem"
	"guichet/internal/team"
	"guichet/internal/ticket"
)

type door struct{ *contract.Door }

// Routes adds the routes to the door.
func Routes(d *contract.Door) {
	a := &door{d}
	contract.Route(d, contract.Done(contract.Post("preview-bulk", "/api/bulk/preview", "What one change would do to each of up to 200 records; nothing is changed")), a.preview)
	contract.Route(d, contract.Done(contract.Post("apply-bulk", "/api/bulk", "Make one change to up to 100 records, in one act; what is refused on one stops no other")), a.apply)
	contract.Route(d, contract.Done(contract.Post("undo-bulk", "/api/bulk/{id}/undo", "Take an act on many records back, within the hour, where nothing has changed since")), a.undo)
}

// BulkBody is one change and the records it is for.
type BulkBody struct {
	Records []BulkRecord `json:"records" nullable:"false" maxItems:"200"`
	Change  BulkChange   `json:"change"`
}

// BulkRecord is one record, and the version that was seen of it.
type BulkRecord struct {
	ID      string `json:"id" maxLength:"40"`
	Version int64  `json:"version" minimum:"1"`
}

// BulkChange is exactly one change.
type BulkChange struct {
	Priority *BulkPriority `json:"priority,omitempty"`
	Assign   *BulkAssign   `json:"assign,omitempty"`
	State    *BulkState    `json:"state,omitempty"`
	Fields   BulkFields    `json:"fields,omitempty" doc:"Values of fields that an administrator added, by their ids; null empties one."`
	Note     string        `json:"note,omitempty" doc:"An internal note."`
	Reply    string        `json:"reply,omitempty" doc:"Words to each requester; they leave at once."`
}

// BulkFields are values by the ids of their fields.
type BulkFields map[string]any

// BulkPriority sets what the priority follows from.
type BulkPriority struct {
	Impact  *int64 `json:"impact,omitempty"`
	Urgency *int64 `json:"urgency,omitempty"`
	Reason  string `json:"reason" doc:"Needed where the priority changes by it."`
}

// BulkAssign gives records to a team, or to one of its people.
type BulkAssign struct {
	TeamID   *string `json:"team_id,omitempty"`
	PersonID *string `json:"person_id,omitempty" doc:"Somebody of the team; empty for nobody in particular."`
	Reason   string  `json:"reason,omitempty"`
}

// BulkState asks for a state, with what that state needs.
type BulkState struct {
	To         string `json:"to"`
	HoldReason string `json:"hold_reason,omitempty"`
	Reason     string `json:"reason,omitempty" doc:"To cancel: duplicate, mistake or another of the kind. To refuse or reopen: why."`
	Outcome    string `json:"outcome,omitempty" doc:"To be resolved, fulfilled, implemented or failed: what was done."`
	Code       string `json:"code,omitempty" doc:"Of a resolution."`
	Kind       string `json:"kind,omitempty" doc:"Of a resolution: fix or workaround."`
	ClosingID  string `json:"closing_category_id,omitempty" maxLength:"40" doc:"The category that incidents end with; each one's own when left out."`
}

func (b BulkBody) change(r *contract.Request) (intake.Bulk, error) {
	var in intake.Bulk
	var mistakes []*guichet.Error
	c := b.Change
	if p := c.Priority; p != nil {
		in.Rank = &ticket.Edit{Impact: p.Impact, Urgency: p.Urgency, Reason: guichet.Clean(p.Reason)}
	}
	if p := c.Assign; p != nil {
		in.Assign = &ticket.Assign{TeamID: p.TeamID, PersonID: p.PersonID, Reason: guichet.Clean(p.Reason)}
	}
	in.Fields = c.Fields
	if p := c.State; p != nil {
		in.Move = &intake.Move{
			To: ticket.State(p.To), HoldReason: p.HoldReason, Reason: guichet.Clean(p.Reason), Outcome: guichet.Clean(p.Outcome),
			Code: p.Code, Kind: p.Kind, ClosingID: p.ClosingID,
		}
	}
	if text := guichet.Clean(c.Note); text != "" {
		mistakes = append(mistakes, guichet.CheckText("change.note", text, 1, conversation.TextMost))
		in.Note = &ticket.NewNote{Text: text, Stems: stem.Text(text, stem.Unknown)}
	}
	if text := guichet.Clean(c.Reply); text != "" {
		mistakes = append(mistakes, guichet.CheckText("change.reply", text, 1, conversation.TextMost))
		in.Reply = &intake.Answer{Message: conversation.Message{
			Channel: r.Via, AuthorID: r.Who.PersonID, Text: text, Stems: stem.Text(text, stem.Unknown),
		}}
	}
	return in, guichet.Join(mistakes...)
}

func (b BulkBody) picks() []intake.Pick {
	picks := make([]intake.Pick, len(b.Records))
	for i, x := range b.Records {
		picks[i] = intake.Pick{Ref: x.ID, Seen: x.Version}
	}
	return picks
}

func readerOf(r *contract.Request) intake.Reader {
	return intake.Reader{By: r.Actor(), Teams: r.Who.TeamIDs, Scope: r.Who.Scope, Given: record.Gives(r, nil)}
}

// EffectBody is what a change does to one record.
type EffectBody struct {
	ID      string         `json:"id"`
	Record  *record.Brief  `json:"record" doc:"Null for one that the reader may not see."`
	Outcome string         `json:"outcome" enum:"changed,same,refused"`
	Changes []EffectChange `json:"changes" nullable:"false"`
	Code    string         `json:"code" doc:"Of a refusal."`
	Message string         `json:"message" doc:"Why it is refused, in the reader's language."`
	Version int64          `json:"version" doc:"The version it then has."`
}

// EffectChange is a field before and after.
type EffectChange struct {
	Field    string `json:"field"`
	Name     string `json:"name,omitempty" doc:"Of a field that an administrator added."`
	Old      any    `json:"old"`
	New      any    `json:"new"`
	OldLabel string `json:"old_label"`
	NewLabel string `json:"new_label"`
}

// EffectsBody is what a change does to each record.
type EffectsBody struct {
	ID      string       `json:"id" doc:"Of the act, to take it back; empty where there is nothing to take back."`
	Effects []EffectBody `json:"effects" nullable:"false"`
}

// fields are those of which a preview tells.
func fields() []string {
	return []string{"priority", "impact", "urgency", "team", "assignee", "state", "hold_reason"}
}

// teller says effects to a reader, looking each name up once.
type teller struct {
	language guichet.Language
	names    map[string]string
	fields   field.All
	sees     field.Sight
	speaker  field.Speaker
}

func newTeller(ctx context.Context, tx *db.Tx, r *contract.Request) (teller, error) {
	names := map[string]string{}
	all, err := field.List(ctx, tx)
	return teller{
		language: r.Language, names: names, fields: all, sees: record.Sees(r),
		speaker: field.Speaker{Language: r.Language, Zone: r.Person.Zone, People: names},
	}, err
}

// refused tells why nothing would come of it.
func (t teller) refused(b *EffectBody, err error) bool {
	if err == nil {
		return false
	}
	no := guichet.AsError(err)
	_, sentence := phrase.Error(t.language, no)
	b.Outcome, b.Code, b.Message = "refused", no.Code, sentence
	return true
}

func (t teller) tell(ctx context.Context, tx *db.Tx, id string, e intake.Effect) (EffectBody, error) {
	b := EffectBody{ID: id, Outcome: "same", Changes: []EffectChange{}, Version: e.Before.Version}
	if e.Before.ID != "" {
		brief := record.BriefOf(e.Before)
		b.Record = &brief
	}
	if t.refused(&b, e.Err) {
		return b, nil
	}
	if b.Version = e.After.Version; e.After.Version > e.Before.Version {
		b.Outcome = "changed"
	}
	for _, f := range fields() {
		old, now := e.Before.Value(f), e.After.Value(f)
		if old == now {
			continue
		}
		c := EffectChange{Field: f, Old: old, New: now}
		var err error
		if c.OldLabel, err = t.name(ctx, tx, f, old); err != nil {
			return b, err
		}
		if c.NewLabel, err = t.name(ctx, tx, f, now); err != nil {
			return b, err
		}
		b.Changes = append(b.Changes, c)
	}
	return b, t.own(ctx, tx, &b, e)
}

// own adds what changes of the fields that an administrator added.
func (t teller) own(ctx context.Context, tx *db.Tx, b *EffectBody, e intake.Effect) error {
	for _, f := range t.fields {
		old, now := e.Before.Custom.Get(f.ID), e.After.Custom.Get(f.ID)
		if old == now || !t.sees(f, record.AsField(e.After)) {
			continue
		}
		if f.Type == field.Person {
			names, err := person.Names(ctx, tx, []string{old, now})
			if err != nil {
				return err
			}
			maps.Copy(t.names, names)
		}
		b.Changes = append(b.Changes, EffectChange{
			Field: f.Key(), Name: f.Name(t.language), Old: f.JSON(old), New: f.JSON(now), OldLabel: t.speaker.Say(f, old), NewLabel: t.speaker.Say(f, now),
		})
	}
	return nil
}

func (t teller) name(ctx context.Context, tx *db.Tx, field string, v any) (string, error) {
	id, _ := v.(string)
	if known, found := t.names[id]; found || id == "" {
		return known, nil
	}
	switch field {
	case "team":
		x, err := team.Get(ctx, tx, id)
		t.names[id] = x.Name
		return x.Name, err
	case "assignee":
		p, err := person.Get(ctx, tx, id)
		t.names[id] = p.Name
		return p.Name, err
	default:
		return "", nil
	}
}

func told(ctx context.Context, tx *db.Tx, r *contract.Request, effects []intake.Effect, id func(int) string) ([]EffectBody, error) {
	t, err := newTeller(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	bodies := make([]EffectBody, len(effects))
	for i, e := range effects {
		if bodies[i], err = t.tell(ctx, tx, id(i), e); err != nil {
			return nil, err
		}
	}
	return bodies, nil
}

// works refuses whoever works on no kind of record.
func works(ctx context.Context) (*contract.Request, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	for _, k := range intake.Kinds() {
		if r.Who.May(access.On(k).Handle) && r.Who.Scope(access.On(k).Handle).PersonID == "" {
			return r, nil
		}
	}
	return nil, r.Deny(ctx, access.IncidentHandle)
}

// errLooked ends an act that was only looked at: all it did is taken back.
var errLooked = errors.New("looked at only")

// preview is the change itself, made and taken back: what it tells is what would
// be.
func (a *door) preview(ctx context.Context, in *contract.Item[BulkBody]) (*contract.Item[EffectsBody], error) {
	r, err := works(ctx)
	if err != nil {
		return nil, err
	}
	change, err := in.Body.change(r)
	if err != nil {
		return nil, err
	}
	picks := in.Body.picks()
	out := &contract.Item[EffectsBody]{Body: EffectsBody{Effects: []EffectBody{}}}
	for first := true; first || len(picks) > 0; first = false {
		part := picks[:min(len(picks), intake.BulkMost)]
		picks = picks[len(part):]
		var bodies []EffectBody
		err := a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			effects, err := change.Apply(ctx, tx, readerOf(r), part)
			if err != nil {
				return err
			}
			if bodies, err = told(ctx, tx, r, effects, func(i int) string { return part[i].Ref }); err != nil {
				return err
			}
			return errLooked
		})
		if !errors.Is(err, errLooked) {
			return nil, err
		}
		out.Body.Effects = append(out.Body.Effects, bodies...)
	}
	return out, nil
}

func (a *door) apply(ctx context.Context, in *contract.Item[BulkBody]) (*contract.Item[EffectsBody], error) {
	r, err := works(ctx)
	if err != nil {
		return nil, err
	}
	change, err := in.Body.change(r)
	if err != nil {
		return nil, err
	}
	picks := in.Body.picks()
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (EffectsBody, error) {
		effects, err := change.Apply(ctx, tx, readerOf(r), picks)
		if err != nil {
			return EffectsBody{}, err
		}
		var out EffectsBody
		if change.Note == nil && change.Reply == nil {
			if out.ID, err = intake.Remember(ctx, tx, r.Actor(), effects); err != nil {
				return out, err
			}
		}
		out.Effects, err = told(ctx, tx, r, effects, func(i int) string { return picks[i].Ref })
		return out, err
	})
	return &contract.Item[EffectsBody]{Body: body}, err
}

func (a *door) undo(ctx context.Context, in *contract.IDIn) (*contract.Item[EffectsBody], error) {
	r, err := works(ctx)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (EffectsBody, error) {
		effects, err := intake.Undo(ctx, tx, readerOf(r), in.ID)
		if err != nil {
			return EffectsBody{}, err
		}
		bodies, err := told(ctx, tx, r, effects, func(i int) string { return effects[i].Before.ID })
		return EffectsBody{Effects: bodies}, err
	})
	return &contract.Item[EffectsBody]{Body: body}, err
}
