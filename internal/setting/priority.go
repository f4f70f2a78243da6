package setting

import (
	"context"

	"guichet"
	"guichet/internal/db"
)

// levels are high, medium and low, of impact and of urgency.
const levels = 3

// Rank is the matrix's answer for an impact and an urgency, each 1 to 3.
func Rank(matrix [levels][levels]int64, impact, urgency int64) (int64, error) {
	if err := guichet.Join(checkLevel("impact", impact), checkLevel("urgency", urgency)); err != nil {
		return 0, err
	}
	return matrix[impact-1][urgency-1], nil
}

func checkLevel(field string, n int64) *guichet.Error {
	if n < 1 || n > levels {
		return guichet.Invalid(field, "unknown_value", nil)
	}
	return nil
}

// PriorityOf is the desk's matrix's answer.
func PriorityOf(ctx context.Context, tx *db.Tx, impact, urgency int64) (int64, error) {
	matrix, err := Priorities().Get(ctx, tx)
	if err != nil {
		return 0, err
	}
	return Rank(matrix, impact, urgency)
}
