package app_test

import (
	"regexp"
	"strings"
	"testing"
)

var (
	ledgerRow  = regexp.MustCompile(`(?m)^\| ([A-Z]+-[0-9]+) \| [MKSC] \| .* \| (proven|part \(.*\)|open) \| (.*) \|$`)
	ledgerTest = regexp.MustCompile(`\[(Test\w+)\]\(\.\./([^)]+)\)`)
)

// TestTheLedgerClaimsOnlyWhatTestsProve: docs/criteria.md names no test that is
// gone or that speaks of other criteria. What it does not say yet, the next
// `make criteria` adds.
func TestTheLedgerClaimsOnlyWhatTestsProve(t *testing.T) {
	t.Parallel()
	theLedgerClaimsOnlyWhatTestsProve(openHouse(t), t.Errorf)
}

func theLedgerClaimsOnlyWhatTestsProve(h *house, errorf complaint) {
	ledger, written := h.texts["docs/criteria.md"]
	if !written {
		return
	}
	tests := map[string]string{}
	for _, s := range h.sources {
		if !s.test || inFolder(s.path, "internal/criteria", "internal/app") {
			continue
		}
		tests[s.path] = s.text
	}
	for _, row := range ledgerRow.FindAllStringSubmatch(ledger, -1) {
		id := row[1]
		for _, named := range ledgerTest.FindAllStringSubmatch(row[3], -1) {
			switch text := tests[named[2]]; {
			case !strings.Contains(text, "func "+named[1]+"("):
				errorf("docs/criteria.md: %s is said to be proven by %s in %s, which is not there: run make criteria", id, named[1], named[2])
			case !strings.Contains(text, `"`+id+`"`):
				errorf("docs/criteria.md: %s is said to be proven by %s, which does not speak of it: run make criteria", id, named[2])
			}
		}
	}
}

var namedTest = regexp.MustCompile("`(Test\\w+)`")

// TestDocumentsNameTestsThatExist: what a document promises by naming a test is
// held by one.
func TestDocumentsNameTestsThatExist(t *testing.T) {
	t.Parallel()
	documentsNameTestsThatExist(openHouse(t), t.Errorf)
}

func documentsNameTestsThatExist(h *house, errorf complaint) {
	exists := map[string]bool{}
	for _, s := range h.sources {
		for _, found := range testFunc.FindAllStringSubmatch(s.text, -1) {
			exists[found[1]] = s.test
		}
	}
	for name, text := range h.texts {
		if !strings.HasPrefix(name, "docs/") || !strings.HasSuffix(name, ".md") {
			continue
		}
		for _, found := range namedTest.FindAllStringSubmatch(text, -1) {
			if !exists[found[1]] {
				errorf("%s names %s, which is not there: name the test that shows it, or a dash", name, found[1])
			}
		}
	}
}

var testFunc = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
