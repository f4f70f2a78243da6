package desktest_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/criteria"
	"guichet/internal/db"
	"guichet/internal/outbox"
	. "guichet/test/desktest"
)

// theirs is what the people of one organisation have, by the name that a call of
// the API may give it.
type theirs struct {
	secret
	second                                     Incident // another record of theirs
	said, mailed                               string   // messages
	view, canned, bulk, letter, session, token string
	loose                                      string // a file that is in no record yet
}

// keepAll makes it; loose is the file of whoever is named.
func keepAll(t *testing.T, d *Desk, owner string) theirs {
	t.Helper()
	karim, sophie := d.As("karim"), d.As("sophie")
	x := theirs{secret: keep(t, d)}
	x.second = sophie.Reports("Canari zirconium encore", "Toujours l’hélianthe.")
	x.loose = d.As(owner).Attach("zirconium-libre.txt", []byte("tungstène"))
	at := "/api/incidents/" + x.incident.ID
	var sent TimelineItem
	karim.Post(at+"/replies", Map{"text": "Le dysprosium, encore."}, &sent).Want(http.StatusCreated)
	x.said = saying(t, karim.Timeline(x.incident), "encore").Message.ID
	made := func(c *Client, path string, body Map) string {
		var it struct{ ID string }
		c.Post(path, body, &it)
		if it.ID == "" {
			t.Fatalf("%s made nothing", path)
		}
		return it.ID
	}
	x.view = made(karim, "/api/views", Map{"name": "Vue zirconium", "filter": "zirconium"})
	x.canned = made(karim, "/api/canned-replies", Map{"name": "Réponse zirconium", "reach": "personal", "text_fr": "Hélianthe."})
	x.bulk = made(karim, "/api/bulk", bulk(Map{"assign": Map{"team_id": d.Team(Network)}}, karim.Reads(x.incident).Row))
	karim.Post("/api/tickets/"+x.incident.ID+"/links", Map{"kind": "blocks", "to": x.second.ID}, nil)
	x.token = made(sophie, "/api/tokens", Map{"name": "zirconium"})
	for _, s := range screens(d.Again("sophie")) {
		if s.Current {
			x.session = s.ID
		}
	}
	arrived := putAside(t, d, x.incident)
	inWrite(t, d, func(ctx context.Context, tx *db.Tx) error {
		l, err := outbox.Write(ctx, tx, outbox.Letter{TicketKind: "incident", TicketID: x.incident.ID, Address: "a@b.example", Text: "x"}, "desk.example")
		if err == nil {
			err = outbox.MarkFailed(ctx, tx, l, "no")
		}
		x.letter = l.ID
		return err
	})
	inWrite(t, d, func(ctx context.Context, tx *db.Tx) error {
		m, err := conversation.Say(ctx, tx, conversation.Message{
			ConversationID: x.incident.ConversationID, Direction: conversation.In, Channel: guichet.Mail, AuthorID: d.ID("sophie"),
			Text: "Hélianthe par courriel", ArrivalID: arrived, HTML: `<img data-remote="http://127.0.0.1/">`,
		})
		x.mailed = m.ID
		return err
	})
	x.incident = karim.Reads(x.incident)
	return x
}

// named is one way of naming what is another's in a call that is one's own to
// make: the operation with the place of the name, who tries it, who may, and the
// call. Who is empty is Hugo; Karim may.
type named struct {
	what     string
	who, may string
	quiet    bool // the name does nothing, and nothing is said of it
	ask      func(own Incident, x theirs) (path string, body Map)
}

func elsewhere(what string, ask func(x theirs) (string, Map)) named {
	return named{what: what, ask: func(_ Incident, x theirs) (string, Map) { return ask(x) }}
}

func (n named) by(who, may string) named { n.who, n.may = who, may; return n }
func (n named) silently() named          { n.quiet = true; return n }

// TestNothingIsReachedByNamingIt: whoever works on what is theirs, and names in it
// a record, a person, a file, a message, a view, a letter of another organisation,
// is refused as if it were not there; who may is let through by the very same call.
func TestNothingIsReachedByNamingIt(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-03", "what is asked for by its own address: see TestNothingLeaksToAnotherOrganisation")
	Both(t, func(t *testing.T, d *Desk) {
		d.Mailbox()
		hire(t, d, "ada", "administrator", Atelier)
		hire(t, d, "rosa", "agent", Solane)
		d.As("admin").Post("/api/administration/teams/"+d.Team(ServiceDesk)+"/members", Map{"person_id": d.ID("rosa")}, nil).Want(http.StatusOK)
		all := namings(d)
		everyNameIsTried(t, d, all)
		x := keepAll(t, d, "sophie")
		karim := d.As("karim")
		words := slices.Concat(x.words, []string{x.second.Reference})
		before := karim.Reads(x.incident)
		state := func() string {
			text := ""
			for _, path := range []string{"/links", "/watchers", "/history", "/drafts", "/requester", "/merge"} {
				text += string(karim.Get("/api/tickets/"+x.incident.ID+path, nil).Body)
			}
			return text + string(karim.Get("/api/views", nil).Body) + string(karim.Get("/api/canned-replies", nil).Body)
		}
		was := state()
		for _, n := range all {
			who := n.who
			if who == "" {
				who = "hugo"
			}
			own := d.As("nora").Reports("Le mien", "…")
			method, _, _ := strings.Cut(n.what, " ")
			path, body := n.ask(own, x)
			var sent any
			if body != nil {
				sent = body
			}
			r := d.As(who).Do(method, path, sent, nil)
			r.Silent(unsaid(words, path, body)...)
			if !n.quiet && (r.Status < 400 || r.Status >= 500) {
				t.Errorf("%s does %s: %d %s", who, n.what, r.Status, r.Body)
			}
			for _, look := range []string{"/api/incidents/" + own.ID, "/api/incidents/" + own.ID + "/timeline", "/api/tickets/" + own.ID + "/links", "/api/tickets/" + own.ID + "/watchers", "/api/tickets/" + own.ID + "/history", "/api/tickets/" + own.ID + "/drafts"} {
				d.As("hugo").Get(look, nil).Want(http.StatusOK).Silent(unsaid(words, path, body)...)
			}
		}
		if after := karim.Reads(x.incident); after.Version != before.Version || state() != was {
			t.Errorf("somebody from outside changed it: %+v", last(karim.Timeline(x.incident)))
		}

		// Every question that takes a word, with every name and every word of theirs.
		for path, methods := range routes(t, d) {
			if !slices.Contains(methods, http.MethodGet) || path == "/api/live" {
				continue
			}
			own := d.As("nora").Reports("Le mien", "…")
			target := strings.ReplaceAll(path, "{ref}", own.ID)
			if strings.Contains(target, "{") {
				continue
			}
			for _, parameter := range questions(t, d, path) {
				for _, value := range []string{
					"équipe:Réseau demandeur:Lacroix", "zirconium", "hélianthe", "Lacroix", "sophie@solane.example",
					x.incident.Reference, x.incident.ID, x.file, x.said, x.view, d.ID("sophie"), d.Cast.Organisations[Solane],
				} {
					for _, who := range []string{"hugo", "ada"} {
						d.As(who).Get(target+"?"+parameter+"="+url.QueryEscape(value), nil).Silent(unsaid(words, value, nil)...)
					}
				}
			}
		}

		// The very same calls, by who may.
		for _, n := range all {
			if n.may == "nobody" {
				continue
			}
			may := n.may
			if may == "" {
				may = "karim"
			}
			own, x := d.As("nora").Reports("Le mien", "…"), keepAll(t, d, may)
			method, _, _ := strings.Cut(n.what, " ")
			path, body := n.ask(own, x)
			var sent any
			if body != nil {
				sent = body
			}
			if r := d.As(may).Do(method, path, sent, nil); r.Status >= 400 {
				t.Errorf("the probe shows nothing: %s, who may, is refused %s: %d %s", may, n.what, r.Status, r.Body)
			}
		}
	})
}

// unsaid is the words that the call itself did not say.
func unsaid(words []string, path string, body Map) []string {
	text, err := json.Marshal(body)
	if err != nil {
		return words
	}
	said := strings.ToLower(path + string(text))
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return strings.Contains(said, strings.ToLower(w)) })
}

// questions is what a GET may be asked.
func questions(t *testing.T, d *Desk, path string) []string {
	t.Helper()
	var names []string
	for _, p := range described(t, d).Paths[path]["get"].Parameters {
		if p.In == "query" {
			names = append(names, p.Name)
		}
	}
	return names
}

type description struct {
	Paths map[string]map[string]struct {
		Parameters  []struct{ Name, In string }
		RequestBody struct {
			Content map[string]struct{ Schema shape }
		}
	}
	Components struct{ Schemas map[string]shape }
}

type shape struct {
	Ref        string `json:"$ref"`
	Properties map[string]shape
	Items      *shape
}

func described(t *testing.T, d *Desk) description {
	t.Helper()
	var doc description
	if err := json.Unmarshal(d.Anybody().Get("/api/openapi.json", nil).Want(http.StatusOK).Body, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// leaves is every place of a body that takes a value: "records[].id".
func (doc description) leaves(s shape, at string) []string {
	if s.Ref != "" {
		s = doc.Components.Schemas[s.Ref[strings.LastIndex(s.Ref, "/")+1:]]
	}
	var all []string
	switch {
	case s.Items != nil:
		return doc.leaves(*s.Items, at+"[]")
	case len(s.Properties) == 0:
		return []string{at}
	}
	for name, p := range s.Properties {
		all = append(all, doc.leaves(p, strings.TrimPrefix(at+"."+name, "."))...)
	}
	return all
}

// namesSomething is what the place of a name looks like.
var namesSomething = regexp.MustCompile(`(^|[._])(id|ids\[\]|into|from|follows|messages\[\]|copies(\[\])?|address|mail|record_id)$`)

// everyNameIsTried: whoever adds a place for a name adds its probe.
func everyNameIsTried(t *testing.T, d *Desk, all []named) {
	t.Helper()
	tried := map[string]bool{}
	for _, n := range all {
		tried[n.what] = true
	}
	doc := described(t, d)
	for path, operations := range doc.Paths {
		for method, o := range operations {
			var places []string
			for _, content := range o.RequestBody.Content {
				places = append(places, doc.leaves(content.Schema, "")...)
			}
			if method != "get" {
				for _, p := range o.Parameters {
					if p.In == "query" {
						places = append(places, "?"+p.Name)
					}
				}
			}
			for _, place := range places {
				what := strings.ToUpper(method) + " " + path + " " + place
				if !namesSomething.MatchString(strings.TrimPrefix(place, "?")) || tried[what] || harmless(path, place) {
					continue
				}
				t.Errorf("%s may name what is another's: say in namings how it is asked", what)
			}
		}
	}
}

// harmless is what names nothing of one organisation, or is its caller's own word:
// categories, fields and teams are the whole desk's, and an address at the door is
// looked up by nobody who waits for the answer.
func harmless(path, place string) bool {
	for _, common := range []string{"category_id", "category_ids[]", "closing_category_id", "parent_id", "team_id", "options[].id"} {
		if strings.HasSuffix(place, common) {
			return true
		}
	}
	for _, door := range []string{"/api/setup", "/api/password/links", "/api/session/links", "/api/mailboxes", "/api/administration/teams/", "/api/arrivals/"} {
		if strings.HasPrefix(path, door) {
			return true // the matrix refuses who is of one organisation
		}
	}
	return false
}
