package db_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"guichet"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

func steps(texts ...string) fstest.MapFS {
	files := fstest.MapFS{}
	for i, text := range texts {
		name := "0000" + string(rune('1'+i)) + "_step.sql"
		files[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text)}
	}
	return files
}

const (
	stepTable  = "CREATE TABLE thing (id TEXT NOT NULL PRIMARY KEY, flag BOOLEAN NOT NULL, data BYTEA, at BIGINT NOT NULL);\n"
	stepColumn = "ALTER TABLE thing ADD COLUMN note TEXT NOT NULL DEFAULT 'BIGINT; -- BOOLEAN';\n"

	sqlPutThing  = `INSERT INTO thing (id, flag, data, at) VALUES ($1, $2, $3, $4)`
	sqlGetThings = `SELECT id, flag, data, at, note FROM thing ORDER BY id`
)

func TestAnOldDatabaseIsBroughtUpToDate(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := dbtest.URL(t, engine, dbtest.Unmigrated())
			old, err := db.Open(t.Context(), db.Config{URL: url, Migrations: steps(stepTable)})
			if err != nil {
				t.Fatal(err)
			}
			if err := old.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, id := range []string{"b", "É", "Z", "a"} {
				err := old.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					_, err := tx.Exec(ctx, sqlPutThing, id, id == "a", []byte{0, 1}, tx.Now)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if err := old.Close(); err != nil {
				t.Fatal(err)
			}

			d := dbtest.OpenURL(t, url, dbtest.WithMigrations(steps(stepTable, stepColumn)))
			for range 2 { // the second finds nothing to do
				if err := d.Migrate(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if engine == db.SQLite {
				theCopyHasTheOldRows(t, url)
			}
			type thing struct {
				id, note string
				flag     bool
				data     []byte
				at       int64
			}
			err = d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				things, err := db.All(ctx, tx, func(x *thing) []any { return []any{&x.id, &x.flag, &x.data, &x.at, &x.note} }, sqlGetThings)
				order := ""
				for _, x := range things {
					order += x.id
					if x.note != "BIGINT; -- BOOLEAN" || x.flag != (x.id == "a") || string(x.data) != "\x00\x01" {
						t.Errorf("%+v", x)
					}
				}
				if order != "ZabÉ" { // by bytes, on both
					t.Errorf("sorted as %s", order)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}

// theCopyHasTheOldRows: before a file with records was changed, a whole copy was
// laid beside it, once, readable by the program of that time.
func theCopyHasTheOldRows(t *testing.T, url string) {
	t.Helper()
	file, _, _ := strings.Cut(strings.TrimPrefix(url, "sqlite:"), "?")
	copies, err := filepath.Glob(file + ".before-00001-*")
	if err != nil || len(copies) != 1 {
		t.Fatalf("the copies are %v, %v", copies, err)
	}
	if info, err := os.Stat(copies[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy: %v, %v", info, err)
	}
	old := dbtest.OpenURL(t, "sqlite:"+copies[0], dbtest.WithMigrations(steps(stepTable)))
	if err := old.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = old.Read(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		ids, err := db.All(ctx, tx, func(id *string) []any { return []any{id} }, "SELECT id FROM thing ORDER BY id")
		if strings.Join(ids, "") != "ZabÉ" {
			t.Errorf("the copy holds %v", ids)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAStepThatCameLateIsApplied: two people added a step each, and the desk met
// the later number first.
func TestAStepThatCameLateIsApplied(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := dbtest.URL(t, engine, dbtest.Unmigrated())
			both := steps(stepTable, "CREATE TABLE attic (id TEXT NOT NULL);\n", stepColumn)
			late := fstest.MapFS{"00001_step.sql": both["00001_step.sql"], "00003_step.sql": both["00003_step.sql"]}
			for _, files := range []fstest.MapFS{late, both} {
				d, err := db.Open(t.Context(), db.Config{URL: url, Migrations: files})
				if err != nil {
					t.Fatal(err)
				}
				if err := errors.Join(d.Migrate(t.Context()), d.Close()); err != nil {
					t.Fatal(err)
				}
			}
			without := dbtest.OpenURL(t, url, dbtest.WithMigrations(late))
			if err := without.Migrate(t.Context()); guichet.AsError(err).Code != "schema_newer" {
				t.Errorf("a step that is not known was answered %v", err)
			}
		})
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	for _, engine := range dbtest.Engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			url := dbtest.URL(t, engine, dbtest.Unmigrated())
			newer, err := db.Open(t.Context(), db.Config{URL: url, Migrations: steps(stepTable, stepColumn)})
			if err != nil {
				t.Fatal(err)
			}
			if err := newer.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
			if err := newer.Close(); err != nil {
				t.Fatal(err)
			}
			older := dbtest.OpenURL(t, url, dbtest.WithMigrations(steps(stepTable)))
			if err := older.Migrate(t.Context()); guichet.AsError(err).Code != "schema_newer" {
				t.Errorf("answered %v", err)
			}
		})
	}
}

func TestNodesThatStartTogetherMigrateOnce(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t, db.Postgres, dbtest.Unmigrated())
	var all sync.WaitGroup
	for range 4 {
		d := dbtest.OpenURL(t, url)
		all.Go(func() {
			if err := d.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestOneProcessOwnsTheFile(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t, db.SQLite)
	first := dbtest.OpenURL(t, url)
	_, err := db.Open(t.Context(), db.Config{URL: url})
	if e := guichet.AsError(err); e.Kind != guichet.KindUnavailable || e.Code != "database_in_use" {
		t.Errorf("answered %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	dbtest.OpenURL(t, url)
}

func TestWhatIsNoDatabaseIsSaid(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "mysql:x", "sqlite:/nowhere/at/all.db", "sqlite:x.db?synchronous=never", "postgres://user:secret@[", "postgres://user:secret@127.0.0.1:1/x"} {
		d, err := db.Open(t.Context(), db.Config{URL: url})
		if err == nil {
			d.Close()
			t.Errorf("%q was opened", url)
			continue
		}
		if strings.Contains(err.Error(), "secret") {
			t.Errorf("the error tells the password: %v", err)
		}
	}
}

func TestACommitWaitsForTheDiskWhateverTheServerSays(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t, db.Postgres)
	dbtest.Run(t, url, "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET synchronous_commit = off'; END $$")
	d := dbtest.OpenURL(t, url)
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		setting, err := db.Value[string](ctx, tx, "SHOW synchronous_commit")
		if setting != "on" {
			t.Errorf("synchronous_commit is %q", setting)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
