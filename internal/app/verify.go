package app

import (
	"context"

	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/timeline"
)

// Verification is what a verification saw.
type Verification struct {
	Subjects, Entries, Erased, Seals int
	Faults                           []timeline.Fault
}

// verifyPage is how many subjects are verified in one short read.
const verifyPage = 200

// Verify follows every chain and every seal. With fold it also compares each
// record with the fold of its entries.
func (a *App) Verify(ctx context.Context, fold bool) (Verification, error) {
	var v Verification
	var beyond timeline.Subject
	for more := true; more; {
		err := a.db.Snapshot(ctx, func(ctx context.Context, tx *db.Tx) error {
			subjects, err := timeline.Subjects(ctx, tx, beyond, verifyPage)
			if err != nil {
				return err
			}
			more = len(subjects) == verifyPage
			for _, s := range subjects {
				beyond = s
				if err := v.subject(ctx, tx, s, fold); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return v, err
		}
	}
	return v, a.verifySeals(ctx, &v)
}

func (v *Verification) subject(ctx context.Context, tx *db.Tx, s timeline.Subject, fold bool) error {
	r, err := timeline.Verify(ctx, tx, s)
	if err != nil {
		return err
	}
	v.Subjects++
	v.Entries += len(r.Entries)
	v.Erased += r.Erased
	v.Faults = append(v.Faults, r.Faults...)
	if !fold || r.Erased > 0 {
		return nil
	}
	faults, err := intake.CheckFold(ctx, tx, s)
	v.Faults = append(v.Faults, faults...)
	return err
}

func (a *App) verifySeals(ctx context.Context, v *Verification) error {
	var seals []timeline.Seal
	err := a.db.Snapshot(ctx, func(ctx context.Context, tx *db.Tx) error {
		orphans, err := timeline.Orphans(ctx, tx)
		if err != nil {
			return err
		}
		var faults []timeline.Fault
		seals, faults, err = timeline.Seals(ctx, tx)
		v.Faults = append(append(v.Faults, orphans...), faults...)
		return err
	})
	if err != nil {
		return err
	}
	v.Seals = len(seals)
	for _, s := range seals {
		now, err := timeline.DayRoot(ctx, a.readOnce(ctx), s.Day)
		if err != nil {
			return err
		}
		v.Faults = append(v.Faults, timeline.CheckSeal(s, now)...)
	}
	return nil
}

func (a *App) readOnce(ctx context.Context) func(func(context.Context, *db.Tx) error) error {
	return func(f func(context.Context, *db.Tx) error) error { return a.db.Snapshot(ctx, f) }
}
