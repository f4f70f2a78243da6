package app_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// Who may open a transaction: doors, ways in, followers, jobs, and those above.
var openers = []string{
	"internal/db", "internal/job", "internal/intake", "internal/notify", "internal/api", "internal/channel",
	"internal/bench", "internal/sample", "internal/app", "cmd", "test",
	"internal/backup", // it reads a whole database at one moment
}

// TestLaw2NounsOpenNoTransaction: whoever calls a noun brings the transaction,
// so a noun is functions over a Tx: nothing to construct, wire or mock.
func TestLaw2NounsOpenNoTransaction(t *testing.T) {
	t.Parallel()
	law2NounsOpenNoTransaction(openHouse(t), t.Errorf)
}

func law2NounsOpenNoTransaction(h *house, errorf complaint) {
	for _, s := range h.sources {
		if s.test || inFolder(s.path, openers...) {
			continue
		}
		for _, act := range s.acts() {
			errorf("%s: %s opens a transaction. Take ctx and tx *db.Tx as the first parameters and let the caller open it (%s)",
				act.position, s.room, strings.Join(openers, ", "))
		}
		if s.room == "internal/live" {
			continue // it listens to the database's hints, and opens nothing
		}
		for _, used := range s.selectors(s.file) {
			if used.importPath == module+"/internal/db" && used.name == "DB" {
				errorf("%s: %s knows *db.DB, by which it could open a transaction: take tx *db.Tx instead", used.position, s.room)
			}
		}
	}
}

// act is one function literal that runs in a transaction.
type act struct {
	method   string // Write, Read or Snapshot
	body     *ast.FuncLit
	position token.Position
}

// acts finds the calls x.Write(ctx, func(ctx, tx *db.Tx) error {...}), and those
// of Read and Snapshot.
func (s *source) acts() []act {
	var all []act
	ast.Inspect(s.file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"Write", "Read", "Snapshot"}, method.Sel.Name) {
			return true
		}
		for _, argument := range call.Args {
			if body, ok := argument.(*ast.FuncLit); ok && takesTx(body) {
				all = append(all, act{method.Sel.Name, body, s.position(call.Pos())})
			}
		}
		return true
	})
	return all
}

func takesTx(f *ast.FuncLit) bool {
	return slices.ContainsFunc(f.Type.Params.List, func(field *ast.Field) bool {
		pointer, ok := field.Type.(*ast.StarExpr)
		if !ok {
			return false
		}
		switch of := pointer.X.(type) {
		case *ast.SelectorExpr:
			return of.Sel.Name == "Tx"
		case *ast.Ident:
			return of.Name == "Tx"
		}
		return false
	})
}

// What speaks to the network, or waits: the whole package, or the names in it.
var network = map[string][]string{
	"net":                             {"Dial", "DialTimeout", "Dialer", "Listen", "LookupHost", "LookupMX", "LookupAddr", "LookupIP", "Resolver", "DefaultResolver"},
	"net/http":                        {"Get", "Post", "PostForm", "Head", "NewRequest", "NewRequestWithContext", "Client", "DefaultClient", "DefaultTransport"},
	"net/smtp":                        nil,
	"crypto/tls":                      {"Dial", "DialWithDialer", "Dialer", "Client"},
	"os/exec":                         nil,
	"time":                            {"Sleep", "After", "NewTimer", "NewTicker", "Tick"},
	"log/slog":                        nil, // said before the commit, it may never have happened
	"github.com/wneessen/go-mail":     {"NewClient"},
	"github.com/emersion/go-smtp":     {"Dial", "DialTLS", "DialStartTLS", "NewClient", "NewClientStartTLS", "SendMail", "SendMailTLS", "NewServer"},
	module + "/internal/blob":         {"OpenFolder"},
	"golang.org/x/crypto/argon2":      nil, // costly: done before
	"github.com/jhillyerd/enmime/v2":  nil,
	module + "/internal/channel/mail": nil,
	"github.com/emersion/go-imap/v2/imapclient": nil,
}

func talks(used selector) bool {
	names, listed := network[used.importPath]
	return listed && (names == nil || slices.Contains(names, used.name))
}

// TestLaw3NoNetworkInsideATransaction: a job reads, talks, writes: three steps,
// two short transactions. What is costly, a blob or a log line has no place in
// one either. The functions of the same package that it calls are looked
// through too.
func TestLaw3NoNetworkInsideATransaction(t *testing.T) {
	t.Parallel()
	law3NoNetworkInsideATransaction(openHouse(t), t.Errorf)
}

func law3NoNetworkInsideATransaction(h *house, errorf complaint) {
	for folder, sources := range h.byFolder() {
		if inFolder(folder, "internal/db") {
			continue // its own log lines are about what it undoes
		}
		reach := reachOf(sources)
		for _, s := range sources {
			if s.test {
				continue
			}
			for _, act := range s.acts() {
				for _, used := range s.selectors(act.body) {
					if talks(used) {
						errorf("%s: %s.%s inside a transaction. Do it before or after: read, talk, write are three steps", used.position, used.importPath, used.name)
					}
				}
				ast.Inspect(act.body, func(n ast.Node) bool {
					if store, ok := n.(*ast.SelectorExpr); ok && strings.EqualFold(baseField(store), "blobs") {
						errorf("%s: a blob is read or kept inside a transaction: a file is kept first, then its row is written", s.position(n.Pos()))
						return false
					}
					return true
				})
				for _, called := range callsWithin(act.body) {
					if used, found := reach[called.name]; found {
						errorf("%s: calls %s, which reaches %s.%s (%s), inside a transaction. Do it before or after: read, talk, write are three steps",
							s.position(called.at), called.name, used.importPath, used.name, used.position)
					}
				}
			}
		}
	}
}

// baseField is y of x.y.z and of y.z: what a method is called on.
func baseField(e *ast.SelectorExpr) string {
	switch x := e.X.(type) {
	case *ast.SelectorExpr:
		return x.Sel.Name
	case *ast.Ident:
		return x.Name
	}
	return ""
}

func (h *house) byFolder() map[string][]*source {
	folders := map[string][]*source{}
	for _, s := range h.sources {
		folders[s.folder] = append(folders[s.folder], s)
	}
	return folders
}

// reachOf tells for the functions of one package, by name, what they reach of
// the network, directly or through one another. Methods of one name are taken
// as one: this may accuse too much, never too little.
func reachOf(sources []*source) map[string]selector {
	reach := map[string]selector{}
	calls := map[string][]called{}
	for _, s := range sources {
		if s.test {
			continue
		}
		for _, declaration := range s.file.Decls {
			f, ok := declaration.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			calls[f.Name.Name] = append(calls[f.Name.Name], callsWithin(f.Body)...)
			for _, used := range s.selectors(f.Body) {
				if talks(used) && used.importPath != "log/slog" {
					reach[f.Name.Name] = used
				}
			}
		}
	}
	for again := true; again; {
		again = false
		for name, through := range calls {
			if _, found := reach[name]; found {
				continue
			}
			for _, c := range through {
				if used, found := reach[c.name]; found {
					reach[name], again = used, true
					break
				}
			}
		}
	}
	return reach
}

type called struct {
	name string
	at   token.Pos
}

// callsWithin lists the plain functions that are called below a node: f(...),
// not x.f(...), for whose x we do not know.
func callsWithin(below ast.Node) []called {
	var all []called
	ast.Inspect(below, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if f, ok := call.Fun.(*ast.Ident); ok {
				all = append(all, called{f.Name, f.Pos()})
			}
		}
		return true
	})
	return all
}

// TestLaw3AnActMayRunTwice: db.Write runs its function again when the
// transaction is lost. What is appended to, added up or sent from inside would
// then be there twice.
func TestLaw3AnActMayRunTwice(t *testing.T) {
	t.Parallel()
	law3AnActMayRunTwice(openHouse(t), t.Errorf)
}

func law3AnActMayRunTwice(h *house, errorf complaint) {
	for _, s := range h.sources {
		if s.test || inFolder(s.path, "internal/db") {
			continue
		}
		for _, act := range s.acts() {
			if act.method != "Write" {
				continue
			}
			own := declaredWithin(act.body)
			reset := assignedPlainly(act.body)
			complain := func(n ast.Node, what string) {
				errorf("%s: %s inside db.Write, whose function may run twice. Make it inside and assign it as a whole, or do it after the commit", s.position(n.Pos()), what)
			}
			ast.Inspect(act.body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.GoStmt:
					complain(n, "a goroutine starts")
				case *ast.SendStmt:
					complain(n, "a channel is sent to")
				case *ast.IncDecStmt:
					if name := baseName(n.X); name != "" && !own[name] && !reset[name] {
						complain(n, name+" is counted")
					}
				case *ast.AssignStmt:
					for i, left := range n.Lhs {
						name := baseName(left)
						if name == "" || own[name] || reset[name] {
							continue
						}
						if n.Tok != token.ASSIGN && n.Tok != token.DEFINE {
							complain(n, name+" is added to")
						} else if n.Tok == token.ASSIGN && i < len(n.Rhs) && appendsTo(n.Rhs[i], name) {
							complain(n, name+" is appended to")
						}
					}
				}
				return true
			})
		}
	}
}

// baseName is x of x, x.y, x[i] and *x.
func baseName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return baseName(e.X)
	case *ast.IndexExpr:
		return baseName(e.X)
	case *ast.StarExpr:
		return baseName(e.X)
	}
	return ""
}

func appendsTo(e ast.Expr, name string) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	f, ok := call.Fun.(*ast.Ident)
	return ok && f.Name == "append" && baseName(call.Args[0]) == name
}

// declaredWithin lists the names that a function declares itself.
func declaredWithin(f *ast.FuncLit) map[string]bool {
	names := map[string]bool{"_": true}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			for _, name := range n.Names {
				names[name.Name] = true
			}
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				for _, left := range n.Lhs {
					names[baseName(left)] = true
				}
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				for _, e := range []ast.Expr{n.Key, n.Value} {
					if e != nil {
						names[baseName(e)] = true
					}
				}
			}
		case *ast.ValueSpec:
			for _, name := range n.Names {
				names[name.Name] = true
			}
		}
		return true
	})
	return names
}

// assignedPlainly lists the names that a function sets anew as a whole.
func assignedPlainly(f *ast.FuncLit) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || assign.Tok != token.ASSIGN {
			return true
		}
		for i, left := range assign.Lhs {
			if name, ok := left.(*ast.Ident); ok && (i >= len(assign.Rhs) || !appendsTo(assign.Rhs[i], name.Name)) {
				names[name.Name] = true
			}
		}
		return true
	})
	return names
}

// What belongs to the outside, and the rooms that know it, with the reason.
var outside = []struct {
	importPath string
	names      []string // none: the whole package
	rooms      []string
	mend       string
}{
	{
		"net/http", nil,
		// bench is a client of the server it measures.
		[]string{"internal/api", "internal/channel", "internal/webhook", "internal/auth", "internal/app", "internal/bench", "cmd", "test"},
		"take and give plain values: the door speaks HTTP",
	},
	{
		"time",
		[]string{"Now", "Since", "Until"},
		// bench measures.
		[]string{"internal/db", "internal/app", "internal/bench", "cmd", "test"},
		"take tx.Now, or a clock that app hands over",
	},
	{"database/sql", nil, []string{"internal/db"}, "use db.One, db.All, db.Value and tx.Exec"},
	{
		"os",
		[]string{"Getenv", "LookupEnv", "Environ", "Setenv", "Unsetenv", "ExpandEnv"},
		// dbtest and criteria are told by `make test` where the cluster and the ledger are.
		[]string{"cmd", "internal/db/dbtest", "internal/criteria", "test"},
		"make it a field of a Config that cmd fills",
	},
}

// TestLaw4NobodyBelowTheDoorsKnowsTheOutside: HTTP, the clock, the SQL drivers
// and the environment each have their rooms. Tests may do as the world does.
func TestLaw4NobodyBelowTheDoorsKnowsTheOutside(t *testing.T) {
	t.Parallel()
	law4NobodyBelowTheDoorsKnowsTheOutside(openHouse(t), t.Errorf)
}

func law4NobodyBelowTheDoorsKnowsTheOutside(h *house, errorf complaint) {
	for _, s := range h.sources {
		if s.test {
			continue
		}
		for _, law := range outside {
			if inFolder(s.path, law.rooms...) {
				continue
			}
			if law.names == nil {
				for _, i := range s.imports() {
					if i.path == law.importPath {
						errorf("%s: %s is known only in %s: %s", i.position, law.importPath, strings.Join(law.rooms, ", "), law.mend)
					}
				}
				continue
			}
			for _, used := range s.selectors(s.file) {
				if used.importPath == law.importPath && slices.Contains(law.names, used.name) {
					errorf("%s: %s.%s is called only in %s: %s", used.position, law.importPath, used.name, strings.Join(law.rooms, ", "), law.mend)
				}
			}
		}
	}
}
