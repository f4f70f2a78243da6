package canned

import (
	"regexp"
	"slices"
	"strings"

	"guichet"
)

// Facts are what the variables of a text stand for.
type Facts map[string]string

// Variables lists the names that may stand in a text, between {{ and }}.
func Variables() []string {
	return []string{"requester.name", "reference", "title", "state", "agent.name", "team.name", "desk.name"}
}

var variable = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// Fill puts the facts in the place of the variables. One that is not known, or
// has nothing to say, leaves its name for the writer to see.
func Fill(text string, facts Facts) string {
	return variable.ReplaceAllStringFunc(text, func(found string) string {
		name := variable.FindStringSubmatch(found)[1]
		if v := facts[name]; v != "" {
			return v
		}
		return found
	})
}

// checkVariables refuses a text with a variable that nobody knows.
func checkVariables(field, text string) *guichet.Error {
	for _, found := range variable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(Variables(), found[1]) {
			return guichet.Invalid(field, "canned.unknown_variable", guichet.Args{"known": "{{" + strings.Join(Variables(), "}}, {{") + "}}"})
		}
	}
	return nil
}
