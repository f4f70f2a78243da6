package desktest_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// A word means one thing: what is an incident in one language is one in the
// other, on screens, in letters and in the API, and a request is never called
// one.

var (
	aTerm = map[string][2]*regexp.Regexp{ // English, French
		"incident":       {regexp.MustCompile(`(?i)\bincidents?\b`), regexp.MustCompile(`(?i)\bincidents?\b`)},
		"request":        {regexp.MustCompile(`(?i)\brequests?\b`), regexp.MustCompile(`(?i)\bdemandes?\b`)},
		"change request": {regexp.MustCompile(`(?i)\bchange requests?\b`), regexp.MustCompile(`(?i)\bdemandes? de changement\b`)},
		"problem":        {regexp.MustCompile(`(?i)\bproblems?\b`), regexp.MustCompile(`(?i)\bproblèmes?\b`)},
		"known error":    {regexp.MustCompile(`(?i)\bknown errors?\b`), regexp.MustCompile(`(?i)\berreurs? connues?\b`)},
		"workaround":     {regexp.MustCompile(`(?i)\bworkarounds?\b`), regexp.MustCompile(`(?i)\bcontournements?\b`)},
	}
	// Words that the vocabulary has another for: record or the kind's own word,
	// utilisateur, équipe.
	notOurs = regexp.MustCompile(`(?i)\b(tickets?|helpdesk|usagers?|workgroups?|groupes? d’affectation)\b`)
	// A call of the API is a request of the wire; and what one asks for may be
	// named for what it is, where the place says that it is a service request.
	ofTheWire = regexp.MustCompile(`^(Request \{request\}|.*give the request below.*)$`)
	toAsk     = regexp.MustCompile(`(?i)\b(vous|on|qui|services|nous|leur|lui) demande\b`) // the verb
	inContext = map[string]bool{
		"Contact, symptoms, when it happened": true, // the section of an incident
		"What it is about":                    true, // in the form of a request
	}
)

func TestEachWordKeepsItsMeaning(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-01", "event and CI, with their practices; reports")
	english, french := catalogue(t, "en"), catalogue(t, "fr")
	if len(english) < 300 {
		t.Fatalf("only %d sentences of screens were found", len(english))
	}
	for id, en := range english {
		fr := french[id]
		if word := notOurs.FindString(en + " " + fr); word != "" {
			t.Errorf("the screens say %q: %q, %q", word, en, fr)
		}
		if ofTheWire.MatchString(en) || inContext[en] {
			continue
		}
		for term, in := range aTerm {
			if in[0].MatchString(en) != in[1].MatchString(toAsk.ReplaceAllString(fr, "")) {
				t.Errorf("%s: %q is said %q", term, en, fr)
			}
		}
	}
	Both(t, func(t *testing.T, d *Desk) {
		for _, language := range []string{"fr", "en"} {
			r := d.Anybody().With("Accept-Language", language).Get("/api/vocabulary", nil).Want(http.StatusOK)
			if word := notOurs.FindString(string(r.Body)); word != "" {
				t.Errorf("the vocabulary in %s says %q", language, word)
			}
		}
		d.Mailbox()
		// What a person is written about a request or a change says so.
		sophie, karim := d.As("sophie"), d.As("karim")
		request := sophie.Raises("/api/requests", Map{"title": "Un second écran", "type": "resource"})
		karim.Takes(request, "in_fulfilment", nil).Want(http.StatusOK)
		karim.Takes(request, "fulfilled", Map{"result": "Livré au bureau 12."}).Want(http.StatusOK)
		change := karim.Raises("/api/changes", Map{"title": "Ouvrir le port 8443", "justification": "Pour le partenaire.", "requester_id": d.ID("sophie")})
		d.Settle()
		seen := 0
		for _, record := range []Matter{request, change} {
			for _, l := range letters(t, d, record.ConversationID) {
				seen++
				if found := aTerm["incident"][0].FindString(l.Subject + l.Text + l.HTML); found != "" {
					t.Errorf("a letter about %s says %q:\n%s", record.Reference, found, l.Text)
				}
			}
			for _, who := range []*Client{sophie, karim} {
				body := string(who.Get(record.At(), nil).Want(http.StatusOK).Body) + string(who.Get(record.At()+"/timeline", nil).Want(http.StatusOK).Body)
				if aTerm["incident"][0].MatchString(body) {
					t.Errorf("%s is called an incident: %s", record.Reference, body)
				}
			}
		}
		if seen < 2 {
			t.Errorf("%d letters were read", seen)
		}
	})
}

// TestTheSchemaCallsEachKindByItsName: the routes of requests and of changes, and
// what they give, never speak of incidents.
func TestTheSchemaCallsEachKindByItsName(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-01", "event and CI, with their practices; reports")
	text, err := os.ReadFile(filepath.Join("..", "..", "internal", "api", "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	for path, operations := range doc["paths"].(map[string]any) {
		for method, operation := range operations.(map[string]any) {
			o := operation.(map[string]any)
			said, _ := o["summary"].(string)
			if strings.HasPrefix(path, "/api/requests") || strings.HasPrefix(path, "/api/changes") {
				if aTerm["incident"][0].MatchString(said) || strings.Contains(o["operationId"].(string), "incident") {
					t.Errorf("%s %s: %s", method, path, said)
				}
			}
			if word := notOurs.FindString(said); word != "" && !strings.HasPrefix(path, "/api/tickets") {
				t.Errorf("%s %s says %q: %s", method, path, word, said)
			}
		}
	}
	for name, schema := range doc["components"].(map[string]any)["schemas"].(map[string]any) {
		if name != "ServiceRequest" && name != "ChangeRequest" && name != "NewRequest" && name != "NewChange" {
			continue
		}
		for field, property := range schema.(map[string]any)["properties"].(map[string]any) {
			about, _ := property.(map[string]any)["description"].(string)
			if aTerm["incident"][0].MatchString(field + " " + about) {
				t.Errorf("%s.%s speaks of incidents: %s", name, field, about)
			}
		}
	}
}

var entry = regexp.MustCompile(`(?s)msgid (.*?)\nmsgstr (.*)`)

// catalogue reads the sentences of the screens in a language.
func catalogue(t *testing.T, language string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "web", "src", "locales", language+".po"))
	if err != nil {
		t.Fatal(err)
	}
	quoted := regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
	joined := func(s string) string {
		var b strings.Builder
		for _, m := range quoted.FindAllStringSubmatch(s, -1) {
			b.WriteString(m[1])
		}
		return b.String()
	}
	all := map[string]string{}
	for block := range strings.SplitSeq(string(text), "\n\n") {
		if m := entry.FindStringSubmatch(block); m != nil && joined(m[1]) != "" {
			all[joined(m[1])] = joined(m[2])
		}
	}
	return all
}
