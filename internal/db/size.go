package db

import "context"

const (
	sqlSizeOfSQLite = `SELECT p.page_count * s.page_size FROM pragma_page_count() AS p, pragma_page_size() AS s`

	sqlSizeOfPostgres = `SELECT pg_database_size(current_database())`
)

// Size is how many bytes the database takes.
func (tx *Tx) Size(ctx context.Context) (int64, error) {
	if tx.Engine() == SQLite {
		return Value[int64](ctx, tx, sqlSizeOfSQLite)
	}
	return Value[int64](ctx, tx, sqlSizeOfPostgres)
}
