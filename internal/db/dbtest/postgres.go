package dbtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"guichet/internal/db/migrations"
)

// ClusterVariable names the environment variable with the URL of a superuser's
// connection to the PostgreSQL cluster of this run. Without it a cluster is
// started in a temporary folder, shared by the tests that run at the same time.
const ClusterVariable = "GUICHET_TEST_POSTGRES"

// cluster is the cluster of this process, started once.
var cluster = sync.OnceValues(func() (running, error) {
	if given := os.Getenv(ClusterVariable); given != "" {
		return running{url: given}, nil
	}
	return startCluster()
})

// running is a cluster that this process may use, for as long as the file is
// open: one that nothing held would be closed when memory is cleaned.
type running struct {
	url   string
	share *os.File
}

// postgresTemplate is the name of the migrated database to copy.
var postgresTemplate = sync.OnceValues(makePostgresTemplate)

// freshPostgres makes a database and drops it after the test.
func freshPostgres(t testing.TB, migrate bool) string {
	t.Helper()
	used, err := cluster()
	if errors.Is(err, errNoPostgres) {
		Missing(t, "PostgreSQL")
	}
	if err != nil {
		t.Fatal(err)
	}
	base, template := used.url, "template0"
	if migrate {
		if template, err = postgresTemplate(); err != nil {
			t.Fatal(err)
		}
	}
	name := randomName("guichet_test_")
	create := fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, template)
	if err := asSuperuser(base, create); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := asSuperuser(base, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return inDatabase(base, name)
}

// makePostgresTemplate migrates a database under a name of the schema's digest,
// so that all test binaries of one source share it.
func makePostgresTemplate() (string, error) {
	used, err := cluster()
	if err != nil {
		return "", err
	}
	base := used.url
	name := "guichet_template_" + migrations.Digest()[:16]
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		return "", err
	}
	defer conn.Close(context.Background())
	// One maker at a time; the lock goes with the connection.
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock(hashtext("+quoted(name)+"))"); err != nil {
		return "", err
	}
	var ready bool
	err = conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate)", name).Scan(&ready)
	if err != nil || ready {
		return name, err
	}
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + name + " WITH (FORCE)", "CREATE DATABASE " + name + " TEMPLATE template0"} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return "", err
		}
	}
	if err := migrated(inDatabase(base, name)); err != nil {
		return "", err
	}
	_, err = conn.Exec(ctx, "ALTER DATABASE "+name+" WITH IS_TEMPLATE true ALLOW_CONNECTIONS false")
	return name, err
}

// asSuperuser runs one statement in the cluster.
func asSuperuser(base, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, base)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		return fmt.Errorf("%s: %w", statement, err)
	}
	return nil
}

// Run runs one statement in the PostgreSQL database at url, past db: as the
// server's administrator would.
func Run(t testing.TB, url, statement string) {
	t.Helper()
	if err := asSuperuser(url, statement); err != nil {
		t.Fatal(err)
	}
}

// inDatabase is the URL base with another database.
func inDatabase(base, name string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	u.Path = "/" + name
	return u.String()
}

// clusterDir is where the shared cluster of this user lives. Its name holds the
// way it is set up, so that a change of that starts another.
func clusterDir(initdb string) string {
	sum := sha256.Sum256([]byte(initdb + fmt.Sprint(os.Getuid()) + clusterSettings))
	return filepath.Join(os.TempDir(), "guichet-postgres-"+hex.EncodeToString(sum[:4]))
}
