package db_test

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

// What each engine says of its own schema, a line a thing.
const (
	sqliteSchema = `
SELECT sql FROM sqlite_schema
WHERE sql IS NOT NULL AND name NOT LIKE 'goose%' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search_text_%'
ORDER BY tbl_name, type DESC, name`

	postgresSchema = `
SELECT line FROM (
	SELECT table_name AS thing, 1 AS part, ordinal_position AS place, concat_ws(' ', table_name || '.' || column_name, data_type,
		CASE is_nullable WHEN 'NO' THEN 'NOT NULL' END, 'COLLATE ' || collation_name,
		'DEFAULT ' || column_default, 'AS ' || generation_expression) AS line
	FROM information_schema.columns WHERE table_schema = 'public'
	UNION ALL
	SELECT conrelid::regclass::text, 2, 0, conrelid::regclass::text || ': ' || pg_get_constraintdef(oid)
	FROM pg_constraint WHERE connamespace = 'public'::regnamespace
	UNION ALL
	SELECT tablename, 3, 0, indexdef FROM pg_indexes WHERE schemaname = 'public'
	UNION ALL
	SELECT sequencename, 4, 0, 'sequence ' || sequencename FROM pg_sequences WHERE schemaname = 'public'
) AS all_things
WHERE thing NOT LIKE 'goose%'
ORDER BY thing COLLATE "C", part, place, line COLLATE "C"`
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestTheSchemaIsTheOneInTheGoldenFile shows in a review what a migration does to
// either engine. `go test ./internal/db -run Golden -update` writes it anew.
func TestTheSchemaIsTheOneInTheGoldenFile(t *testing.T) {
	t.Parallel()
	var got strings.Builder
	for _, engine := range dbtest.Engines() {
		query := map[string]string{db.SQLite: sqliteSchema, db.Postgres: postgresSchema}[engine]
		d := dbtest.Open(t, engine)
		err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			lines, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, query)
			got.WriteString("== " + engine + "\n" + strings.Join(lines, "\n") + "\n")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	golden := filepath.Join("testdata", "schema.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("the schema changed (-golden +now); see this test's comment:\n%s", diff)
	}
}
