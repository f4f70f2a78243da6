package desktest_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"guichet"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/internal/incident"
	"guichet/internal/intake"
	"guichet/internal/ticket"
	. "guichet/test/desktest"
)

// What guichet bench measures by the clock rests on counts, and these hold
// anywhere: the statements of a read, the transactions of a write, the acts that
// one commit carries, and that no read goes through a table whole.

// ran lists what the desk ran in reads and writes while f was asked.
func ran(d *Desk, f func()) (reads, writes []db.Statement) {
	var mu sync.Mutex
	d.DB.Record(func(write bool, statements []db.Statement) {
		mu.Lock()
		defer mu.Unlock()
		if write {
			writes = append(writes, statements...)
		} else {
			reads = append(reads, statements...)
		}
	})
	defer d.DB.Record(nil)
	f()
	mu.Lock()
	defer mu.Unlock()
	return reads, writes
}

func TestACreateIsOneTransaction(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim").With("Idempotency-Key", "one")
		before := d.DB.Stats()
		karim.Post("/api/incidents", Map{"title": "Écran noir", "description": "Rien ne s’affiche.", "requester_id": d.ID("julien"), "channel": "phone"}, nil).Want(http.StatusCreated)
		after := d.DB.Stats()
		if acts, commits := after.Acts-before.Acts, after.Commits-before.Commits; acts != 1 || commits != 1 {
			t.Errorf("a create took %d acts in %d transactions", acts, commits)
		}
		if n := after.Statements - before.Statements; n > 30 {
			t.Errorf("a create took %d statements", n)
		}
	})
}

// TestAViewAndAListAreFewStatements: four at most, finding out who asks
// included, and nothing is counted to show a page.
func TestAViewAndAListAreFewStatements(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim := d.As("karim")
		made := karim.Logs(Map{"title": "Écran noir", "description": "Rien ne s’affiche.", "requester_id": d.ID("julien"), "channel": "phone"})
		karim.Post("/api/incidents/"+made.Reference+"/state", Map{"to": "resolved", "version": made.Version, "resolution": Map{"text": "Câble", "code": "solved", "kind": "fix"}}, nil).Want(http.StatusOK)
		var solved Incident
		karim.Get("/api/incidents/"+made.Reference, &solved)
		karim.Post("/api/incidents/"+made.Reference+"/state", Map{"to": "closed", "version": solved.Version}, nil).Want(http.StatusOK)
		for _, path := range []string{"/api/incidents/" + made.Reference, "/api/incidents?view=to_process&limit=50", "/api/incidents?view=all"} {
			reads, writes := ran(d, func() { karim.Get(path, nil).Want(http.StatusOK) })
			if len(reads) > 4 || len(writes) > 0 {
				t.Errorf("%s reads in %d statements and writes in %d", path, len(reads), len(writes))
			}
			for _, s := range reads {
				if strings.Contains(s.Query, "COUNT(") {
					t.Errorf("%s counts: %s", path, s.Query)
				}
			}
		}
	})
}

// TestActsShareACommit: eight who write at once are answered by few commits.
// How many meet in one is chance, so the desk has several tries.
func TestActsShareACommit(t *testing.T) {
	t.Parallel()
	d := dbtest.Open(t, db.SQLite, dbtest.Durable())
	cast := People(t, d)
	best := 0.0
	for range 10 {
		before := d.Stats()
		var all sync.WaitGroup
		for client := range 8 {
			all.Go(func() {
				for n := range 25 {
					text := fmt.Sprintf("Client %d, appel %d", client, n)
					if err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
						_, err := intake.Raise(ctx, tx, intake.Matter{
							By: guichet.System(guichet.Import), RequesterID: cast.People["julien"].ID,
							Message: conversation.Message{Channel: guichet.Portal, Text: text}, Incident: incident.Log{Opening: ticket.Opening{Title: text}},
						})
						return err
					}); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		all.Wait()
		after := d.Stats()
		if best = max(best, float64(after.Acts-before.Acts)/float64(after.Commits-before.Commits)); best >= 5 {
			return
		}
	}
	t.Errorf("of eight who write at once, %.1f were answered by one commit", best)
}

// Lines of a plan that go through a table whole. SQLite's also scans what a
// statement has made itself, and the text index, which it asks by MATCH.
var (
	sqliteScan   = regexp.MustCompile(`^SCAN (\w+)`)
	sqliteOwn    = regexp.MustCompile(`^SCAN (counted|found|search_text VIRTUAL TABLE|r$|g$)|^SCAN CONSTANT ROW`)
	postgresScan = regexp.MustCompile(`Seq Scan on (\w+)`)
	smallScan    = regexp.MustCompile(`(?:SCAN|Seq Scan on) (?:team|team_member|mailbox)\b`)
)

// TestNoReadGoesThroughATableWhole: every statement that a page asks has an
// index that leads to its rows, in the order asked for.
func TestNoReadGoesThroughATableWhole(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim, sophie := d.As("karim"), d.As("sophie")
		limit(t, d, "ines", Map{"site_id": place(t, d, "Montréal")})
		limit(t, d, "tom", Map{"team_id": d.Team(Network)})
		limit(t, d, "rita", Map{"kind": "request"})
		limit(t, d, "max", Map{"site_id": place(t, d, "Montréal"), "team_id": d.Team(Network), "kind": "incident"})
		made := sophie.Logs(Map{"title": "VPN coupé", "description": "Le VPN ne répond plus."})
		var paths []string
		for _, view := range []string{"to_process", "unassigned", "mine", "on_hold", "resolved", "open", "all"} {
			for _, sort := range []string{"priority", "-updated", "-created"} {
				paths = append(paths, "/api/incidents?view="+view+"&sort="+sort)
			}
		}
		paths = append(paths, "/api/incidents/"+made.Reference, "/api/incidents/"+made.Reference+"/timeline", "/api/incidents/counts",
			"/api/incidents", "/api/search?q=vpn", "/api/incidents?q=vpn", "/api/people?q=jul", "/api/me", "/api/teams", "/api/tickets?view=to_process", "/api/tickets/counts")
		for _, who := range []*Client{karim, sophie, d.As("ines"), d.As("tom"), d.As("rita"), d.As("max"), d.As("hugo")} {
			for _, path := range paths {
				reads, _ := ran(d, func() { who.Get(path, nil) })
				for _, s := range reads {
					for _, line := range plan(t, d.DB, s) {
						if whole(d.DB.Engine(), line) && !small(line, s.Query) {
							t.Errorf("%s as %s: %q\n%s", path, who.Key, line, s.Query)
						}
						if line == "USE TEMP B-TREE FOR ORDER BY" && who == karim && strings.Contains(path, "sort=") && !strings.Contains(path, "view=mine") {
							t.Errorf("%s sorts what it reads: %s", path, s.Query)
						}
					}
				}
			}
		}
	})
}

// TestNoActGoesThroughATableWhole: nor does what is written, what the jobs do
// after it, or a letter that comes in. A letter once looked for itself among all
// messages, because its statement did not say what the index's condition says.
func TestNoActGoesThroughATableWhole(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		karim, sophie := d.As("karim"), d.As("sophie")
		_, writes := ran(d, func() {
			made := sophie.Reports("VPN coupé", "Le VPN ne répond plus.")
			karim.Says(made, "Nous regardons.")
			karim.Notes(made, "Passerelle redémarrée.")
			karim.Assigns(made, Map{"person_id": d.ID("karim")})
			d.Settle()
			for _, clues := range []conversation.Clues{{}, {MailIDs: []string{"<known@desk.example>", "<unknown@desk.example>"}}} {
				err := d.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
					_, err := intake.Receive(ctx, tx, intake.Mail{
						ArrivalID: tx.ID(), Language: guichet.French, From: "sophie@solane.example", Name: "Sophie", Clues: clues,
						MailID: "<known@desk.example>", Subject: "VPN", Text: "Toujours en panne.", Stems: "vpn",
					})
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
			d.Settle()
			karim.Resolves(made, "Passerelle remplacée.")
			sophie.Post("/api/incidents/"+made.ID+"/confirmation", Map{"confirmed": true}, nil).Want(http.StatusOK)
			d.Settle()
		})
		seen := map[string]bool{}
		for _, s := range writes {
			verb, _, _ := strings.Cut(strings.TrimSpace(s.Query), " ")
			if seen[s.Query] || !strings.Contains("SELECT UPDATE DELETE WITH", strings.ToUpper(verb)) {
				continue
			}
			seen[s.Query] = true
			for _, line := range plan(t, d.DB, s) {
				if whole(d.DB.Engine(), line) && !small(line, s.Query) {
					t.Errorf("%q\n%s", line, s.Query)
				}
			}
		}
		if len(seen) < 20 {
			t.Errorf("only %d statements were looked at", len(seen))
		}
	})
}

// TestALimitedQueueIsLedToByAnIndex: who sees one team, one site or one
// organisation is not led along everybody's records to find the few. PostgreSQL
// chooses by how many there are, so there it is asked beside many of others.
func TestALimitedQueueIsLedToByAnIndex(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		limit(t, d, "ines", Map{"site_id": place(t, d, "Montréal")})
		limit(t, d, "tom", Map{"team_id": d.Team(Network)})
		led, sorts := regexp.MustCompile(`^SEARCH t USING (?:COVERING )?INDEX (\w+) \(kind=\? AND `), "USE TEMP B-TREE FOR ORDER BY"
		if d.DB.Engine() == db.Postgres {
			led, sorts = regexp.MustCompile(`Index (?:Only )?Scan using (\w+) on ticket t `), "Sort Key"
			defer amongMany(t, d)()
		}
		for who, index := range map[string]string{"ines": "ticket_site", "tom": "ticket_team", "hugo": "ticket_organisation"} {
			for _, path := range []string{"/api/incidents?view=to_process", "/api/incidents?view=on_hold", "/api/incidents/counts"} {
				reads, _ := ran(d, func() { d.As(who).Get(path, nil).Want(http.StatusOK) })
				by := map[string]int{}
				for _, s := range reads {
					for _, line := range plan(t, d.DB, s) {
						if m := led.FindStringSubmatch(strings.TrimLeft(line, " ->")); m != nil {
							by[m[1]]++
						}
						if strings.HasPrefix(strings.TrimSpace(line), sorts) && !strings.Contains(s.Query, "t.id IN (SELECT x.id") {
							t.Errorf("%s as %s sorts what it reads: %s", path, who, s.Query)
						}
					}
				}
				if by[index] == 0 {
					t.Errorf("%s as %s is not led by %s, but by %v", path, who, index, by)
				}
			}
		}
	})
}

// amongMany puts many records of others beside those of the desk, which have no
// history and are taken away by what it gives.
func amongMany(t *testing.T, d *Desk) (away func()) {
	t.Helper()
	var one struct{ ID string }
	d.As("karim").Post("/api/incidents", Map{"title": "Écran noir", "description": "Rien.", "requester_id": d.ID("julien"), "channel": "phone"}, &one).Want(http.StatusCreated)
	run := func(statements ...string) {
		t.Helper()
		err := d.DB.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, s := range statements {
				if _, err := tx.Exec(ctx, s); err != nil {
					return fmt.Errorf("%s: %w", s, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// In acts that a slow machine ends in time.
	const acts = 10
	for n := range acts {
		run("CREATE TEMPORARY TABLE many ON COMMIT DROP AS SELECT t.* FROM ticket t, generate_series(1, 300) WHERE t.id = '"+one.ID+"'",
			fmt.Sprintf("UPDATE many SET id = 'many%d' || ctid, reference = 'many%d' || ctid, created = created - length('' || ctid) * 1000", n, n),
			"INSERT INTO ticket SELECT * FROM many")
	}
	run("ANALYZE ticket")
	return func() {
		for n := range acts {
			run(fmt.Sprintf("DELETE FROM ticket WHERE id LIKE 'many%d%%'", n))
		}
	}
}

func whole(engine, line string) bool {
	if engine == db.Postgres {
		return postgresScan.MatchString(line)
	}
	return sqliteScan.MatchString(line) && !sqliteOwn.MatchString(line)
}

// small are tables of which a desk has some dozens of rows, and all are shown.
func small(line, query string) bool {
	return smallScan.MatchString(line) || line == "SCAN m" && strings.Contains(query, "FROM team_member m")
}

// plan asks the engine how it would run a statement. PostgreSQL reads small
// tables whole whatever indexes there are, unless it is told not to.
func plan(t *testing.T, d *db.DB, s db.Statement) []string {
	t.Helper()
	var lines []string
	err := d.Snapshot(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		lines = nil
		if tx.Engine() == db.SQLite {
			type step struct {
				id, parent, unused int64
				detail             string
			}
			steps, err := db.All(ctx, tx, func(s *step) []any { return []any{&s.id, &s.parent, &s.unused, &s.detail} }, "EXPLAIN QUERY PLAN "+s.Query, s.Args...)
			for _, x := range steps {
				lines = append(lines, x.detail)
			}
			return err
		}
		off, err := tx.Query(ctx, "SET LOCAL enable_seqscan = off")
		if err != nil {
			return err
		}
		if err := off.Close(); err != nil {
			return err
		}
		lines, err = db.All(ctx, tx, func(s *string) []any { return []any{s} }, "EXPLAIN "+s.Query, s.Args...)
		return err
	})
	if err != nil {
		t.Fatalf("explain %s: %v", s.Query, err)
	}
	return lines
}
