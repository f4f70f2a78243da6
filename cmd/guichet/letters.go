package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"guichet/internal/app"
	"guichet/internal/mime"
)

type lettersCommand struct {
	Folder string `arg:"" type:"existingdir" help:"A folder of letters, one a file; what has no head gets one."`
	Each   bool   `help:"Say of each file what it is."`
}

// what a letter is, in the order in which the counts are printed.
const (
	isMessage    = "messages of people"
	isAutomatic  = "automatic answers and notices"
	isFailed     = "delivery reports: failed"
	isDelayed    = "delivery reports: delayed"
	isComplaint  = "delivery reports: complaints"
	isOther      = "delivery reports: delivered, read"
	isUnreadable = "for quarantine: cannot be read"
)

// Run reads every letter of a folder as the desk would, and prints what they are.
// Nothing is kept.
func (l lettersCommand) Run(_ app.Config, out io.Writer) (err error) {
	counts := map[string]int{}
	files, reports, named := 0, 0, 0
	root, err := os.OpenRoot(l.Folder)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	err = fs.WalkDir(root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(root.FS(), path)
		if err != nil {
			return err
		}
		files++
		kind, report := sortLetter(raw)
		counts[kind]++
		addresses := []string{}
		if report != nil {
			reports++
			for _, r := range report.Recipients {
				addresses = append(addresses, strings.TrimSpace(r.Address+" "+r.Status))
			}
			if len(addresses) > 0 {
				named++
			}
		}
		if l.Each {
			_, err = fmt.Fprintf(out, "%s\t%s\t%s\n", path, kind, strings.Join(addresses, ", "))
		}
		return err
	})
	if err != nil {
		return err
	}
	lines := []string{fmt.Sprintf("%6d files", files)}
	for _, kind := range []string{isMessage, isAutomatic, isFailed, isDelayed, isComplaint, isOther, isUnreadable} {
		lines = append(lines, fmt.Sprintf("%6d %s", counts[kind], kind))
	}
	lines = append(lines, fmt.Sprintf("%6d of the %d reports name an address", named, reports))
	_, err = fmt.Fprintln(out, strings.Join(lines, "\n"))
	return err
}

// sortLetter reads one letter. A text without a head is given one: it is what
// somebody wrote.
func sortLetter(raw []byte) (kind string, report *mime.Report) {
	l, err := mime.Parse(raw)
	if mime.Sender(raw) == "" && (err != nil || l.Report == nil && l.MessageID == "") && !errors.Is(err, mime.ErrTooLarge) {
		l, err = mime.Parse(slices.Concat([]byte("From: somebody@example.org\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"), raw))
	}
	switch {
	case err != nil:
		return isUnreadable, nil
	case l.Report == nil && l.Auto:
		return isAutomatic, nil
	case l.Report == nil:
		return isMessage, nil
	}
	switch l.Report.Kind {
	case mime.ReportFailed:
		return isFailed, l.Report
	case mime.ReportDelayed:
		return isDelayed, l.Report
	case mime.ReportAbuse:
		return isComplaint, l.Report
	}
	return isOther, l.Report
}
