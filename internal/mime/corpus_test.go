package mime_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"guichet/internal/mime"
)

// corpus is real mail that nobody here wrote; it lies beside the repository.
const corpus = "../../../shared/corpus/mail"

// letters gives every file of a folder of the corpus. What has no head gets one.
func letters(t testing.TB, folder string) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(corpus, folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		// It is no part of the product, so a stranger's copy is tested without it;
		// where it must be is where we say that we test.
		if os.Getenv("CI") != "" {
			t.Fatalf("the corpus of real mail is missing: %s", filepath.Join(corpus, folder))
		}
		t.Skipf("the corpus of real mail is missing: %s", filepath.Join(corpus, folder))
	}
	all := map[string][]byte{}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(f)
		if folder == "reply" && !strings.HasSuffix(name, ".eml") {
			kind := "text/plain"
			if strings.HasSuffix(name, ".html") {
				kind = "text/html"
			}
			raw = append([]byte("From: a@example.com\r\nTo: desk@example.com\r\nSubject: Re: x\r\nMIME-Version: 1.0\r\nContent-Type: "+kind+"; charset=utf-8\r\n\r\n"), raw...)
		}
		all[name] = raw
	}
	return all
}

func TestEveryLetterOfTheCorpusIsRead(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"mime", "bounce", "reply"} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			empty := 0
			for name, raw := range letters(t, folder) {
				l, err := mime.Parse(raw)
				if name == "enmime--mail--erroneous.raw" {
					if !errors.Is(err, mime.ErrUnreadable) {
						t.Errorf("%s is no letter at all: %v", name, err)
					}
					continue
				}
				if err != nil {
					t.Errorf("%s: %v", name, err)
					continue
				}
				assertTidy(t, name, l)
				if l.Text == "" && len(l.Attachments) == 0 {
					empty++
					t.Logf("%s: nothing in it", name)
				}
			}
			if empty > 3 {
				t.Errorf("%d letters are empty", empty)
			}
		})
	}
}

func TestDeliveryReportsAreSeenAsSuch(t *testing.T) {
	t.Parallel()
	all := letters(t, "bounce")
	reports, auto := 0, 0
	for name, raw := range all {
		l, err := mime.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if l.Report != nil {
			reports++
		} else {
			t.Logf("%s: not a report: %q from %s", name, l.Subject, l.From.Address)
		}
		if l.Auto {
			auto++
		}
	}
	t.Logf("%d of %d are reports, %d written by programs", reports, len(all), auto)
	if reports*100 < len(all)*95 {
		t.Errorf("%d of %d reports are seen as such", reports, len(all))
	}
}

func TestAnswersAreNotTakenForReports(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"reply"} {
		for name, raw := range letters(t, folder) {
			l, err := mime.Parse(raw)
			if err != nil {
				t.Fatal(err)
			}
			if l.Report != nil {
				t.Errorf("%s: a report", name)
			}
		}
	}
}

// assertTidy checks what every text of a letter promises.
func assertTidy(t *testing.T, name string, l mime.Letter) {
	t.Helper()
	texts := map[string]string{
		"subject": l.Subject, "text": l.Text, "new": l.New, "quoted": l.Quoted, "signature": l.Signature, "html": l.HTML,
		"message id": l.MessageID, "in reply to": l.InReplyTo, "from": l.From.Name + l.From.Address, "language": l.Language,
	}
	for _, a := range append(append([]mime.Address{}, l.To...), l.Cc...) {
		texts["to "+a.Address] = a.Name + a.Address
	}
	for _, f := range append(append([]mime.File{}, l.Attachments...), l.Inlines...) {
		texts["file "+f.Name] = f.Name + f.Type + f.ContentID
		if f.Name == "" || strings.ContainsAny(f.Name, "/\\\r\n") {
			t.Errorf("%s: file name %q", name, f.Name)
		}
	}
	for what, s := range texts {
		if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
			t.Errorf("%s: %s is not text: %q", name, what, s)
		}
		if what != "html" && !norm.NFC.IsNormalString(s) {
			t.Errorf("%s: %s is not composed", name, what)
		}
	}
	if strings.ContainsAny(l.Subject, "\r\n") {
		t.Errorf("%s: the subject has several lines", name)
	}
	if strings.Contains(strings.ToLower(l.HTML), "<script") {
		t.Errorf("%s: a script lives", name)
	}
	if l.Text != "" && l.New == "" {
		t.Errorf("%s: nothing of the text is new", name)
	}
}

// BenchmarkParse reads every answer of the corpus once.
func BenchmarkParse(b *testing.B) {
	all := letters(b, "reply")
	for b.Loop() {
		for _, raw := range all {
			if _, err := mime.Parse(raw); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(all)), "us/letter")
}
