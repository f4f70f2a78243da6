package browser_test

import (
	"os"
	"testing"

	"guichet/internal/criteria"
	"guichet/internal/db/dbtest"
	"guichet/test/post"
)

// story is one of the folder stories, and what it proves when it is told to its
// end on both engines.
type story struct {
	name   string
	mail   bool // needs the mail servers
	proves func(t *testing.T)
}

// stories are told in this order, in one browser an engine. The one that stops
// the desk comes last.
func stories() []story {
	return []story{
		{name: "main-job", proves: func(t *testing.T) {
			criteria.Proves(t, "SD-13", "INC-37")
			criteria.ProvesPart(t, "SD-22", "by mail, by another story")
			criteria.ProvesPart(t, "G-21", "the practices to come, and their clocks")
		}},
		{name: "request", proves: func(t *testing.T) {
			criteria.Proves(t, "REQ-18")
			criteria.ProvesPart(t, "INC-35", "the expected time, which comes with service levels")
		}},
		{name: "change", proves: func(t *testing.T) { criteria.Proves(t, "G-18") }}, // authorised on a telephone
		{name: "conversion", proves: func(t *testing.T) { criteria.Proves(t, "SD-08", "INC-10") }},
		{name: "invitation"}, // before there is a mailbox
		{name: "first-run"},
		{name: "by-mail", mail: true},
		{name: "held", mail: true}, // by the mailbox of the story before it
		{name: "about"},
		{name: "second-factor"},
		{name: "two-agents", proves: func(t *testing.T) { criteria.Proves(t, "G-20") }},
		{name: "composer", proves: func(t *testing.T) {
			criteria.ProvesPart(t, "SD-06", "entitlement to the service, which comes with the catalogue")
			criteria.ProvesPart(t, "SD-14", "devices and entitlements, which come with the catalogue and the CMDB")
		}},
		{name: "two-zones", proves: func(t *testing.T) { criteria.Proves(t, "G-25") }},
		{name: "keyboard", proves: func(t *testing.T) {
			criteria.Proves(t, "INC-33")
		}},
		{name: "portal-keyboard", proves: func(t *testing.T) {
			criteria.Proves(t, "G-19")
		}},
		{name: "queue"},
		{name: "newcomer"},
		{name: "first-contact", proves: func(t *testing.T) { criteria.Proves(t, "SD-10") }},
		{name: "finding"},
		{name: "bulk", proves: func(t *testing.T) { criteria.Proves(t, "G-24") }},
		{name: "fields", proves: func(t *testing.T) {
			criteria.Proves(t, "G-04")
			criteria.ProvesPart(t, "G-13", "reports, which come with measures")
		}},
		{name: "screens", proves: func(t *testing.T) {
			criteria.ProvesPart(t, "G-14", "the catalogue, with its practice")
			criteria.Proves(t, "G-18")
		}},
		{name: "errors"},
		{name: "hostile"},
		{name: "bad-input"},
		{name: "shared"},
		{name: "moves"}, // last: it leaves many records behind
	}
}

// TestInTheBrowser tells every story on both engines.
func TestInTheBrowser(t *testing.T) {
	t.Parallel()
	stages := map[string]*stage{}
	for _, engine := range dbtest.Engines() {
		stages[engine] = openStage(t, engine)
	}
	for _, story := range stories() {
		t.Run(story.name, func(t *testing.T) {
			if story.mail && !mailServers() {
				post.Start(t) // skips, and says why
			}
			for _, engine := range dbtest.Engines() {
				t.Run(engine, func(t *testing.T) {
					t.Parallel()
					stages[engine].tell(t, story.name)
				})
			}
			if story.proves != nil {
				story.proves(t)
			}
		})
		if story.name == "screens" && os.Getenv(pictures) != "" {
			show(t)
		}
	}
}
