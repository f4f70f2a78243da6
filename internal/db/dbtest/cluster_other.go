//go:build !unix

package dbtest

import "errors"

var errNoPostgres = errors.New("a cluster is started on Unix only: set " + ClusterVariable)

const clusterSettings = ""

func startCluster() (string, error) { return "", errNoPostgres }
