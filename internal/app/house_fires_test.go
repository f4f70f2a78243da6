package app_test

import (
	"fmt"
	"go/token"
	"strings"
	"testing"
)

// TestTheLawsFire shows each law a small house that breaks it, and one that
// does not: a law that never complains protects nothing.
func TestTheLawsFire(t *testing.T) {
	t.Parallel()
	act := func(inside string) string {
		return "package api\nfunc f(d *db.DB) error { var n int; var list []int; return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {\n" + inside + "\n}) }\n"
	}
	tests := []struct {
		name  string
		law   func(*house, complaint)
		files map[string]string
		says  string // "" when the law must keep quiet
	}{
		{"a noun imports a door", law1LowerFloorsOnly, map[string]string{"internal/team/a.go": "package team\nimport _ \"guichet/internal/api\""}, "(floor 9)"},
		{"two rooms of one floor", law1LowerFloorsOnly, map[string]string{"internal/person/a.go": "package person\nimport _ \"guichet/internal/setting\""}, "(floor 3)"},
		{"a room without a floor", law1LowerFloorsOnly, map[string]string{"internal/attic/a.go": "package attic"}, "has no floor"},
		{"test rooms in what ships", law1LowerFloorsOnly, map[string]string{"internal/team/a.go": "package team\nimport _ \"guichet/internal/db/dbtest\""}, "for tests"},
		{"a test may use dbtest", law1LowerFloorsOnly, map[string]string{"internal/team/a_test.go": "package team\nimport _ \"guichet/internal/db/dbtest\""}, ""},
		{"a door imports a noun", law1LowerFloorsOnly, map[string]string{"internal/api/a.go": "package api\nimport _ \"guichet/internal/team\""}, ""},
		{"a channel knows a practice", law1ChannelsKnowNoDoor, map[string]string{"internal/channel/mail/a.go": "package mail\nimport _ \"guichet/internal/incident\""}, "intake.Receive"},
		{"a noun opens a transaction", law2NounsOpenNoTransaction, map[string]string{"internal/team/a.go": act("return nil")}, "opens a transaction"},
		{"a noun holds the database", law2NounsOpenNoTransaction, map[string]string{"internal/team/a.go": "package team\nimport \"guichet/internal/db\"\ntype T struct{ d *db.DB }"}, "knows *db.DB"},
		{"a door opens a transaction", law2NounsOpenNoTransaction, map[string]string{"internal/api/a.go": act("return nil")}, ""},
		{"a call to the network in an act", law3NoNetworkInsideATransaction, map[string]string{"internal/api/a.go": "package api\nimport \"net/http\"\n" + strings.TrimPrefix(act("http.Get(x); return nil"), "package api\n")}, "inside a transaction"},
		{"the network behind two functions", law3NoNetworkInsideATransaction, map[string]string{"internal/api/a.go": "package api\nimport \"net\"\n" + strings.TrimPrefix(act("return g()"), "package api\n") + "func g() error { return k() }\nfunc k() error { _, err := net.Dial(a, b); return err }"}, "reaches net.Dial"},
		{"a log line in an act", law3NoNetworkInsideATransaction, map[string]string{"internal/api/a.go": "package api\nimport \"log/slog\"\n" + strings.TrimPrefix(act("slog.Info(x); return nil"), "package api\n")}, "log/slog.Info"},
		{"a blob in an act", law3NoNetworkInsideATransaction, map[string]string{"internal/api/a.go": act("a.Blobs.Put(x); return nil")}, "a blob is read"},
		{"an act that appends", law3AnActMayRunTwice, map[string]string{"internal/api/a.go": act("list = append(list, 1); return nil")}, "list is appended to"},
		{"an act that counts", law3AnActMayRunTwice, map[string]string{"internal/api/a.go": act("n++; return nil")}, "n is counted"},
		{"an act that starts anew", law3AnActMayRunTwice, map[string]string{"internal/api/a.go": act("list = nil; list = append(list, 1); own := 0; own++; return nil")}, ""},
		{"an act that starts a goroutine", law3AnActMayRunTwice, map[string]string{"internal/api/a.go": act("go g(); return nil")}, "goroutine"},
		{"HTTP in a noun", law4NobodyBelowTheDoorsKnowsTheOutside, map[string]string{"internal/team/a.go": "package team\nimport \"net/http\"\nvar _ http.Handler"}, "net/http"},
		{"the clock in a noun", law4NobodyBelowTheDoorsKnowsTheOutside, map[string]string{"internal/team/a.go": "package team\nimport \"time\"\nfunc f() { time.Now() }"}, "tx.Now"},
		{"the environment in a door", law4NobodyBelowTheDoorsKnowsTheOutside, map[string]string{"internal/api/a.go": "package api\nimport \"os\"\nfunc f() { os.Getenv(x) }"}, "a Config"},
		{"a driver outside db", law4NobodyBelowTheDoorsKnowsTheOutside, map[string]string{"internal/job/a.go": "package job\nimport \"database/sql\"\nvar _ sql.DB"}, "db.One"},
		{"a table of nobody", sqlNamesItsOwnAndLowerTables, map[string]string{"internal/db/migrations/1.sql": "CREATE TABLE attic (id TEXT);"}, "no room owns"},
		{"a table of a higher floor", sqlNamesItsOwnAndLowerTables, map[string]string{"internal/db/migrations/1.sql": "CREATE TABLE ticket (id TEXT);", "internal/team/a.go": "package team\nconst sqlX = `SELECT id FROM ticket`"}, "names the table ticket"},
		{"a table of a lower floor", sqlNamesItsOwnAndLowerTables, map[string]string{"internal/db/migrations/1.sql": "CREATE TABLE person (id TEXT);", "internal/ticket/a.go": "package ticket\nconst sqlX = `SELECT id FROM person`"}, ""},
		{"a row of another room changed", sqlWritesItsOwnTables, map[string]string{"internal/db/migrations/1.sql": "CREATE TABLE person (id TEXT);", "internal/ticket/a.go": "package ticket\nconst sqlX = `UPDATE person SET id = $1`"}, "call its verb"},
		{"SQL in the middle of code", sqlIsConstant, map[string]string{"internal/ticket/a.go": "package ticket\nfunc f() { q(`SELECT 1`) }"}, "outside a const"},
		{"LIKE", sqlSpeaksToBothEngines, map[string]string{"internal/ticket/a.go": "package ticket\nconst sqlX = `SELECT id FROM ticket WHERE title LIKE $1`"}, "LIKE"},
		{"an init function", noInit, map[string]string{"internal/ticket/a.go": "package ticket\nfunc init() {}"}, "init"},
		{"a variable that changes", noGlobalState, map[string]string{"internal/ticket/a.go": "package ticket\nvar count = 1\nfunc f() { count++ }"}, "changes the package's variable"},
		{"a mutex of the program", noGlobalState, map[string]string{"internal/ticket/a.go": "package ticket\nvar gate sync.Mutex"}, "state of the whole program"},
		{"a table that never changes", noGlobalState, map[string]string{"internal/ticket/a.go": "package ticket\nvar states = []string{\"new\"}\nfunc f() { states := 1; states++ }"}, ""},
		{"a silent package", everyPackageSaysWhatItOwns, map[string]string{"internal/ticket/a.go": "package ticket"}, "0 package comments"},
		{"a name that says nothing", namesSaySomething, map[string]string{"internal/helpers/a.go": "package helpers"}, "says nothing"},
		{"work put off", nothingIsLeftForLater, map[string]string{"internal/ticket/a.go": "package ticket\n// TO" + "DO: all of it"}, "write an issue"},
		{"a test that sleeps", testsDoNotSleep, map[string]string{"internal/ticket/a_test.go": "package ticket\nimport \"time\"\nfunc f() { time.Sleep(1) }"}, "sleeps"},
		{"a generated file that looks written", generatedFilesSaySo, map[string]string{"web/src/api/schema.d.ts": "export {}"}, "generated"},
		{"a proof by a test that is gone", theLedgerClaimsOnlyWhatTestsProve, map[string]string{"docs/criteria.md": "| G-07 | M | x | proven | [TestX](../test/x_test.go) |"}, "which is not there"},
		{"a feature imports a feature", theWebHasFloors, map[string]string{"web/src/features/team/a.tsx": "import { b } from '~/features/person/b'"}, "Let the page"},
		{"the skin knows a noun", theWebHasFloors, map[string]string{"web/src/ui/a.tsx": "import { b } from '../features/person/b'"}, "knows only what is below"},
		{"a page brings two together", theWebHasFloors, map[string]string{"web/src/pages/portal/a.tsx": "import { b } from '~/features/person/b'\nimport c from './c'"}, ""},
		{"a document names a test that is gone", documentsNameTestsThatExist, map[string]string{"docs/security.md": "| x | `TestX` |"}, "which is not there"},
		{"a word that no screen says", theGuideUsesTheWordsOfTheScreens, map[string]string{"docs/guide/fr/a.md": "choisissez **Lancer**", "web/src/locales/fr.po": "msgid \"Send\"\nmsgstr \"Envoyer\"\n"}, "no screen says it"},
		{"a word of the screen", theGuideUsesTheWordsOfTheScreens, map[string]string{"docs/guide/fr/a.md": "choisissez **Envoyer**", "web/src/locales/fr.po": "msgid \"Send\"\nmsgstr \"Envoyer\"\n"}, ""},
		{"a long file", budgets, map[string]string{"internal/ticket/a.go": "package ticket\n" + strings.Repeat("\n", 500)}, "500 at most"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := &house{files: token.NewFileSet(), texts: map[string]string{}}
			for name, text := range test.files {
				if err := h.add(name, []byte(text)); err != nil {
					t.Fatal(err)
				}
			}
			var said []string
			test.law(h, func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) })
			switch {
			case test.says == "" && len(said) > 0:
				t.Errorf("complains of nothing: %v", said)
			case test.says != "" && !strings.Contains(strings.Join(said, "\n"), test.says):
				t.Errorf("said %q, not %q", said, test.says)
			}
		})
	}
}
