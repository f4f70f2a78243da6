package queue

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/phrase"
	"guichet/internal/ticket"
)

// exportPath gives the list as a file.
const exportPath = "/api/tickets/export"

// pause is how long a reader may take nothing before it is given up.
const pause = 30 * time.Second

func (a *rooms) exportRoutes() {
	a.Mux.HandleFunc("GET "+exportPath, a.export)
	text := func(name, about string) *huma.Param {
		return &huma.Param{Name: name, In: "query", Description: about, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	a.API.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "export-tickets", Method: http.MethodGet, Path: exportPath, Tags: []string{"tickets"},
		Summary: "The list as a file of comma-separated values, in the reader's language and zone",
		Parameters: []*huma.Param{
			text("view", "The cut it begins with, such as to_process."), text("f", "The text of the filter."),
			text("kind", "Kinds of record, separated by commas. All when left out."),
			text("sort", "As in the list."), text("group", "As in the list."),
			text("columns", "Which columns, in which order, separated by commas. All when left out."),
		},
		Responses: map[string]*huma.Response{"200": {
			Description: "The first line says what was asked for and when, the second names the columns.",
			Content:     map[string]*huma.MediaType{"text/csv": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	})
}

// column is one column of the file.
type column struct {
	name, head string
	of         func(r ticket.Row) string
}

func columns(say phrase.Book, zone string) []column {
	all := []column{
		{name: "reference", of: func(r ticket.Row) string { return r.Reference }},
		{name: "kind", of: func(r ticket.Row) string { return say.Say("record."+r.Kind, nil) }},
		{name: "title", of: func(r ticket.Row) string { return r.Title }},
		{name: "state", of: func(r ticket.Row) string { return stateWord(say, r) }},
		{name: "hold_reason", of: func(r ticket.Row) string { return word(say, "hold.", r.HoldReason) }},
		{name: "priority", of: func(r ticket.Row) string { return "P" + strconv.FormatInt(r.Priority, 10) }},
		{name: "requester", of: func(r ticket.Row) string { return r.Requester }},
		{name: "organisation", of: func(r ticket.Row) string { return r.Organisation }},
		{name: "site", of: func(r ticket.Row) string { return r.Site }},
		{name: "team", of: func(r ticket.Row) string { return r.Team }},
		{name: "assignee", of: func(r ticket.Row) string { return r.Assignee }},
		{name: "channel", of: func(r ticket.Row) string { return word(say, "channel.", string(r.Channel)) }},
		{name: "created", of: func(r ticket.Row) string { return stamp(r.Created, zone) }},
		{name: "updated", of: func(r ticket.Row) string { return stamp(r.Updated, zone) }},
		{name: "first_contact", of: func(r ticket.Row) string {
			return word(say, "", map[bool]string{true: "yes", false: "no"}[r.FirstContact])
		}},
		{name: "last", of: func(r ticket.Row) string { return stamp(r.LastAt, zone) }},
	}
	for i, c := range all {
		all[i].head = say.Say("export."+c.name, nil)
	}
	return all
}

func stateWord(say phrase.Book, r ticket.Row) string {
	if own := "state." + r.Kind + "." + string(r.State); phrase.Has(own) {
		return say.Say(own, nil)
	}
	return say.Say("state."+string(r.State), nil)
}

func word(say phrase.Book, prefix, code string) string {
	if code == "" {
		return ""
	}
	return say.Say(prefix+code, nil)
}

// stamp is a moment as spreadsheets read it, in the reader's zone.
func stamp(t time.Time, zone string) string {
	if t.IsZero() {
		return ""
	}
	place, err := time.LoadLocation(zone)
	if err != nil {
		place = time.UTC
	}
	return t.In(place).Format("2006-01-02 15:04")
}

// safe is a cell that no spreadsheet takes for a formula: what begins like one is
// put behind an apostrophe.
func safe(cell string) string {
	cell = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		return r
	}, cell)
	// Some programs skip blanks and signs that are as good as the plain ones.
	if begins := strings.TrimLeft(cell, " \u00a0\u202f"); begins != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(begins)[0]) {
		return "'" + cell
	}
	return cell
}

// chosen are the columns asked for, in their order; with those of the fields that
// an administrator added, as far as the reader sees them. people are filled in,
// page by page.
func (a *rooms) chosen(ctx context.Context, r *contract.Request, names string, people map[string]string) ([]column, error) {
	all := columns(phrase.For(r.Language), r.Person.Zone)
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		own := readFields(ctx, tx, r)
		for _, f := range own.all {
			if f.Active || names != "" {
				all = append(all, a.fieldColumn(r, f, people))
			}
		}
		return own.err
	})
	if err != nil || names == "" {
		return all, err
	}
	var some []column
	for name := range strings.SplitSeq(names, ",") {
		at := slices.IndexFunc(all, func(c column) bool { return c.name == name })
		if at < 0 {
			return nil, guichet.Invalid("columns", "unknown_value", nil)
		}
		some = append(some, all[at])
	}
	return some, nil
}

// export writes the list page by page: a long one is never whole in memory, and
// no read is longer than one page. What changes meanwhile is met as it then is.
func (a *rooms) export(w http.ResponseWriter, req *http.Request) {
	r, err := worksHere(req.Context())
	if err != nil {
		a.Refuse(w, req, err)
		return
	}
	q := req.URL.Query()
	asked := Asked{View: q.Get("view"), Text: q.Get("f"), Sort: q.Get("sort"), Group: q.Get("group")}
	for k := range strings.SplitSeq(q.Get("kind"), ",") {
		if k == "" {
			continue
		}
		if !slices.Contains(intake.Kinds(), k) {
			a.Refuse(w, req, guichet.Invalid("kind", "unknown_value", nil))
			return
		}
		asked.Kinds = append(asked.Kinds, k)
	}
	people := map[string]string{}
	some, err := a.chosen(req.Context(), r, q.Get("columns"), people)
	if err != nil {
		a.Refuse(w, req, err)
		return
	}
	pages := a.pages(r, asked, people)
	rows, more, err := pages(req.Context())
	if err != nil {
		a.Refuse(w, req, err)
		return
	}
	say := phrase.For(r.Language)
	now := stamp(a.DB.Now(), r.Person.Zone)
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{
		"filename": say.Say("export.name", nil) + " " + strings.NewReplacer(":", "h").Replace(now) + ".csv",
	}))
	out := http.NewResponseController(w)
	// The mark tells a spreadsheet that this is UTF-8.
	_, err = io.WriteString(w, "\uFEFF")
	lines := csv.NewWriter(w)
	if lines.UseCRLF = true; say.Language() == guichet.French {
		lines.Comma = ';'
	}
	head := make([]string, len(some))
	for i, c := range some {
		head[i] = safe(c.head)
	}
	write := func(cells []string) {
		if err == nil {
			err = lines.Write(cells)
		}
	}
	write([]string{safe(a.about(say, asked, now, r.Person.Zone))})
	write(head)
	for err == nil {
		for _, row := range rows {
			cells := make([]string, len(some))
			for i, c := range some {
				cells[i] = safe(c.of(row))
			}
			write(cells)
		}
		if lines.Flush(); lines.Error() != nil || !more {
			return // the reader has gone, or has all of it
		}
		if err := out.SetWriteDeadline(a.Clock().Add(pause)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return
		}
		rows, more, err = pages(req.Context())
	}
	if err != nil {
		// The file ends in the middle: the connection is broken, so that nobody takes
		// it for whole.
		a.Logger.WarnContext(req.Context(), "an export broke off", "error", err)
		panic(http.ErrAbortHandler)
	}
}

// about is the first line: what the list shows, and when it was read.
func (a *rooms) about(say phrase.Book, asked Asked, now, zone string) string {
	cut := asked.View
	if cut == "" {
		cut = string(ticket.All)
	}
	args := guichet.Args{"cut": say.Say("cut."+cut, nil), "filter": asked.Text, "now": now, "zone": zone}
	if asked.Text == "" {
		return say.Say("export.about", args)
	}
	return say.Say("export.about_filter", args)
}

// pages reads one page after the other, and the names of the people whom fields
// hold.
func (a *rooms) pages(r *contract.Request, asked Asked, people map[string]string) func(context.Context) (rows []ticket.Row, more bool, err error) {
	cursor := ""
	return func(ctx context.Context) (rows []ticket.Row, more bool, err error) {
		err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
			f, kinds, err := asked.Filter(ctx, tx, r, a.find)
			if err != nil {
				return err
			}
			rows, cursor, err = ticket.ListKinds(ctx, tx, record.Reach(r, kinds, f.Fields()...), f, guichet.Page{Limit: guichet.PageMost, Cursor: cursor})
			if err != nil {
				return err
			}
			return record.NameHeld(ctx, tx, rows, people)
		})
		if err != nil {
			return nil, false, fmt.Errorf("read a page: %w", err)
		}
		return rows, cursor != "", nil
	}
}
