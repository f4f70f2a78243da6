package app_test

import (
	"context"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

// statement is one whole SQL text of ours.
type statement struct {
	name  string // of its constant, with the folder
	text  string
	where token.Position
}

// statements reads every constant named sqlXxx, put together from the others it
// is made of. What is dynamic is named partXxx and tried by its room's tests.
func (h *house) statements(errorf complaint) []statement {
	constants := map[string]ast.Expr{} // folder.name
	for _, s := range h.sources {
		for _, declaration := range s.file.Decls {
			group, ok := declaration.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST || s.test {
				continue
			}
			for _, spec := range group.Specs {
				values, ok := spec.(*ast.ValueSpec)
				for i := range min(len(values.Names), len(values.Values)) {
					if ok {
						constants[s.folder+"."+values.Names[i].Name] = values.Values[i]
					}
				}
			}
		}
	}
	var value func(folder string, e ast.Expr) (string, bool)
	value = func(folder string, e ast.Expr) (string, bool) {
		switch e := e.(type) {
		case *ast.BasicLit:
			if e.Kind != token.STRING {
				return e.Value, true
			}
			text, err := strconv.Unquote(e.Value)
			return text, err == nil
		case *ast.ParenExpr:
			return value(folder, e.X)
		case *ast.Ident:
			return value(folder, constants[folder+"."+e.Name])
		case *ast.BinaryExpr:
			left, one := value(folder, e.X)
			right, two := value(folder, e.Y)
			return left + right, one && two && e.Op == token.ADD
		}
		return "", false
	}
	var all []statement
	for _, s := range h.sources {
		if s.test || inFolder(s.path, "internal/db", "test") {
			continue
		}
		for _, declaration := range s.file.Decls {
			group, ok := declaration.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for _, spec := range group.Specs {
				values, ok := spec.(*ast.ValueSpec)
				if !ok || !strings.HasPrefix(values.Names[0].Name, "sql") || len(values.Values) == 0 {
					continue
				}
				text, known := value(s.folder, values.Values[0])
				if !known || strings.Contains(text, "%s") {
					errorf("%s: %s is not a whole statement that can be read here: name a fragment partXxx", s.position(values.Pos()), values.Names[0].Name)
					continue
				}
				all = append(all, statement{s.folder + "." + values.Names[0].Name, text, s.position(values.Pos())})
			}
		}
	}
	return all
}

var placeholder = regexp.MustCompile(`\$([0-9]+)`)

// TestEverySQLPreparesOnBothEngines: a statement that one of the engines does
// not understand is found here, whether or not a test comes past it.
func TestEverySQLPreparesOnBothEngines(t *testing.T) {
	t.Parallel()
	statements := openHouse(t).statements(t.Errorf)
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		for _, s := range statements {
			most := 0
			for _, found := range placeholder.FindAllStringSubmatch(s.text, -1) {
				if n, err := strconv.Atoi(found[1]); err == nil {
					most = max(most, n)
				}
			}
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				rows, err := tx.Query(ctx, "EXPLAIN "+s.text, slices.Repeat([]any{nil}, most)...)
				if err != nil {
					return err
				}
				defer rows.Close()
				for rows.Next() {
				}
				return rows.Err()
			})
			if err != nil {
				t.Errorf("%s: %s: %v", s.where, s.name, err)
			}
		}
		t.Logf("%d statements", len(statements))
	})
}
