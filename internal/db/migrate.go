package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"guichet"
	"guichet/internal/db/migrations"
)

// Migrate brings the schema up to date. It refuses a schema newer than this
// program. Before anything is done to records, a copy of them is kept: of a SQLite
// file beside it, of PostgreSQL by Config.Before.
func (d *DB) Migrate(ctx context.Context) error {
	return guichet.Doing("migrate", d.engine.migrate(ctx, nil))
}

// MigrateTo gives an empty database the schema of another desk, by its steps.
func (d *DB) MigrateTo(ctx context.Context, steps []int64) error {
	ours := migrations.Versions()
	var without []int64
	for _, version := range ours {
		if !slices.Contains(steps, version) {
			without = append(without, version)
		}
	}
	for _, version := range steps {
		if !slices.Contains(ours, version) {
			return newer(version, ours[len(ours)-1])
		}
	}
	return guichet.Doing("migrate", d.engine.migrate(ctx, without))
}

func newer(theirs, ours int64) error {
	return guichet.Unavailable("schema_newer", fmt.Errorf(
		"the records are of a newer program: their schema has step %d, which this program does not know (its last one is %d). Start the newer program again, or restore a backup made before it", theirs, ours))
}

// provider readies goose for an engine; steps may be left out.
func (d *DB) provider(engine string, pool *sql.DB, without []int64) (*goose.Provider, error) {
	files := d.config.Migrations
	if files == nil {
		files = migrations.Files()
	}
	dialect := goose.DialectPostgres
	if engine == SQLite {
		dialect = goose.DialectSQLite3
	}
	options := []goose.ProviderOption{
		goose.WithDisableGlobalRegistry(true),
		goose.WithSlog(d.log),
		goose.WithExcludeVersions(without),
		// Two people add a step each; a desk may have met the later number first.
		goose.WithAllowOutofOrder(true),
	}
	if engine == Postgres {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	if d.config.Migrations == nil {
		for _, step := range migrations.OwnWords() {
			if slices.Contains(without, step.Version) {
				continue
			}
			text := step.Text(engine)
			options = append(options, goose.WithGoMigrations(goose.NewGoMigration(step.Version, &goose.GoFunc{
				RunTx: func(ctx context.Context, tx *sql.Tx) error {
					_, err := tx.ExecContext(ctx, text)
					return err
				},
			}, nil)))
		}
	}
	return goose.NewProvider(dialect, pool, migrations.Translated(files, engine), options...)
}

// up applies what is missing, unless the schema is newer than this program.
// before is run when there is something to apply to records.
func (d *DB) up(ctx context.Context, engine string, pool *sql.DB, without []int64, before func(ctx context.Context, last int64) error) error {
	provider, err := d.provider(engine, pool, without)
	if err != nil {
		return err
	}
	if _, _, err := provider.GetVersions(ctx); err != nil { // it makes its table
		return err
	}
	applied, err := appliedSteps(ctx, pool)
	if err != nil {
		return err
	}
	var ours []int64
	for _, source := range provider.ListSources() {
		ours = append(ours, source.Version)
	}
	for _, version := range applied {
		if !slices.Contains(ours, version) {
			return newer(version, slices.Max(append(ours, 0)))
		}
	}
	if len(applied) > 0 && len(applied) < len(ours) && before != nil {
		if err := before(ctx, applied[len(applied)-1]); err != nil {
			return err
		}
	}
	_, err = provider.Up(ctx)
	return err
}

const appliedVersions = "SELECT version_id FROM goose_db_version WHERE version_id > 0 AND is_applied ORDER BY version_id"

func appliedSteps(ctx context.Context, pool *sql.DB) ([]int64, error) {
	rows, err := pool.QueryContext(ctx, appliedVersions)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var version int64
		if err := rows.Scan(&version); err != nil {
			return nil, err
		}
		all = append(all, version)
	}
	return all, rows.Err()
}

// migrate gives goose connections of its own: ours keep their guards. Acts that
// come meanwhile wait for SQLite's lock.
func (e *sqliteEngine) migrate(ctx context.Context, without []int64) error {
	pool, err := e.pool("rw", 2, "synchronous("+e.sync+")")
	if err != nil {
		return err
	}
	return errors.Join(e.d.up(ctx, SQLite, pool, without, func(ctx context.Context, last int64) error {
		return e.copyBefore(ctx, pool, last)
	}), pool.Close())
}

func (e *postgresEngine) migrate(ctx context.Context, without []int64) error {
	pool := e.pool(2, nil)
	return errors.Join(e.d.up(ctx, Postgres, pool, without, e.d.config.Before), pool.Close())
}

// copiesMost is how many copies from before a migration are kept.
const copiesMost = 3

// copyBefore lays a whole copy of the file beside it: FILE.before-SCHEMA-MOMENT.
// Without the copy nothing is migrated.
func (e *sqliteEngine) copyBefore(ctx context.Context, pool *sql.DB, last int64) error {
	name := fmt.Sprintf("%s.before-%05d-%s", e.file, last, time.Now().UTC().Format("20060102-150405"))
	half := name + ".part"
	_ = os.Remove(half) // of a start that was cut off in the same second
	if _, err := pool.ExecContext(ctx, "VACUUM INTO $1", half); err != nil {
		_ = os.Remove(half) // it may not have been begun
		return guichet.Unavailable("storage", fmt.Errorf("the records are not migrated, because they could not be copied to %s first: %w", name, err))
	}
	if err := errors.Join(os.Chmod(half, 0o600), settled(half, name)); err != nil {
		return guichet.Unavailable("storage", err)
	}
	e.d.log.InfoContext(ctx, "the records were copied before the schema is changed", "copy", name)
	return e.dropCopies()
}

// settled gives a file its name once it is on the disk.
func settled(half, name string) error {
	f, err := os.OpenFile(half, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close(), os.Rename(half, name)); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(name))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// dropCopies leaves the youngest: their names end with the moment.
func (e *sqliteEngine) dropCopies() error {
	folder, err := os.ReadDir(filepath.Dir(e.file))
	if err != nil {
		return err
	}
	var copies []string
	for _, entry := range folder {
		if match, _ := filepath.Match(filepath.Base(e.file)+".before-[0-9]*-[0-9]*-[0-9]*", entry.Name()); match {
			copies = append(copies, entry.Name())
		}
	}
	const moment = len("20060102-150405")
	slices.SortFunc(copies, func(a, b string) int {
		return strings.Compare(b[max(0, len(b)-moment):], a[max(0, len(a)-moment):])
	})
	for i, name := range copies {
		if i < copiesMost {
			continue
		}
		if err := os.Remove(filepath.Join(filepath.Dir(e.file), name)); err != nil {
			return err
		}
	}
	return nil
}
