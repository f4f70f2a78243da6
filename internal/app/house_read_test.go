package app_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// house is the source of the whole repository, read once for all the laws.
type house struct {
	root    string
	files   *token.FileSet
	sources []*source         // every Go file
	texts   map[string]string // every other text file that we wrote, by path
}

// source is one Go file.
type source struct {
	path      string // from the root, with slashes
	folder    string
	room      string
	text      string
	test      bool
	generated bool
	file      *ast.File
	files     *token.FileSet
}

// complaint is how a law says what is wrong, where, and how to mend it.
type complaint func(format string, args ...any)

const module = "guichet"

// Folders that hold nothing we wrote.
var foreign = []string{".git", "node_modules", "dist", "bin", "data", "tmp", "test-output"}

// Ends of the names of the files that are text.
var textual = []string{
	".md", ".sql", ".po", ".ts", ".tsx", ".css", ".html", ".json", ".mjs", ".js", ".yml", ".yaml", ".toml", ".sh",
	"Makefile", "NOTICE", "/run", ".npmrc", ".mod", ".txt", "/install-needs", "/with-postgres", ".service", ".timer",
}

var readHouse = sync.OnceValues(func() (*house, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return nil, err
	}
	h := &house{root: root, files: token.NewFileSet(), texts: map[string]string{}}
	err = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		if entry.IsDir() {
			if slices.Contains(foreign, entry.Name()) {
				return filepath.SkipDir
			}
			return nil
		}
		return h.read(relative)
	})
	return h, err
})

func (h *house) read(name string) error {
	isGo := strings.HasSuffix(name, ".go")
	if !isGo && !slices.ContainsFunc(textual, func(end string) bool { return strings.HasSuffix("/"+name, end) }) {
		return nil
	}
	content, err := os.ReadFile(filepath.Join(h.root, filepath.FromSlash(name)))
	if err != nil {
		return err
	}
	return h.add(name, content)
}

func (h *house) add(name string, content []byte) error {
	if !strings.HasSuffix(name, ".go") {
		h.texts[name] = string(content)
		return nil
	}
	file, err := parser.ParseFile(h.files, name, content, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	folder := path.Dir(name)
	h.sources = append(h.sources, &source{
		path: name, folder: folder, room: roomOf(folder), text: string(content),
		test: strings.HasSuffix(name, "_test.go"), generated: generatedGo.Match(firstLines(content)), file: file, files: h.files,
	})
	return nil
}

var generatedGo = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

func firstLines(content []byte) []byte {
	lines := bytes.SplitAfterN(content, []byte("\n"), 11)
	return bytes.Join(lines[:min(10, len(lines))], nil)
}

func openHouse(t *testing.T) *house {
	t.Helper()
	h, err := readHouse()
	if err != nil {
		t.Fatalf("read the house: %v", err)
	}
	if len(h.sources) < 5 {
		t.Fatalf("read the house: only %d Go files under %s", len(h.sources), h.root)
	}
	return h
}

// ours tells whether an import is a package of this module, and its folder.
func (h *house) ours(importPath string) (string, bool) {
	if importPath == module {
		return "", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

// roomOf is the room that a folder lies in: internal/<room> with all below it,
// but internal/channel/<room>, for each channel is a room of its own.
func roomOf(folder string) string {
	parts := strings.Split(folder, "/")
	depth := 1
	switch {
	case folder == "." || folder == "":
		return ""
	case parts[0] == "internal" && len(parts) > 2 && parts[1] == "channel":
		depth = 3
	case parts[0] == "internal":
		depth = 2
	}
	return strings.Join(parts[:min(depth, len(parts))], "/")
}

// inFolder tells whether a path lies in or under one of the folders.
func inFolder(name string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		return name == folder || strings.HasPrefix(name, folder+"/")
	})
}

type imported struct {
	path     string
	name     string // by which the file calls it
	position token.Position
}

func (s *source) imports() []imported {
	var all []imported
	for _, spec := range s.file.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(importPath)
		if regexp.MustCompile(`^v[0-9]+$`).MatchString(name) {
			name = path.Base(path.Dir(importPath))
		}
		name = strings.TrimPrefix(name, "go-")
		if spec.Name != nil {
			name = spec.Name.Name
		}
		all = append(all, imported{path: importPath, name: name, position: s.position(spec.Pos())})
	}
	return all
}

func (s *source) position(p token.Pos) token.Position { return s.files.Position(p) }

func (s *source) lines() int { return strings.Count(s.text, "\n") }

// selector is one use of package.Name in a file.
type selector struct {
	importPath string
	name       string
	position   token.Position
}

// selectors lists the uses of names of imported packages below a node.
func (s *source) selectors(below ast.Node) []selector {
	byName := map[string]string{}
	for _, i := range s.imports() {
		byName[i.name] = i.path
	}
	var all []selector
	ast.Inspect(below, func(n ast.Node) bool {
		expression, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := expression.X.(*ast.Ident); ok && byName[x.Name] != "" {
			all = append(all, selector{byName[x.Name], expression.Sel.Name, s.position(expression.Pos())})
		}
		return true
	})
	return all
}
