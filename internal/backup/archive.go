package backup

import (
	"time"

	"guichet/internal/db/dump"
)

// The kinds of archive.
const (
	Whole  = "backup" // everything: a desk can be restored from it
	Export = "export" // everything but secrets
)

const format = 1

// Names of the members.
const (
	headName   = "head.json"
	layoutName = "layout.md"
	endName    = "end.json"
	keyName    = "key"
	tablesIn   = "tables/"
	filesIn    = "files/"
)

// Head says what an archive is.
type Head struct {
	Format  int                 `json:"format"`
	Kind    string              `json:"kind"`
	Program string              `json:"program"`
	MadeAt  time.Time           `json:"made_at"`
	Engine  string              `json:"engine"`
	Steps   []int64             `json:"steps"`
	Tables  []dump.Table        `json:"tables"`
	Without map[string][]string `json:"without,omitempty"`
}

// Held is what a table holds.
type Held struct {
	Name string `json:"name"`
	Rows int64  `json:"rows"`
	Sum  string `json:"sum"`
}

// End says what should have been read by then.
type End struct {
	Tables    []Held          `json:"tables"`
	Sequences []dump.Sequence `json:"sequences"`
	Files     int64           `json:"files"`
	Bytes     int64           `json:"bytes"`
}

// Rows counts all rows.
func (e End) Rows() int64 {
	var rows int64
	for _, t := range e.Tables {
		rows += t.Rows
	}
	return rows
}
