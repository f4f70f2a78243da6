package phrase

import (
	"maps"
	"slices"
	"strings"
)

// Codes lists the codes of errors that there are sentences for, in order.
func Codes() []string {
	var codes []string
	for _, table := range []map[string]pair{sentences, mailSentences, fieldSentences} {
		for key := range maps.Keys(table) {
			if code, _, _ := strings.Cut(key, "#"); !strings.HasPrefix(code, "kind.") {
				codes = append(codes, code)
			}
		}
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}
