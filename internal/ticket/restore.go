package ticket

import (
	"context"
	"slices"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/timeline"
)

// Restore takes back what the entries of one act changed, those beyond version
// from up to version to: each field has again the value it had. It is refused
// where anybody changed one of them since; what was said stays said.
func (p Practice[R]) Restore(ctx context.Context, tx *db.Tx, act Act, from, to int64) (Ticket, error) {
	return p.Do(ctx, tx, act, func(r R) ([]timeline.Entry, error) {
		entries, err := timeline.After(ctx, tx, r.Hall().Subject(), from, timeline.Everything)
		if err != nil {
			return nil, err
		}
		first := map[string]any{} // what each field was before the act
		var fields []string
		var cause string
		for _, e := range entries {
			if e.Version > to {
				if clash, found := touched(r, e, fields); found {
					return nil, guichet.Conflict(clash)
				}
				continue
			}
			cause = e.ID
			for _, c := range e.Changes {
				if c.Field == "last_message" || slices.Contains(fields, c.Field) {
					continue
				}
				fields = append(fields, c.Field)
				first[c.Field] = c.Old
			}
		}
		var c []timeline.Change
		for _, f := range fields {
			c = Changed(r, c, f, like(Value(r, f), first[f]))
		}
		if len(c) == 0 {
			return nil, nil
		}
		return []timeline.Entry{{Kind: "restored/1", Changes: c, Cause: cause}}, nil
	})
}

// touched names a field among those that an entry changed.
func touched(r Record, e timeline.Entry, fields []string) (guichet.Clash, bool) {
	for _, c := range e.Changes {
		if slices.Contains(fields, c.Field) {
			return guichet.Clash{Field: c.Field, Theirs: Value(r, c.Field), By: e.Actor.ID, At: e.Recorded}, true
		}
	}
	return guichet.Clash{}, false
}

// like gives an old value, as JSON reads it back, the type that the field has.
func like(now, old any) any {
	c := timeline.Change{New: old}
	switch now.(type) {
	case string:
		return c.Text()
	case int64:
		return c.Number()
	case bool:
		yes, _ := old.(bool)
		return yes
	default:
		return old
	}
}
