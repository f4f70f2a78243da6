package administration

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/phrase"
	"guichet/internal/refusal"
)

func (a *door) refusalRoutes() {
	contract.Route(a.Door, contract.Get("list-refusals", "/api/administration/refusals", "What was refused to whom, the latest first"), a.listRefusals)
}

// RefusalBody is an act that was refused. What was typed is not kept.
type RefusalBody struct {
	ID         string        `json:"id"`
	At         time.Time     `json:"at"`
	Status     int64         `json:"status" doc:"401 a credential that is none, 403 a right that is missing, 404 something beyond their reach (code out_of_reach) or that is not there, 429 too often"`
	Code       string        `json:"code"`
	Label      string        `json:"label"`
	Permission string        `json:"permission" doc:"That was missing; empty: it was not about one."`
	Right      string        `json:"right" doc:"The permission in words."`
	Method     string        `json:"method"`
	Path       string        `json:"path"`
	Person     *contract.Ref `json:"person" doc:"Null: nobody was signed in."`
	Program    bool          `json:"program" doc:"By a token, not at a screen."`
	Address    string        `json:"address"`
	RequestID  string        `json:"request_id"`
	Times      int64         `json:"times" doc:"It, and those just before it from the same address that were not written down for themselves."`
}

type refusalsIn struct {
	Status string `query:"status" enum:"401,403,404,429" doc:"All when left out."`
	Person string `query:"person" maxLength:"40" doc:"An id."`
	Q      string `query:"q" maxLength:"100" doc:"An address, or the id of a request."`
	Cursor string `query:"cursor" maxLength:"2000"`
	Limit  int    `query:"limit" minimum:"0" maximum:"200"`
}

func (a *door) listRefusals(ctx context.Context, in *refusalsIn) (*contract.List[RefusalBody], error) {
	r, err := contract.MayAll(ctx, access.RefusalRead)
	if err != nil {
		return nil, err
	}
	status := int64(0)
	if in.Status != "" {
		if status, err = strconv.ParseInt(in.Status, 10, 64); err != nil {
			return nil, guichet.Invalid("status", "unknown_value", nil)
		}
	}
	say := phrase.For(r.Language)
	items := []RefusalBody{}
	var next string
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, more, err := refusal.List(ctx, tx, refusal.Filter{Status: status, PersonID: in.Person, Asked: guichet.Clean(in.Q)},
			guichet.Page{Limit: in.Limit, Cursor: in.Cursor})
		for _, l := range all {
			items = append(items, refusalBody(say, l))
		}
		next = more
		return err
	})
	return contract.Listed(items, next), err
}

func refusalBody(say phrase.Book, l refusal.Listed) RefusalBody {
	b := RefusalBody{
		ID: l.ID, At: l.At.UTC(), Status: l.Status, Code: l.Code, Label: say.Say("refusal."+kindOfRefusal(l.Refusal), nil), Permission: l.Permission,
		Method: l.Method, Path: l.Path, Person: contract.RefOrNil(l.PersonID, l.Person), Program: l.TokenID != "", Address: l.Address,
		RequestID: l.RequestID, Times: l.Times,
	}
	if key := "permission." + l.Permission; l.Permission != "" && phrase.Has(key) {
		b.Right = say.Say(key, nil)
	}
	return b
}

func kindOfRefusal(r refusal.Refusal) string {
	switch {
	case r.Code == "cross_origin":
		return "origin"
	case r.Code == "sign_in_failed":
		return "sign_in"
	case r.Status == http.StatusUnauthorized:
		return "credential"
	case r.Code == contract.OutOfReach:
		return "reach"
	case r.Status == http.StatusNotFound:
		return "missing"
	case r.Status == http.StatusTooManyRequests:
		return "often"
	default:
		return "right"
	}
}
