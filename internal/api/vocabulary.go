package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/activity"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/change"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/intake"
	"guichet/internal/live"
	"guichet/internal/phrase"
	"guichet/internal/relation"
	"guichet/internal/request"
	"guichet/internal/setting"
	"guichet/internal/ticket"
)

// The words of the contract are types of their own, so that the OpenAPI document,
// and the TypeScript made from it, list exactly what the Go constants list.

// RecordKind is what a record is.
type RecordKind = record.RecordKind

// RequestType is what a request is about.
type RequestType string

// Risk is how much may go wrong with a change; empty before it is assessed.
type Risk string

// State is where a record stands; each kind has its own.
type State = record.State

// HoldReason is what an incident waits for; empty when it does not.
type HoldReason string

// CancelReason is why something was no incident to work on.
type CancelReason string

// ResolutionCode is how an incident was ended.
type ResolutionCode string

// ResolutionKind tells a cure from a way round.
type ResolutionKind string

// Action is something that the reader may do with a record now.
type Action string

// HintKind is what a hint is about.
type HintKind string

// View is a cut of the queue that has a name.
type View string

// Schema lists the types.
func (RequestType) Schema(huma.Registry) *huma.Schema { return contract.OneOf("", request.Types()) }

// Schema lists the risks, and none.
func (Risk) Schema(huma.Registry) *huma.Schema {
	return contract.OneOf("", append([]string{""}, change.Risks()...))
}

// Schema lists the reasons, and none.
func (HoldReason) Schema(huma.Registry) *huma.Schema {
	return contract.OneOf("", append([]string{""}, incident.HoldReasons()...))
}

// Schema lists the reasons, and none.
func (CancelReason) Schema(huma.Registry) *huma.Schema {
	return contract.OneOf("", append([]string{""}, append(incident.CancelReasons(), "not_needed", request.Withdrawn)...))
}

// Schema lists the actions.
func (Action) Schema(huma.Registry) *huma.Schema { return contract.OneOf("", actions()) }

// Schema lists the kinds; "*" says that hints were missed.
func (HintKind) Schema(huma.Registry) *huma.Schema { return contract.OneOf("", hintKinds()) }

// Schema lists the views.
func (View) Schema(huma.Registry) *huma.Schema { return contract.OneOf("", ticket.Views()) }

func hintKinds() []string {
	return append(intake.Kinds(), "queue", "person", "notice", "mailbox", live.PresenceKind, "*")
}

func actions() []Action {
	return []Action{"reply", "inside", "note", "change", "assign", "move", "convert", "confirm", "withdraw", "decide", "link", "follow", "split", "hand", "unarchive"}
}

// Hint is one event of the live stream.
type Hint struct {
	Kind HintKind `json:"kind"`
	ID   string   `json:"id"`
}

// Vocabulary is every word that a record may hold, as people read it.
type Vocabulary struct {
	States          []Word `json:"states" nullable:"false"`
	HoldReasons     []Word `json:"hold_reasons" nullable:"false"`
	CancelReasons   []Word `json:"cancel_reasons" nullable:"false"`
	Kinds           []Word `json:"kinds" nullable:"false"`
	RequestStates   []Word `json:"request_states" nullable:"false"`
	RequestTypes    []Word `json:"request_types" nullable:"false"`
	RequestCancel   []Word `json:"request_cancel_reasons" nullable:"false"`
	ChangeStates    []Word `json:"change_states" nullable:"false"`
	ChangeCancel    []Word `json:"change_cancel_reasons" nullable:"false"`
	Risks           []Word `json:"risks" nullable:"false"`
	ResolutionCodes []Word `json:"resolution_codes" nullable:"false"`
	ResolutionKinds []Word `json:"resolution_kinds" nullable:"false"`
	Channels        []Word `json:"channels" nullable:"false"`
	Activities      []Word `json:"activities" nullable:"false"`
	Detections      []Word `json:"detections" nullable:"false"`
	Relations       []Word `json:"relations" nullable:"false" doc:"How two records belong together."`
	Permissions     []Word `json:"permissions" nullable:"false"`

	Priorities [3][3]int64 `json:"priorities" doc:"The priority that impact (row) and urgency (column) give, 1 the highest of each."`
}

// Word is a code and what people call it.
type Word struct {
	Code  string `json:"code"`
	Label string `json:"label"`
}

func (a *API) vocabularyRoutes() {
	contract.Route(a.door, contract.Open(contract.Get("get-vocabulary", "/api/vocabulary", "States, reasons, codes, and their words in the reader's language")), a.getVocabulary)
}

func (a *API) getVocabulary(ctx context.Context, _ *struct{}) (*contract.Item[Vocabulary], error) {
	say := phrase.For(contract.RequestOf(ctx).Language)
	var priorities [3][3]int64
	if err := a.door.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		priorities, err = setting.Priorities().Get(ctx, tx)
		return err
	}); err != nil {
		return nil, err
	}
	return &contract.Item[Vocabulary]{Body: Vocabulary{
		States:          labelled(say, "state.", incident.States()),
		HoldReasons:     labelled(say, "hold.", incident.HoldReasons()),
		CancelReasons:   labelled(say, "cancel.", incident.CancelReasons()),
		Kinds:           labelled(say, "record.", intake.Kinds()),
		RequestStates:   labelled(say, "state.request.", request.Flow().Names()),
		RequestTypes:    labelled(say, "type.", request.Types()),
		RequestCancel:   labelled(say, "cancel.", request.CancelReasons()),
		ChangeStates:    labelled(say, "state.", change.Flow().Names()),
		ChangeCancel:    labelled(say, "cancel.", change.CancelReasons()),
		Risks:           labelled(say, "risk.", change.Risks()),
		ResolutionCodes: labelled(say, "resolution.", incident.ResolutionCodes()),
		ResolutionKinds: labelled(say, "resolution_kind.", incident.ResolutionKinds()),
		Activities:      labelled(say, "activity.", activity.Kinds()),
		Detections:      labelled(say, "detection.", incident.Detections()),
		Channels:        labelled(say, "channel.", guichet.ContactChannels()),
		Relations:       labelled(say, "relation.", relation.Relations()),
		Permissions:     labelled(say, "permission.", access.Permissions()),
		Priorities:      priorities,
	}}, nil
}

func labelled[T ~string](say phrase.Book, prefix string, codes []T) []Word {
	out := make([]Word, len(codes))
	for i, c := range codes {
		out[i] = Word{Code: string(c), Label: say.Say(prefix+string(c), nil)}
	}
	return out
}
