package criteria

import (
	_ "embed"
	"strings"
)

//go:embed criteria.txt
var list string

// Criterion is one line of the acceptance criteria: what the product must show.
type Criterion struct {
	ID    string
	Grade string // M mandatory, K key activity, S should, C could
	Title string
	Story string // the practice it belongs to
}

// All lists every criterion, story by story.
func All() []Criterion {
	var all []Criterion
	story := ""
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			story = heading
			continue
		}
		parts := strings.SplitN(line, " ", 3)
		if len(parts) == 3 {
			all = append(all, Criterion{ID: parts[0], Grade: parts[1], Title: parts[2], Story: story})
		}
	}
	return all
}
