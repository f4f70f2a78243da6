package desktest_test

import (
	"slices"
	"testing"

	. "guichet/test/desktest"
)

func last(items []TimelineItem) TimelineItem {
	if len(items) == 0 {
		return TimelineItem{}
	}
	return items[len(items)-1]
}

func find(t *testing.T, e TimelineItem, field string) FieldChange {
	t.Helper()
	for _, c := range e.Changes {
		if c.Field == field {
			return c
		}
	}
	t.Errorf("%s changes no %s: %+v", e.Code, field, e.Changes)
	return FieldChange{}
}

func contains(all []string, one string) bool { return slices.Contains(all, one) }

func same(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
