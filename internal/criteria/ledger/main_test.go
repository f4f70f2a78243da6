package main

import (
	"strings"
	"testing"

	"guichet/internal/criteria"
)

func TestJudge(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		proofs []criteria.Proof
		state  string
	}{
		{"nobody spoke of it", nil, "open"},
		{"a test failed", []criteria.Proof{{Test: "TestA"}}, "open"},
		{"both engines", []criteria.Proof{{Test: "TestA/sqlite", Passed: true}, {Test: "TestA/postgres", Passed: true}}, "proven"},
		{"one engine", []criteria.Proof{{Test: "TestA/sqlite", Passed: true}}, "part (the other engine)"},
		{"one engine failed", []criteria.Proof{{Test: "TestA/sqlite", Passed: true}, {Test: "TestA/postgres"}}, "part (the other engine)"},
		{"a test that has both within", []criteria.Proof{{Test: "TestA", Passed: true}}, "proven"},
		{"a part", []criteria.Proof{{Test: "TestA", Waits: "chat", Passed: true}}, "part (chat)"},
		{"two parts", []criteria.Proof{{Test: "TestA", Waits: "chat", Passed: true}, {Test: "TestB", Waits: "calls", Passed: true}}, "part (calls; chat)"},
		{"a part and the whole", []criteria.Proof{{Test: "TestA", Waits: "chat", Passed: true}, {Test: "TestB", Passed: true}}, "proven"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if got := judge(test.proofs); got.state != test.state {
				t.Errorf("got %q, want %q", got.state, test.state)
			}
		})
	}
}

func TestPageHasARowForEachCriterion(t *testing.T) {
	t.Parallel()
	all := criteria.All()
	text := page(all, []criteria.Proof{{ID: "INC-01", Test: "TestA", Passed: true}}, map[string][]string{"TestA": {"test/a_test.go"}})
	if rows := strings.Count(text, "\n| ") - 2*strings.Count(text, "\n## "); rows != len(all) {
		t.Errorf("%d rows for %d criteria", rows, len(all))
	}
	if want := "| INC-01 | M | an incident is opened by hand | proven | [TestA](../test/a_test.go) |\n"; !strings.Contains(text, want) {
		t.Errorf("no row %q", want)
	}
}
