package phrase

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mention is a key or a code in the source of another package.
type mention struct{ key, at string }

// Whatever code an error is made with, and whatever key is said, has a sentence
// in both languages.
func TestEveryCodeHasASentence(t *testing.T) {
	t.Parallel()
	mentions := mentioned(t, "../..")
	if len(mentions) < 50 {
		t.Fatalf("only %d codes were found: the test tests nothing", len(mentions))
	}
	for _, m := range mentions {
		if !Has(m.key) {
			t.Errorf("%s: %q has no sentence in package phrase", m.at, m.key)
		}
	}
}

// mentioned reads every package below root that ships.
func mentioned(t *testing.T, root string) []mention {
	t.Helper()
	var all []mention
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if slices.Contains([]string{"node_modules", "web", "tools", "test", ".git", "bin"}, d.Name()) {
			return fs.SkipDir
		}
		all = append(all, inFolder(t, path)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func inFolder(t *testing.T, folder string) []mention {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	var files []*ast.File
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			file, err := parser.ParseFile(set, filepath.Join(folder, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
	}
	constants := map[string]string{}
	var all []mention
	for _, file := range files {
		for name, value := range stringConstants(file) {
			constants[name] = value
			// Codes that are kept for later: why a mailbox fails, why a letter waits.
			for _, prefix := range []string{"fault", "reason", "Kept"} {
				if strings.HasPrefix(name, prefix) && (strings.HasPrefix(value, "mail.") || strings.HasPrefix(value, "mailbox.")) {
					all = append(all, mention{value, folder + ": " + name})
				}
			}
		}
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			var code ast.Expr
			switch n := n.(type) {
			case *ast.CallExpr:
				code = codeOfCall(n)
			case *ast.CompositeLit:
				code = codeOfError(n)
			}
			if code == nil {
				return true
			}
			at := set.Position(code.Pos()).String()
			switch code := code.(type) {
			case *ast.BasicLit:
				if value, err := strconv.Unquote(code.Value); err == nil {
					all = append(all, mention{value, at})
				}
			case *ast.Ident:
				if value, found := constants[code.Name]; found {
					all = append(all, mention{value, at})
				}
			}
			return true
		})
	}
	return all
}

// codeOfCall is the argument of a call that is a code or a key.
func codeOfCall(call *ast.CallExpr) ast.Expr {
	var name string
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		name = f.Sel.Name
	case *ast.Ident:
		name = f.Name
	}
	place := map[string]int{"Invalid": 1, "Unauthenticated": 0, "Unavailable": 0, "Say": 0}
	i, known := place[name]
	if !known || i >= len(call.Args) {
		return nil
	}
	return call.Args[i]
}

// codeOfError is the Code of a guichet.Error{...}.
func codeOfError(l *ast.CompositeLit) ast.Expr {
	if of, ok := l.Type.(*ast.SelectorExpr); !ok || of.Sel.Name != "Error" {
		return nil
	}
	for _, e := range l.Elts {
		if field, ok := e.(*ast.KeyValueExpr); ok {
			if name, ok := field.Key.(*ast.Ident); ok && name.Name == "Code" {
				return field.Value
			}
		}
	}
	return nil
}

func stringConstants(file *ast.File) map[string]string {
	all := map[string]string{}
	for _, d := range file.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.CONST {
			continue
		}
		for _, spec := range group.Specs {
			v, ok := spec.(*ast.ValueSpec)
			if !ok {
				continue
			}
			for i, name := range v.Names {
				if i >= len(v.Values) {
					break
				}
				if l, ok := v.Values[i].(*ast.BasicLit); ok && l.Kind == token.STRING {
					if value, err := strconv.Unquote(l.Value); err == nil {
						all[name.Name] = value
					}
				}
			}
		}
	}
	return all
}
