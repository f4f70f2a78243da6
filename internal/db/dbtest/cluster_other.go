//go:build !unix

package dbtest

import (
	"errors"
	"testing"
)

var errNoPostgres = errors.New("a cluster is started on Unix only: set " + ClusterVariable)

const clusterSettings = ""

func startCluster() (running, error) { return running{}, errNoPostgres }

// DurableCluster starts a server of its own on Unix only.
func DurableCluster(t testing.TB) string {
	t.Helper()
	Missing(t, "a PostgreSQL server of the test's own")
	return ""
}
