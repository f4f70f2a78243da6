package app_test

import (
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Which room a table belongs to. A table whose name begins with the name of a
// room (timeline_entry) is that room's and needs no line.
var owners = map[string]string{
	"organisation":       "internal/person",
	"site":               "internal/person",
	"identity":           "internal/person",
	"role_grant":         "internal/auth",
	"account":            "internal/auth",
	"session":            "internal/auth",
	"token":              "internal/auth",
	"participant":        "internal/conversation",
	"message":            "internal/conversation",
	"message_copy":       "internal/conversation",
	"attachment":         "internal/conversation",
	"note":               "internal/ticket",
	"ticket_link":        "internal/relation",
	"ticket_merge":       "internal/relation",
	"ticket_split":       "internal/relation",
	"note_mention":       "internal/mention",
	"idempotency_key":    "internal/api",
	"mail_arrival":       "internal/arrival",
	"reference_sequence": "internal/db",
}

// Folders whose SQL is not looked at: db makes the tables, tests may look
// anywhere, bench compares us with raw rows.
var freeSQL = []string{"internal/db", "test", "internal/bench"}

var (
	createTable = regexp.MustCompile(`(?i)\bCREATE\s+(?:VIRTUAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?([a-z_][a-z0-9_]*)`)
	sqlText     = regexp.MustCompile(`^\s*(SELECT|INSERT\s+INTO|UPDATE\s+[a-z_]+\s+SET|DELETE\s+FROM|WITH(\s+RECURSIVE)?\s+[a-z_]+\s*(\(|AS))\b?`)
	sqlName     = regexp.MustCompile(`^(sql|part)[A-Z0-9]`)
	tableUse    = regexp.MustCompile(`(?i)\b(?:FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+|LATERAL\s+)?([a-z_][a-z0-9_]*)`)
	listedTable = regexp.MustCompile(`(?i)\bFROM\s+[a-z_][a-z0-9_]*(?:\s+(?:AS\s+)?[a-z_]+)?\s*,`)
)

// tables lists what the migrations create, and who owns it.
func (h *house) tables(errorf complaint) map[string]string {
	made := map[string]string{} // table -> file
	for name, text := range h.texts {
		if strings.HasPrefix(name, "internal/db/migrations/") {
			for _, found := range createTable.FindAllStringSubmatch(text, -1) {
				made[found[1]] = name
			}
		}
	}
	for _, s := range h.sources {
		if s.test || !inFolder(s.path, "internal/db", "internal/search") {
			continue
		}
		for _, text := range s.stringsIn(s.file) {
			for _, found := range createTable.FindAllStringSubmatch(text.value, -1) {
				made[found[1]] = s.path
			}
		}
	}
	all := map[string]string{}
	for table, file := range made {
		owner := owners[table]
		for room := range floors {
			name := room[strings.LastIndex(room, "/")+1:]
			if owner == "" && name != "" && (table == name || strings.HasPrefix(table, name+"_")) {
				owner = room
			}
		}
		if owner == "" {
			errorf("%s creates the table %s, which no room owns: add it to the owners in internal/app/house_sql_test.go", file, table)
		}
		all[table] = owner
	}
	return all
}

type literal struct {
	value    string
	position token.Position
}

func (s *source) stringsIn(below ast.Node) []literal {
	var all []literal
	ast.Inspect(below, func(n ast.Node) bool {
		l, ok := n.(*ast.BasicLit)
		if !ok || l.Kind != token.STRING {
			return true
		}
		if value, err := strconv.Unquote(l.Value); err == nil {
			all = append(all, literal{value, s.position(l.Pos())})
		}
		return true
	})
	return all
}

// TestSQLNamesItsOwnAndLowerTables: the floors hold for data as for code. A
// statement reads and writes the tables of its own room and reads those of
// lower floors.
func TestSQLNamesItsOwnAndLowerTables(t *testing.T) {
	t.Parallel()
	sqlNamesItsOwnAndLowerTables(openHouse(t), t.Errorf)
}

func sqlNamesItsOwnAndLowerTables(h *house, errorf complaint) {
	tables := h.tables(errorf)
	for _, s := range h.sources {
		if s.test || inFolder(s.path, freeSQL...) {
			continue
		}
		for _, text := range s.sqlConstants() {
			for _, found := range tableUse.FindAllStringSubmatch(text.value, -1) {
				owner, isTable := tables[found[1]]
				if !isTable || owner == s.room || floors[owner] < floors[s.room] {
					continue
				}
				errorf("%s: SQL of %s names the table %s of %s, which is not on a lower floor: call that room's function, or let the caller above join them",
					text.position, s.room, found[1], owner)
			}
			if listedTable.MatchString(text.value) {
				errorf("%s: write JOIN instead of a list of tables after FROM, so that the tables can be read from it", text.position)
			}
		}
	}
}

var writes = regexp.MustCompile(`(?i)\b(?:INSERT\s+INTO|DELETE\s+FROM|UPDATE)\s+([a-z_][a-z0-9_]*)`)

// TestSQLWritesItsOwnTables: a row is changed by the room that it belongs to,
// for that room knows what else must follow.
func TestSQLWritesItsOwnTables(t *testing.T) {
	t.Parallel()
	sqlWritesItsOwnTables(openHouse(t), t.Errorf)
}

func sqlWritesItsOwnTables(h *house, errorf complaint) {
	tables := h.tables(errorf)
	for _, s := range h.sources {
		if s.test || inFolder(s.path, freeSQL...) {
			continue
		}
		for _, text := range s.sqlConstants() {
			for _, found := range writes.FindAllStringSubmatch(text.value, -1) {
				if owner, isTable := tables[found[1]]; isTable && owner != s.room {
					errorf("%s: SQL of %s changes the table %s, which is %s's: call its verb", text.position, s.room, found[1], owner)
				}
			}
		}
	}
}

// sqlConstants lists the string literals in constants named sqlXxx or partXxx.
func (s *source) sqlConstants() []literal {
	var all []literal
	for _, declaration := range s.file.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			if values, ok := spec.(*ast.ValueSpec); ok && sqlName.MatchString(values.Names[0].Name) {
				all = append(all, s.stringsIn(values)...)
			}
		}
	}
	return all
}

// TestSQLIsConstant: SQL stands in a const named sqlXxx (a whole statement) or
// partXxx (a fragment), so that the guards find it, and no value is ever written
// into it.
func TestSQLIsConstant(t *testing.T) {
	t.Parallel()
	sqlIsConstant(openHouse(t), t.Errorf)
}

func sqlIsConstant(h *house, errorf complaint) {
	for _, s := range h.sources {
		if s.test || inFolder(s.path, freeSQL...) {
			continue
		}
		var named []string
		for _, text := range s.sqlConstants() {
			named = append(named, text.position.String())
		}
		for _, text := range s.stringsIn(s.file) {
			if sqlText.MatchString(text.value) && !slices.Contains(named, text.position.String()) {
				errorf("%s: SQL outside a const named sqlXxx or partXxx", text.position)
			}
		}
	}
}

// Words that mean different things on the two engines, or exist on one only.
// What must differ belongs to the dialect in db.
var forbiddenSQL = map[string]*regexp.Regexp{
	"a cast by ::":             regexp.MustCompile(`::`),
	"LIKE":                     regexp.MustCompile(`(?i)\bI?LIKE\b`),
	"the database's own clock": regexp.MustCompile(`(?i)\bnow\s*\(|\bdatetime\s*\(|\bstrftime\s*\(|\bCURRENT_(TIME|DATE)|\bto_timestamp\b|\bjulianday\b`),
	"lower or upper":           regexp.MustCompile(`(?i)\b(lower|upper)\s*\(`),
	"a JSON operator":          regexp.MustCompile(`->`),
	"a row lock":               regexp.MustCompile(`(?i)\bFOR\s+(UPDATE|SHARE|NO\s+KEY)\b`),
	"full text search":         regexp.MustCompile(`(?i)\bMATCH\b|@@|\btsvector\b|\bto_tsquery\b`),
	"a ? placeholder":          regexp.MustCompile(`\?`),
	"an engine's own counter":  regexp.MustCompile(`(?i)\bAUTOINCREMENT\b|\bSERIAL\b|\bROWID\b|\bnextval\b|\blast_insert_rowid\b`),
	"INSERT OR":                regexp.MustCompile(`(?i)\bINSERT\s+OR\b|\bREPLACE\s+INTO\b`),
	"a regular expression":     regexp.MustCompile(`(?i)\bREGEXP\b|\bGLOB\b|\bSIMILAR\s+TO\b|[^<>!=]~`),
	"NULLS FIRST or LAST":      regexp.MustCompile(`(?i)\bNULLS\s+(FIRST|LAST)\b`),
	"an array":                 regexp.MustCompile(`(?i)\bANY\s*\(|\bARRAY\s*\[|\bunnest\b|\bjson_each\b`),
	"a value in quotes":        regexp.MustCompile(`(?i)=\s*"`),
}

// TestSQLSpeaksToBothEngines: one text runs on SQLite and PostgreSQL.
func TestSQLSpeaksToBothEngines(t *testing.T) {
	t.Parallel()
	sqlSpeaksToBothEngines(openHouse(t), t.Errorf)
}

func sqlSpeaksToBothEngines(h *house, errorf complaint) {
	for _, s := range h.sources {
		if s.test || inFolder(s.path, "internal/db") {
			continue
		}
		for _, text := range s.sqlConstants() {
			for what, word := range forbiddenSQL {
				if word.MatchString(text.value) {
					errorf("%s: SQL with %s, which is not the same on both engines: use a key made in Go, tx.Now, tx.Lock or a function of db", text.position, what)
				}
			}
		}
	}
}
