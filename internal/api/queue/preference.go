package queue

import (
	"context"
	"encoding/json"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/preference"
)

func (a *rooms) preferenceRoutes() {
	contract.Route(a.Door, contract.Get("get-preferences", "/api/me/preferences", "How one likes one's screens: columns, keys, where they begin"), a.getPreferences)
	contract.Route(a.Door, contract.Patch("change-preferences", "/api/me/preferences", "Change how one likes one's screens"), a.changePreferences)
}

// PreferenceName is what may be preferred.
type PreferenceName string

// Schema lists the names.
func (PreferenceName) Schema(huma.Registry) *huma.Schema {
	return contract.OneOf("", preference.Names())
}

// Preferences are a person's, by name; each is an object that the screens give a
// meaning to.
type Preferences struct {
	Values map[string]any `json:"values" nullable:"false"`
}

// PreferenceChange sets one preference, whole.
type PreferenceChange struct {
	Name  PreferenceName `json:"name"`
	Value map[string]any `json:"value" nullable:"false"`
}

func preferences(ctx context.Context, tx *db.Tx, personID string) (Preferences, error) {
	stored, err := preference.Of(ctx, tx, personID)
	p := Preferences{Values: map[string]any{}}
	for name, text := range stored {
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			return p, guichet.Doing("read a preference", err)
		}
		p.Values[name] = v
	}
	return p, err
}

func (a *rooms) getPreferences(ctx context.Context, _ *struct{}) (*contract.Item[Preferences], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[Preferences]{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		out.Body, err = preferences(ctx, tx, r.Who.PersonID)
		return err
	})
	return out, err
}

func (a *rooms) changePreferences(ctx context.Context, in *contract.Item[PreferenceChange]) (*contract.Item[Preferences], error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	value, err := json.Marshal(in.Body.Value)
	if err != nil {
		return nil, guichet.Invalid("value", "unreadable", nil).Because(err)
	}
	out := &contract.Item[Preferences]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := preference.Put(ctx, tx, r.Who.PersonID, string(in.Body.Name), value); err != nil {
			return err
		}
		out.Body, err = preferences(ctx, tx, r.Who.PersonID)
		return err
	})
	return out, err
}
