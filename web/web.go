// Package web holds the built interface: the files that Vite writes to dist,
// embedded in the program. It knows nothing of what they do; app serves them.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// NotBuilt is what the program says in place of a page when the interface was
// not built before the program.
const NotBuilt = "interface not built: run make build"

// Files is the built interface, index.html at its root. It is empty but for a
// marker file when the interface was not built.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil { // impossible: the name is constant and valid
		return dist
	}
	return files
}

// Built tells whether there is a page to serve.
func Built() bool {
	_, err := fs.Stat(Files(), "index.html")
	return err == nil
}
