package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/search"
	"guichet/internal/stem"
)

var everything = access.Scope{All: true}

func put(t testing.TB, d *db.DB, documents ...search.Document) {
	t.Helper()
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for _, doc := range documents {
			if err := search.Put(ctx, tx, doc); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, d *db.DB, fn func(ctx context.Context, tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func find(t testing.TB, d *db.DB, q search.Query) []search.Hit {
	t.Helper()
	var hits []search.Hit
	err := d.Read(t.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
		hits, err = search.Find(ctx, tx, q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// ids are the records found, as "id" or "id/part".
func ids(hits []search.Hit) string {
	var all []string
	for _, h := range hits {
		all = append(all, strings.TrimSuffix(h.ID+"/"+h.Part, "/"))
	}
	return strings.Join(all, " ")
}

func incident(id, title, text string) search.Document {
	return search.Document{
		Kind: "incident", ID: id, Audience: search.Public, Title: title,
		Stems: stem.Text(title+"\n"+text, stem.Unknown), At: time.Unix(1_700_000_000, 0),
	}
}

func TestWhatIsPutIsFound(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		put(t, d,
			incident("1", "Imprimante bloquée", "Réf: INC-000001. Le message « erreur 0x80070005 » s'affiche"),
			incident("2", "Réseau lent", `écrire à jean.dupont@acme.example, fichier \\srv01\commun\budget.xlsx`),
			incident("3", "VPN", `l'imprimante et la connexion "distante" : (quote) it's O'Neil \ 100% * NEAR AND OR`),
		)
		for query, want := range map[string]string{
			"reseau":                   "2",
			"réseau":                   "2",
			"imprimantes":              "1 3",
			"imprim":                   "1 3",
			"imprimante bloque":        "1",
			"0x80070005":               "1",
			"INC-000001":               "1",
			"inc-0000":                 "1",
			"jean.dupont@acme.example": "2",
			`srv01\commun`:             "2",
			`"distante"`:               "3",
			"near and or":              "3",
			`O'Neil`:                   "3",
			`\ 100%`:                   "3",
			"absent":                   "",
			"imprimante absent":        "",
			"":                         "",
			`" *`:                      "",
			"=p":                       "",
		} {
			got := find(t, d, search.Query{Terms: stem.Query(query), Public: everything, Internal: everything})
			if ids(got) != want {
				t.Errorf("%q finds %q, want %q", query, ids(got), want)
			}
		}
	})
}

// Who sees few records finds theirs behind many of others that have the same word.
func TestTheFewOfANarrowReaderAreFound(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		for from := 0; from < 2000; from += 500 {
			var some []search.Document
			for i := from; i < from+500; i++ {
				one := incident(strconv.Itoa(i), "Imprimante bloquée", "")
				one.OrganisationID = "a"
				some = append(some, one)
			}
			put(t, d, some...)
		}
		site := access.Scope{Areas: []access.Area{{OrganisationID: "a", SiteID: "s"}}}
		most := 0
		got := find(t, d, search.Query{Terms: stem.Query("imprimante"), Public: site, Internal: site, Keep: func(_ context.Context, _ *db.Tx, _ string, _ search.Audience, ids []string) (map[string]bool, error) {
			most = max(most, len(ids))
			kept := map[string]bool{}
			for _, id := range ids {
				kept[id] = id == "7" || id == "1900"
			}
			return kept, nil
		}})
		if ids(got) != "1900 7" || most > 400 {
			t.Errorf("found %q, asked about %d at once", ids(got), most)
		}
	})
}

func TestWhatChangesIsFoundAnew(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ask := func(query string, scope access.Scope) string {
			return ids(find(t, d, search.Query{Terms: stem.Query(query), Public: scope, Internal: scope}))
		}
		doc := incident("1", "Imprimante", "")
		doc.OrganisationID, doc.PersonIDs = "a", []string{"p1"}
		note := incident("1", "Imprimante", "toner commandé")
		note.Part, note.Audience, note.OrganisationID = "note-1", search.Internal, "a"
		put(t, d, doc, note, incident("2", "Imprimante", ""))

		doc.Title, doc.Stems = "Clavier", stem.Text("Clavier", stem.Unknown)
		put(t, d, doc)
		if got := ask("clavier", everything); got != "1" {
			t.Errorf("the new word finds %q", got)
		}
		if got := ask("imprimante", everything); got != "1/note-1 2" {
			t.Errorf("the old word finds %q", got)
		}

		inA, inB := access.In("a"), access.In("b")
		p1, p2 := access.Scope{PersonID: "p1"}, access.Scope{PersonID: "p2"}
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			return search.Move(ctx, tx, "incident", "1", "b", []string{"p2", "p3"})
		})
		for _, c := range []struct {
			query string
			scope access.Scope
			want  string
		}{
			{"clavier", inA, ""},
			{"clavier", inB, "1"},
			{"clavier", p1, ""},
			{"clavier", p2, "1"},
			{"toner", inA, ""},
			{"toner", inB, "1/note-1"},
			{"toner", p2, ""},
		} {
			if got := ask(c.query, c.scope); got != c.want {
				t.Errorf("after the move %q within %+v finds %q, want %q", c.query, c.scope, got, c.want)
			}
		}

		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			return search.RemovePart(ctx, tx, "incident", "1", "note-1")
		})
		if got := ask("toner", everything); got != "" {
			t.Errorf("a removed part is found: %q", got)
		}
		write(t, d, func(ctx context.Context, tx *db.Tx) error { return search.Remove(ctx, tx, "incident", "1") })
		if got := ask("clavier", everything); got != "" {
			t.Errorf("a removed record is found: %q", got)
		}
	})
}

func TestOrder(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		now := d.Now()
		at := func(doc search.Document, age time.Duration) search.Document {
			doc.At = now.Add(-age)
			return doc
		}
		message := at(incident("old-title", "VPN coupé", "le vpn encore"), 0)
		message.Part = "message-1"
		put(t, d,
			at(incident("text", "Autre", "le vpn est coupé"), 48*time.Hour),
			at(incident("old-title", "VPN coupé", ""), 2000*time.Hour),
			at(incident("new-text", "Autre", "le vpn est coupé"), time.Hour),
			message,
		)
		got := find(t, d, search.Query{Terms: stem.Query("vpn coupé"), Public: everything, Internal: everything})
		if ids(got) != "old-title/message-1 new-text text" {
			t.Errorf("got %q", ids(got))
		}
		if got := find(t, d, search.Query{Terms: stem.Query("vpn"), Public: everything, Limit: 1}); len(got) != 1 {
			t.Errorf("%d hits of 1", len(got))
		}
		if got := find(t, d, search.Query{Terms: stem.Query("vpn"), Kinds: []string{"problem"}, Public: everything}); len(got) != 0 {
			t.Errorf("another kind: %q", ids(got))
		}
		if got := find(t, d, search.Query{Terms: stem.Query("vpn"), Kinds: []string{"problem", "incident"}, Public: everything}); len(got) != 3 {
			t.Errorf("both kinds: %q", ids(got))
		}
	})
}

// Continuations of a word are found once the word itself does not fill the
// answer.
func TestAnUnfinishedWord(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		put(t, d, incident("1", "Port fermé", ""), incident("2", "Portable perdu", ""))
		q := search.Query{Terms: stem.Query("port"), Public: everything}
		if got := find(t, d, q); len(got) != 2 {
			t.Errorf("got %q", ids(got))
		}
		q.Limit = 1
		if got := find(t, d, q); ids(got) != "1" {
			t.Errorf("with room for one: %q", ids(got))
		}
	})
}

// A stem that looks like a tag opens nothing, and nothing outside the scope can
// push what is inside out of the answer.
func TestNothingLeaks(t *testing.T) {
	t.Parallel()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		forged := incident("forged", "Secret", "")
		forged.Stems += " =ppme =poa =p"
		forged.Audience = search.Internal
		mine := incident("mine", "Secret", "")
		mine.PersonIDs = []string{"me"}
		put(t, d, mine, forged)
		var others []search.Document
		for i := range 450 {
			others = append(others, incident(fmt.Sprintf("other-%d", i), "Secret", "secret"))
		}
		put(t, d, others...)
		got := find(t, d, search.Query{Terms: stem.Query("secret"), Public: access.Scope{PersonID: "me"}})
		if ids(got) != "mine" {
			t.Errorf("got %q", ids(got))
		}
		if got := find(t, d, search.Query{Terms: stem.Query("secret")}); len(got) != 0 {
			t.Errorf("an empty scope finds %q", ids(got))
		}
		// One's own record opens no internal part, whatever scope is handed over.
		if got := find(t, d, search.Query{Terms: stem.Query("secret"), Internal: access.Scope{PersonID: "me"}}); len(got) != 0 {
			t.Errorf("own internal parts: %q", ids(got))
		}
	})
}

// What is found is what a reading of every document finds, on both engines, in
// the same order.
func TestFindAgreesWithReadingEverything(t *testing.T) {
	t.Parallel()
	words := strings.Fields("imprimante réseau vpn écran bloqué lent coupé badge INC-000042 INC-000043 0x80070005 jean.dupont@acme.example connexion connexions printer broken œuvre l'accès")
	organisations, people := []string{"", "a", "b", "c"}, []string{"p1", "p2", "p3"}
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	start := time.UnixMilli(1_790_000_000_000)
	clock := dbtest.NewClock(start)

	var documents []search.Document
	for i := range 300 {
		var text []string
		for range 1 + random.IntN(6) {
			text = append(text, pick(words))
		}
		doc := search.Document{
			Kind: pick([]string{"incident", "problem"}), ID: fmt.Sprint(i / 2), Part: fmt.Sprint(i % 2), Audience: search.Public,
			OrganisationID: pick(organisations), PersonIDs: []string{pick(people), pick(people)},
			Title: pick(words), At: start.Add(-time.Duration(random.IntN(1000)) * time.Hour),
		}
		if random.IntN(3) == 0 {
			doc.Audience = search.Internal
		}
		doc.Stems = stem.Text(doc.Title+" "+strings.Join(text, " "), stem.Unknown)
		documents = append(documents, doc)
	}
	var queries []search.Query
	for range 150 {
		asked := pick(words)
		if random.IntN(2) == 0 {
			asked += " " + pick(words)
		}
		if cut := random.IntN(4); cut > 0 && len(asked) > cut+2 {
			asked = strings.ToValidUTF8(asked[:len(asked)-cut], "")
		}
		w := access.Who{PersonID: pick(people)}
		for range random.IntN(3) {
			w.Grants = append(w.Grants, access.Grant{Role: access.Agent, OrganisationID: pick(organisations)})
		}
		q := search.Query{Terms: stem.Query(asked), Public: w.Scope(access.IncidentRead), Internal: w.Scope(access.IncidentNote), Limit: 100}
		if random.IntN(3) == 0 {
			q.Kinds = []string{"problem"}
		}
		queries = append(queries, q)
	}
	results := map[string][][]search.Hit{}
	for _, engine := range dbtest.Engines() {
		d := dbtest.Open(t, engine, dbtest.WithClock(clock))
		for chunk := range slices.Chunk(documents, 100) {
			put(t, d, chunk...)
		}
		for _, q := range queries {
			results[engine] = append(results[engine], find(t, d, q))
		}
	}
	if diff := cmp.Diff(results[db.SQLite], results[db.Postgres]); diff != "" {
		t.Errorf("the engines differ (-sqlite +postgres):\n%s", diff)
	}
	found := 0
	for i, q := range queries {
		want, got := map[string]bool{}, map[string]bool{}
		for _, doc := range documents {
			if answers(doc, q) {
				want[doc.Kind+doc.ID] = true
			}
		}
		for _, h := range results[db.SQLite][i] {
			got[h.Kind+h.ID] = true
		}
		found += len(got)
		if diff := cmp.Diff(want, got); diff != "" && len(want) <= 100 {
			t.Errorf("%+v: %s", q, diff)
		}
	}
	if found < 500 {
		t.Errorf("only %d hits: the test tests nothing", found)
	}
}

func answers(doc search.Document, q search.Query) bool {
	if len(q.Kinds) > 0 && !slices.Contains(q.Kinds, doc.Kind) {
		return false
	}
	scope, people := q.Public, doc.PersonIDs
	if doc.Audience == search.Internal {
		scope, people = q.Internal, nil
	}
	if !scope.Admits(access.Place{OrganisationID: doc.OrganisationID}, people...) {
		return false
	}
	have := strings.Fields(doc.Stems)
	for _, term := range q.Terms {
		if !slices.ContainsFunc(have, func(token string) bool {
			return token == term.Text || slices.Contains(term.Others, token) || term.Prefix && strings.HasPrefix(token, term.Text)
		}) {
			return false
		}
	}
	return true
}
