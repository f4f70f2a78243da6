package administration

import (
	"context"
	"encoding/json"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/phrase"
	"guichet/internal/setting"
	"guichet/internal/team"
)

func (a *door) settingRoutes() {
	contract.Route(a.Door, contract.Get("list-settings", "/api/administration/settings", "Every setting: what it is, what it holds, what it may hold"), a.listSettings)
	contract.Route(a.Door, contract.Patch("change-setting", "/api/administration/settings/{name}", "Give a setting another value; it holds at once"), a.changeSetting)
}

// SettingBody is a setting with its words, its bounds and its value.
type SettingBody struct {
	Name       string     `json:"name"`
	Group      string     `json:"group"`
	GroupLabel string     `json:"group_label"`
	Kind       string     `json:"kind" enum:"text,number,switch,choice,zone,words,hosts,matrix,team,prefix"`
	Label      string     `json:"label"`
	About      string     `json:"about"`
	Words      []string   `json:"words" nullable:"false" doc:"What it is called in every language, to be searched."`
	Value      any        `json:"value"`
	Default    any        `json:"default"`
	Min        int64      `json:"min"`
	Max        int64      `json:"max"`
	Unit       string     `json:"unit" doc:"Of a number, in the reader's language."`
	Choices    []Choice   `json:"choices" nullable:"false"`
	Version    int64      `json:"version" doc:"0: never changed."`
	UpdatedAt  *time.Time `json:"updated_at"`
}

// Choice is one of the values that a setting may hold.
type Choice struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

func settingBody(r *contract.Request, v setting.Value) (SettingBody, error) {
	d, _ := setting.Find(v.Name)
	say := phrase.For(r.Language)
	b := SettingBody{
		Name: d.Name, Group: d.Group, GroupLabel: say.Say("setting_group."+d.Group, nil), Kind: string(d.Kind),
		Label: say.Say("setting."+d.Name, nil), About: say.Say("setting."+d.Name+".about", nil), Words: []string{},
		Min: d.Min, Max: d.Max, Choices: []Choice{}, Version: v.Version, UpdatedAt: contract.MomentOrNil(v.Updated),
	}
	for _, l := range []guichet.Language{guichet.French, guichet.English} {
		other := phrase.For(l)
		b.Words = append(b.Words, other.Say("setting."+d.Name, nil), other.Say("setting."+d.Name+".about", nil), other.Say("setting_group."+d.Group, nil))
	}
	if d.Unit != "" {
		b.Unit = say.Say("unit."+d.Unit, nil)
	}
	for _, c := range d.Choices {
		key := "setting." + d.Name + "." + c
		if !phrase.Has(key) {
			key = "language." + c
		}
		b.Choices = append(b.Choices, Choice{Value: c, Label: say.Say(key, nil)})
	}
	if err := json.Unmarshal(v.Raw, &b.Value); err != nil {
		return b, guichet.Doing("read the setting "+v.Name, err)
	}
	return b, guichet.Doing("read a default", json.Unmarshal(d.Default, &b.Default))
}

func (a *door) listSettings(ctx context.Context, _ *struct{}) (*contract.List[SettingBody], error) {
	r, err := contract.MayAll(ctx, access.SettingManage)
	if err != nil {
		return nil, err
	}
	items := []SettingBody{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := setting.All(ctx, tx)
		if err != nil {
			return err
		}
		for _, v := range all {
			b, err := settingBody(r, v)
			if err != nil {
				return err
			}
			items = append(items, b)
		}
		return nil
	})
	return contract.Listed(items, ""), err
}

// SettingPatch is another value, at the version that was read.
type SettingPatch struct {
	Version int64 `json:"version" minimum:"0"`
	Value   any   `json:"value"`
}

type settingIn struct {
	Name string `path:"name" maxLength:"40"`
	Body SettingPatch
}

func (a *door) changeSetting(ctx context.Context, in *settingIn) (*contract.Item[SettingBody], error) {
	r, err := contract.MayAll(ctx, access.SettingManage)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(in.Body.Value)
	if err != nil {
		return nil, guichet.Invalid("value", "wrong_type", nil)
	}
	out := &contract.Item[SettingBody]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if d, known := setting.Find(in.Name); known && d.Kind == setting.TeamOf && (d.Min > 0 || in.Body.Value != "") {
			if err := isTeam(ctx, tx, in.Body.Value); err != nil {
				return err
			}
		}
		v, err := setting.Change(ctx, tx, r.Actor(), in.Name, in.Body.Version, raw)
		if err != nil {
			return err
		}
		out.Body, err = settingBody(r, v)
		return err
	})
	a.ForgetLimits()
	return out, err
}

func isTeam(ctx context.Context, tx *db.Tx, value any) error {
	id, _ := value.(string)
	_, err := team.Get(ctx, tx, id)
	if guichet.IsKind(err, guichet.KindNotFound) {
		return guichet.Invalid("value", "unknown_value", nil)
	}
	return err
}
