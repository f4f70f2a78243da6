package app_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	fileBudget    = 500
	packageBudget = 3000
	rootBudget    = 400
)

// TestBudgets: a file has 500 lines at most, a package 3,000, the root package
// 400, for ever. Tests and generated files are counted apart.
func TestBudgets(t *testing.T) {
	t.Parallel()
	budgets(openHouse(t), t.Errorf)
}

func budgets(h *house, errorf complaint) {
	packages := map[string]int{}
	for _, s := range h.sources {
		if s.test || s.generated {
			continue
		}
		packages[s.folder] += s.lines()
		if s.lines() > fileBudget {
			errorf("%s has %d lines; a file has %d at most: give a verb or a type its own file", s.path, s.lines(), fileBudget)
		}
	}
	for folder, lines := range packages {
		switch {
		case folder == "." && lines > rootBudget:
			errorf("package guichet has %d lines; it has %d for ever: what only some rooms need goes into one of theirs", lines, rootBudget)
		case lines > packageBudget:
			errorf("package %s has %d lines; a package has %d at most: what only one practice needs goes up into the practice", folder, lines, packageBudget)
		}
	}
	for name, text := range h.texts {
		if !strings.HasPrefix(name, "web/src/") || isGeneratedWeb(name) || isWebTest(name) {
			continue
		}
		if lines := strings.Count(text, "\n"); slices.Contains([]string{".ts", ".tsx"}, path.Ext(name)) && lines > fileBudget {
			errorf("%s has %d lines; a file has %d at most: give a component its own file", name, lines, fileBudget)
		}
	}
}

func isWebTest(name string) bool { return strings.Contains(path.Base(name), ".test.") }

func isGeneratedWeb(name string) bool {
	base := path.Base(name)
	return base == "schema.d.ts" || strings.Contains(base, ".gen.") || strings.HasPrefix(name, "web/src/locales/")
}

// TestNoInit: nothing registers itself; what exists is listed where it is built.
func TestNoInit(t *testing.T) {
	t.Parallel()
	noInit(openHouse(t), t.Errorf)
}

func noInit(h *house, errorf complaint) {
	for _, s := range h.sources {
		for _, declaration := range s.file.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				errorf("%s: an init function. Call it from where the house is built, in app", s.position(f.Pos()))
			}
		}
	}
}

// Types that are there to be changed.
var changing = regexp.MustCompile(`\b(sync\.(Mutex|RWMutex|Map|Once|Pool|WaitGroup|Cond)|atomic\.\w+|chan\b|rand\.Rand|http\.Client)`)

// TestNoGlobalState: a package holds no variable that changes. Tables that are
// never assigned to again, errors, regular expressions, embedded files and
// values made once by sync.OnceValue may stand there, unexported (errors
// apart), so that nobody else can change them either.
func TestNoGlobalState(t *testing.T) {
	t.Parallel()
	noGlobalState(openHouse(t), t.Errorf)
}

func noGlobalState(h *house, errorf complaint) {
	for folder, sources := range h.byFolder() {
		if inFolder(folder, testRooms...) {
			continue // one cluster a run is the point of dbtest
		}
		globals := map[string]bool{}
		for _, s := range sources {
			if s.test || s.generated {
				continue
			}
			for _, variable := range s.globals() {
				for _, name := range variable.spec.Names {
					if name.Name == "_" {
						continue
					}
					globals[name.Name] = true
					text := s.text[s.files.Position(variable.spec.Pos()).Offset:s.files.Position(variable.spec.End()).Offset]
					if at := strings.Index(text, "{"); at > 0 {
						text = text[:at]
					}
					isError := strings.HasPrefix(name.Name, "Err") || strings.HasPrefix(name.Name, "err")
					switch {
					case changing.MatchString(text):
						errorf("%s: %s is state of the whole program: make it a field of what is built in app", s.position(name.Pos()), name.Name)
					case name.IsExported() && !isError && !variable.embeds:
						errorf("%s: %s is exported and could be changed by anybody: make it a function that answers it", s.position(name.Pos()), name.Name)
					case len(variable.spec.Values) == 0 && !variable.embeds:
						errorf("%s: %s has no value, so something must set it later: make it a field of what is built in app", s.position(name.Pos()), name.Name)
					}
				}
			}
		}
		for _, s := range sources {
			if s.test || s.generated {
				continue
			}
			for _, change := range changesTo(s, globals) {
				errorf("%s: changes the package's variable of %s: make it a field of what is built in app", change, folder)
			}
		}
	}
}

type global struct {
	spec   *ast.ValueSpec
	embeds bool
}

func (s *source) globals() []global {
	var all []global
	for _, declaration := range s.file.Decls {
		group, ok := declaration.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR {
			continue
		}
		for _, spec := range group.Specs {
			if variable, ok := spec.(*ast.ValueSpec); ok {
				embeds := commentHas(group.Doc, "//go:embed") || commentHas(variable.Doc, "//go:embed")
				all = append(all, global{variable, embeds})
			}
		}
	}
	return all
}

func commentHas(group *ast.CommentGroup, text string) bool {
	return group != nil && slices.ContainsFunc(group.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, text) })
}

// changesTo finds where functions assign to names that are the package's and
// not declared again in the function.
func changesTo(s *source, globals map[string]bool) []token.Position {
	var all []token.Position
	for _, declaration := range s.file.Decls {
		f, ok := declaration.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		own := declaredWithin(&ast.FuncLit{Type: f.Type, Body: f.Body})
		if f.Recv != nil {
			for _, field := range f.Recv.List {
				for _, name := range field.Names {
					own[name.Name] = true
				}
			}
		}
		changes := func(e ast.Expr) {
			if name := baseName(e); globals[name] && !own[name] {
				all = append(all, s.position(e.Pos()))
			}
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				if n.Tok != token.DEFINE {
					for _, left := range n.Lhs {
						changes(left)
					}
				}
			case *ast.IncDecStmt:
				changes(n.X)
			case *ast.CallExpr:
				if called, ok := n.Fun.(*ast.Ident); ok && slices.Contains([]string{"delete", "clear"}, called.Name) && len(n.Args) > 0 {
					changes(n.Args[0])
				}
			}
			return true
		})
	}
	return all
}

// TestEveryPackageSaysWhatItOwns: its doc comment, once, tells what the room
// owns and what it leaves to whom.
func TestEveryPackageSaysWhatItOwns(t *testing.T) {
	t.Parallel()
	everyPackageSaysWhatItOwns(openHouse(t), t.Errorf)
}

func everyPackageSaysWhatItOwns(h *house, errorf complaint) {
	for folder, sources := range h.byFolder() {
		var said []string
		ships := false
		for _, s := range sources {
			ships = ships || !s.test
			if s.file.Doc != nil && !s.test && len(s.file.Doc.Text()) > 40 {
				said = append(said, s.path)
			}
		}
		if ships && len(said) != 1 {
			errorf("%s has %d package comments %v: one file, doc.go in a big room, says what the package owns and what it leaves to whom", folder, len(said), said)
		}
	}
}

var emptyNames = []string{"util", "utils", "common", "helper", "helpers", "manager", "misc", "shared", "models"}

// TestNamesSaySomething: a name that could stand anywhere says nothing.
func TestNamesSaySomething(t *testing.T) {
	t.Parallel()
	namesSaySomething(openHouse(t), t.Errorf)
}

func namesSaySomething(h *house, errorf complaint) {
	names := slices.Collect(func(yield func(string) bool) {
		for _, s := range h.sources {
			if !yield(s.path) {
				return
			}
		}
		for name := range h.texts {
			if strings.HasPrefix(name, "web/src/") && !yield(name) {
				return
			}
		}
	})
	for _, name := range names {
		for part := range strings.SplitSeq(name, "/") {
			word, _, _ := strings.Cut(part, ".")
			if slices.Contains(emptyNames, strings.ToLower(strings.TrimSuffix(word, "_test"))) {
				errorf("%s: %q says nothing of what is in it: name it by the customer's word", name, part)
			}
		}
	}
}

// Words by which work is put off, or a check is switched off. They are put
// together here so that this file does not hold them.
var putOff = regexp.MustCompile(strings.Join([]string{
	`\bTO` + `DO\b`, `\bFIX` + `ME\b`, `\bX{3}\b`, `//\s*no` + `lint`, `eslint-` + `disable`,
	`biome-` + `ignore(-all|-start)?\s+[\w/]+\s*:?.{0,19}$`, // with the reason in a few words it is an argued exception
	`@ts-` + `ignore`, `@ts-` + `nocheck`, `t\.Skip` + `\(\)`, `t\.Skip` + `Now\(`, `\b(it|test|describe)\.(skip|only)\(`,
}, "|"))

// TestNothingIsLeftForLater: what is not done is an issue, not a remark.
func TestNothingIsLeftForLater(t *testing.T) {
	t.Parallel()
	nothingIsLeftForLater(openHouse(t), t.Errorf)
}

func nothingIsLeftForLater(h *house, errorf complaint) {
	look := func(name, text string) {
		for number, line := range strings.Split(text, "\n") {
			if found := putOff.FindString(line); found != "" {
				errorf("%s:%d: %q: do it, or write an issue and remove it", name, number+1, found)
			}
		}
	}
	for _, s := range h.sources {
		look(s.path, s.text)
	}
	for name, text := range h.texts {
		if !strings.HasSuffix(name, ".json") && !strings.HasSuffix(name, ".md") {
			look(name, text)
		}
	}
}

// TestTestsDoNotSleep: a test waits for what it expects, or steps the clock.
func TestTestsDoNotSleep(t *testing.T) {
	t.Parallel()
	testsDoNotSleep(openHouse(t), t.Errorf)
}

func testsDoNotSleep(h *house, errorf complaint) {
	for _, s := range h.sources {
		if !s.test && !inFolder(s.path, "test", "internal/db/dbtest") {
			continue
		}
		if strings.Contains(s.text, "testing/synctest") {
			continue // its sleep takes no time
		}
		for _, used := range s.selectors(s.file) {
			if used.importPath == "time" && used.name == "Sleep" {
				errorf("%s: a test sleeps: wait for a hint or an answer, or step the clock", used.position)
			}
		}
	}
}

// TestGeneratedFilesSaySo: who opens a generated file learns that it is, and by
// which command, before changing it.
func TestGeneratedFilesSaySo(t *testing.T) {
	t.Parallel()
	generatedFilesSaySo(openHouse(t), t.Errorf)
}

func generatedFilesSaySo(h *house, errorf complaint) {
	for _, s := range h.sources {
		if strings.HasSuffix(s.path, "_gen.go") && !s.generated {
			errorf("%s: its name says generated, its head does not: // Code generated by <command>; DO NOT EDIT.", s.path)
		}
	}
	said := regexp.MustCompile(`(?i)generated`)
	for name, text := range h.texts {
		isGenerated := path.Base(name) == "schema.d.ts" || strings.Contains(path.Base(name), ".gen.") || name == "docs/criteria.md"
		if isGenerated && !said.Match(firstLines([]byte(text))) {
			errorf("%s: its first lines do not say that it is generated, and by what", name)
		}
	}
}

// TestNothingOfTheWorkplace: what is committed works on any machine: it names
// no registry's host and no folder of the machine it was written on.
func TestNothingOfTheWorkplace(t *testing.T) {
	t.Parallel()
	nothingOfTheWorkplace(openHouse(t), t.Errorf)
}

func nothingOfTheWorkplace(h *house, errorf complaint) {
	workplace := regexp.MustCompile(fmt.Sprintf(`(^|[\s"'(=])/%s/|registry\.npm%s|proxy\.golang%s|deb\.debian%s`, "work", "js", `\.org`, `\.org`))
	look := func(name, text string) {
		if found := workplace.FindString(text); found != "" {
			errorf("%s names %q", name, strings.TrimSpace(found))
		}
	}
	for _, s := range h.sources {
		look(s.path, s.text)
	}
	for name, text := range h.texts {
		look(name, text)
	}
}
