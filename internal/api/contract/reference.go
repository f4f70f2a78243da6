package contract

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed reference.html
var referencePage string

// ServeReference adds the description, for programs and for people. It is the
// last of the routes: what none of them takes is not found.
func (d *Door) ServeReference() {
	d.Mux.HandleFunc("GET /api/openapi.json", func(w http.ResponseWriter, r *http.Request) {
		text, err := d.Description()
		if err != nil {
			d.Refuse(w, r, err)
			return
		}
		d.Answer(w, r, "application/json", text)
	})
	page := template.Must(template.New("reference").Parse(referencePage))
	d.Mux.HandleFunc("GET /api/docs", func(w http.ResponseWriter, r *http.Request) {
		var b bytes.Buffer
		if err := page.Execute(&b, d.reference()); err != nil {
			d.Refuse(w, r, err)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		d.Answer(w, r, "text/html; charset=utf-8", b.Bytes())
	})
}

// Answer writes a body that is made already.
func (d *Door) Answer(w http.ResponseWriter, r *http.Request, kind string, text []byte) {
	w.Header().Set("Content-Type", kind)
	if _, err := w.Write(text); err != nil {
		d.Logger.DebugContext(r.Context(), "answer", "error", err.Error())
	}
}

type referenceView struct {
	Title   string
	Version string
	Groups  []referenceGroup
}

type referenceGroup struct {
	Name  string
	Calls []referenceCall
}

type referenceCall struct {
	ID, Method, Path, Summary string
	Open                      bool
	Parameters                []referenceField
	Body                      []referenceField
	Answer                    string
	Example                   string
}

type referenceField struct {
	Name, Type, About string
	Required          bool
}

// reference makes a page for people out of the document for programs: there is
// one truth.
func (d *Door) reference() referenceView {
	doc := d.API.OpenAPI()
	groups := map[string][]referenceCall{}
	for path, item := range doc.Paths {
		for method, op := range map[string]*huma.Operation{
			http.MethodGet: item.Get, http.MethodPost: item.Post, http.MethodPatch: item.Patch, http.MethodDelete: item.Delete,
		} {
			if op != nil {
				groups[op.Tags[0]] = append(groups[op.Tags[0]], describeCall(doc, method, path, op))
			}
		}
	}
	v := referenceView{Title: doc.Info.Title, Version: doc.Info.Version}
	for name, calls := range groups {
		slices.SortFunc(calls, func(x, y referenceCall) int {
			return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.Method, y.Method))
		})
		v.Groups = append(v.Groups, referenceGroup{Name: name, Calls: calls})
	}
	slices.SortFunc(v.Groups, func(x, y referenceGroup) int { return cmp.Compare(x.Name, y.Name) })
	return v
}

func describeCall(doc *huma.OpenAPI, method, path string, op *huma.Operation) referenceCall {
	c := referenceCall{ID: op.OperationID, Method: method, Path: path, Summary: op.Summary, Open: op.Security != nil && len(op.Security) == 0}
	for _, p := range op.Parameters {
		if p.Schema != nil && p.In != "header" && p.In != "cookie" {
			c.Parameters = append(c.Parameters, referenceField{Name: p.Name, Type: typeName(p.Schema), About: cmp.Or(p.Description, p.Schema.Description), Required: p.Required})
		}
	}
	var body *huma.Schema
	if op.RequestBody != nil {
		if m := op.RequestBody.Content["application/json"]; m != nil {
			body = resolve(doc, m.Schema)
			c.Body = describeFields(body)
		}
	}
	for status, r := range op.Responses {
		if m := r.Content["application/json"]; m != nil && strings.HasPrefix(status, "2") {
			c.Answer = typeName(m.Schema)
		}
	}
	c.Example = example(method, path, doc, body)
	return c
}

func resolve(doc *huma.OpenAPI, s *huma.Schema) *huma.Schema {
	if s != nil && s.Ref != "" {
		return doc.Components.Schemas.SchemaFromRef(s.Ref)
	}
	return s
}

func describeFields(s *huma.Schema) []referenceField {
	var fields []referenceField
	if s == nil {
		return nil
	}
	for name, p := range s.Properties {
		fields = append(fields, referenceField{
			Name: name, Type: typeName(p), About: p.Description, Required: slices.Contains(s.Required, name),
		})
	}
	slices.SortFunc(fields, func(x, y referenceField) int { return cmp.Compare(x.Name, y.Name) })
	return fields
}

func typeName(s *huma.Schema) string {
	switch {
	case s.Ref != "":
		return s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
	case s.Type == huma.TypeArray && s.Items != nil:
		return typeName(s.Items) + "[]"
	case s.Format != "":
		return s.Type + " (" + s.Format + ")"
	default:
		return s.Type
	}
}

// example is a call one can paste.
func example(method, path string, doc *huma.OpenAPI, body *huma.Schema) string {
	call := "curl -H \"Authorization: Bearer $TOKEN\" "
	if method != http.MethodGet {
		call += "-X " + method + " "
	}
	call += "\"$GUICHET" + strings.ReplaceAll(strings.ReplaceAll(path, "{ref}", "INC-000001"), "{id}", "ID") + "\""
	if body == nil {
		return call
	}
	sample := map[string]any{}
	for _, name := range body.Required {
		sample[name] = sampleValue(resolve(doc, body.Properties[name]))
	}
	text, err := json.Marshal(sample)
	if err != nil {
		return call
	}
	return call + " \\\n  -H 'Content-Type: application/json' -d '" + string(text) + "'"
}

func sampleValue(s *huma.Schema) any {
	switch {
	case s == nil:
		return nil
	case len(s.Enum) > 0:
		return s.Enum[0]
	case s.Type == huma.TypeInteger || s.Type == huma.TypeNumber:
		return 1
	case s.Type == huma.TypeBoolean:
		return true
	case s.Type == huma.TypeArray:
		return []any{}
	case s.Type == huma.TypeObject:
		return map[string]any{}
	default:
		return "..."
	}
}
