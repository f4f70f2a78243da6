package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/search"
	"guichet/internal/stem"
)

// BenchmarkFind asks 100,000 documents of 40 words: a word of every second one,
// of every hundredth, a start of two letters, two words, and the same for
// somebody who reaches three of them. Beside each runs the index alone.
func BenchmarkFind(b *testing.B) {
	for _, engine := range dbtest.Engines() {
		d := dbtest.Open(b, engine)
		fill(b, d, 100_000)
		if engine == db.Postgres {
			if err := d.Write(b.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, "ANALYZE search_document") // as autovacuum does after a while
				return err
			}); err != nil {
				b.Fatal(err)
			}
		}
		all := access.Scope{All: true}
		for _, c := range []struct {
			name, query      string
			public, internal access.Scope
		}{
			{"common", "imprimante ", all, all},
			{"common public only", "imprimante ", all, access.Scope{}},
			{"common own", "imprimante ", access.Scope{PersonID: "p7"}, access.Scope{}},
			{"common organisation", "imprimante ", access.In("o3"), access.Scope{}},
			{"mid", "certificat ", all, all},
			{"rare", "INC-000777", all, all},
			{"common, perhaps unfinished", "imprimante", all, all},
			{"common, unfinished", "impri", all, all},
			{"prefix of 2", "im", all, all},
			{"prefix of 4", "cert", all, all},
			{"two", "imprimante certificat ", all, all},
			{"nothing", "imprimante absurde ", all, all},
		} {
			q := search.Query{Terms: stem.Query(c.query), Public: c.public, Internal: c.internal, Limit: 20}
			b.Run(engine+"/"+c.name, func(b *testing.B) {
				for b.Loop() {
					find(b, d, q)
				}
			})
		}
		b.Run(engine+"/raw common", func(b *testing.B) {
			raw := "SELECT number FROM search_document WHERE vector @@ CAST($1 AS tsquery) ORDER BY number DESC LIMIT 400"
			if engine == db.SQLite {
				raw = "SELECT rowid FROM search_text WHERE search_text MATCH $1 ORDER BY rowid DESC LIMIT 400"
			}
			for b.Loop() {
				err := d.Read(b.Context(), func(ctx context.Context, tx *db.Tx) error {
					_, err := db.All(ctx, tx, func(n *int64) []any { return []any{n} }, raw, tx.TextQuery([][]db.Word{{{Text: "imprim"}}}))
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func fill(b testing.TB, d *db.DB, n int) {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	var batch []search.Document
	start := time.Now()
	for i := range n {
		var text strings.Builder
		for range 38 {
			fmt.Fprintf(&text, "mot%d ", int(5000*random.Float64()*random.Float64()))
		}
		if i%2 == 0 {
			text.WriteString("imprimante ")
		}
		if i%100 == 0 {
			text.WriteString("certificat ")
		}
		fmt.Fprintf(&text, "INC-%06d", i)
		audience := search.Public
		if i%4 == 0 {
			audience = search.Internal
		}
		batch = append(batch, search.Document{
			Kind: "incident", ID: fmt.Sprintf("%036d", i), Audience: audience, OrganisationID: fmt.Sprintf("o%d", i%200),
			PersonIDs: []string{fmt.Sprintf("p%d", i/3)}, Title: "L'imprimante du deuxième étage ne répond plus",
			Stems: stem.Text(text.String(), stem.Unknown), At: time.Now(),
		})
		if len(batch) == 100 {
			put(b, d, batch...)
			batch = nil
		}
	}
	b.Logf("%s: %d documents in %v", d.Engine(), n, time.Since(start).Round(time.Millisecond))
}

// BenchmarkPut is what indexing costs an act: beside it, an act with one row of
// the same bytes and no index.
func BenchmarkPut(b *testing.B) {
	stems := stem.Text("Bonjour, depuis ce matin l'imprimante du deuxième étage refuse d'imprimer, le message « erreur 0x80070005 : accès refusé » s'affiche. J'ai redémarré le poste, rien ne change.", stem.Unknown)
	for _, engine := range dbtest.Engines() {
		d := dbtest.Open(b, engine)
		n := 0
		b.Run(engine+"/indexed", func(b *testing.B) {
			for b.Loop() {
				n++
				put(b, d, search.Document{Kind: "incident", ID: fmt.Sprint(n), Audience: search.Public, OrganisationID: "o", PersonIDs: []string{"p"}, Title: "Imprimante", Stems: stems, At: d.Now()})
			}
		})
		b.Run(engine+"/row", func(b *testing.B) {
			for b.Loop() {
				n++
				if err := d.Write(b.Context(), func(ctx context.Context, tx *db.Tx) error {
					_, err := tx.Exec(ctx, "INSERT INTO note (id, ticket_id, author_id, text, recorded) SELECT $1, id, '', $2, 0 FROM ticket", fmt.Sprint(n), stems)
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
