package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"guichet"
	"guichet/internal/blob"
)

func open(t *testing.T) (*blob.Folder, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	f, err := blob.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f, dir
}

// files lists the paths of all regular files below dir.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			all = append(all, strings.TrimPrefix(path, dir+"/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestWhatIsPutIsRead(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	for _, content := range [][]byte{nil, []byte("bonjour"), bytes.Repeat([]byte{0, 1, 2, 255}, 1<<18)} {
		d, size, err := f.Put(t.Context(), bytes.NewReader(content), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(content)
		if string(d) != hex.EncodeToString(sum[:]) || size != int64(len(content)) {
			t.Errorf("%d bytes are kept as %s, %d bytes", len(content), d, size)
		}
		r, err := f.Open(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err := errors.Join(err, r.Close()); err != nil || !bytes.Equal(got, content) {
			t.Errorf("read %d bytes of %d: %v", len(got), len(content), err)
		}
		if has, err := f.Has(t.Context(), d); err != nil || !has {
			t.Errorf("has: %v, %v", has, err)
		}
		if _, err := os.Stat(filepath.Join(dir, string(d[:2]), string(d[2:4]), string(d))); err != nil {
			t.Error(err)
		}
	}
}

func TestTheSameBytesAreKeptOnce(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if _, _, err := f.Put(t.Context(), strings.NewReader("les mêmes"), 100); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if all := files(t, dir); len(all) != 1 {
		t.Errorf("kept %q", all)
	}
}

func TestNothingIsKeptOfWhatFails(t *testing.T) {
	t.Parallel()
	cut := errors.New("the line was cut")
	ended, end := context.WithCancel(t.Context())
	end()
	for _, c := range []struct {
		name string
		ctx  context.Context
		r    io.Reader
		is   func(error) bool
	}{
		{"too large", t.Context(), strings.NewReader("12345678901"), func(err error) bool { return guichet.IsKind(err, guichet.KindTooLarge) }},
		{"much too large", t.Context(), bytes.NewReader(make([]byte, 1<<20)), func(err error) bool {
			return guichet.AsError(err).Args["max"] == int64(10)
		}},
		{"the source fails", t.Context(), io.MultiReader(strings.NewReader("1234"), iotest.ErrReader(cut)), func(err error) bool { return errors.Is(err, cut) }},
		{"the caller goes", ended, strings.NewReader("1234"), func(err error) bool { return errors.Is(err, context.Canceled) }},
	} {
		f, dir := open(t)
		if _, _, err := f.Put(c.ctx, c.r, 10); !c.is(err) {
			t.Errorf("%s: %v", c.name, err)
		}
		if all := files(t, dir); len(all) != 0 {
			t.Errorf("%s: kept %q", c.name, all)
		}
	}
	f, _ := open(t)
	if _, size, err := f.Put(t.Context(), strings.NewReader("1234567890"), 10); err != nil || size != 10 {
		t.Errorf("exactly the limit: %d, %v", size, err)
	}
}

func TestAFolderThatFailsSaysSo(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	_, _, err := f.Put(t.Context(), strings.NewReader("1"), 10)
	if e := guichet.AsError(err); e.Kind != guichet.KindUnavailable || e.Code != "storage" {
		t.Errorf("%+v", e)
	}
}

func TestWhatWasNeverPutIsNotFound(t *testing.T) {
	t.Parallel()
	f, dir := open(t)
	if err := os.WriteFile(filepath.Join(filepath.Dir(dir), "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, d := range []blob.Digest{"", "../secret", "..", blob.Digest(strings.Repeat("A", 64)), blob.Digest(strings.Repeat("a", 64))} {
		if _, err := f.Open(t.Context(), d); !guichet.IsKind(err, guichet.KindNotFound) {
			t.Errorf("%q: %v", d, err)
		}
		if has, err := f.Has(t.Context(), d); has || err != nil {
			t.Errorf("%q: %v, %v", d, has, err)
		}
	}
}

func TestOpeningClearsWhatWasLeftLongAgo(t *testing.T) {
	t.Parallel()
	_, dir := open(t)
	old, young := filepath.Join(dir, "incoming", "put-old"), filepath.Join(dir, "incoming", "put-young")
	for _, path := range []string{old, young} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(old)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(old, time.Time{}, info.ModTime().Add(-25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.OpenFolder(dir); err != nil {
		t.Fatal(err)
	}
	if got := files(t, dir); len(got) != 1 || got[0] != "incoming/put-young" {
		t.Errorf("left %q", got)
	}
}

func TestType(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"\x89PNG\r\n\x1a\n":               "image/png",
		"%PDF-1.7\n":                      "application/pdf",
		"MZ\x90\x00":                      "application/vnd.microsoft.portable-executable",
		"<html><script>alert(1)</script>": "text/html",
		"bonjour":                         "text/plain",
		"":                                "text/plain",
		"\x00\x01\x02":                    "application/octet-stream",
	} {
		got, all, err := blob.Typed(iotest.OneByteReader(strings.NewReader(content)))
		if err != nil || got != want {
			t.Errorf("%q is %s, %v", content, got, err)
		}
		if back, err := io.ReadAll(all); err != nil || string(back) != content {
			t.Errorf("%q came back as %q, %v", content, back, err)
		}
	}
	long := strings.Repeat("texte ", 2000)
	if got, all, err := blob.Typed(strings.NewReader(long)); err != nil || got != "text/plain" {
		t.Errorf("%s, %v", got, err)
	} else if back, err := io.ReadAll(all); err != nil || string(back) != long {
		t.Errorf("%d bytes of %d came back, %v", len(back), len(long), err)
	}
}

func TestCleanName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"capture d'écran.png":                "capture d'écran.png",
		"../../etc/passwd":                   "passwd",
		`C:\Users\jean\rapport.xlsx`:         "rapport.xlsx",
		"..":                                 "file",
		"":                                   "file",
		".htaccess":                          "htaccess",
		"-rf.txt":                            "rf.txt",
		"a\r\nSet-Cookie: x.txt":             "a Set-Cookie_ x.txt",
		"CON":                                "_CON",
		"com1.txt":                           "_com1.txt",
		"common.txt":                         "common.txt",
		"facture\u202Efdp.exe":               "facturefdp.exe",
		"nul\x00l.txt":                       "null.txt",
		"\xff\xfe.txt":                       "_.txt",
		`a<b>"c"|d?.txt`:                     "a_b__c__d_.txt",
		"e\u0301te\u0301.txt":                "été.txt",
		"fin. . .":                           "fin",
		"  deux   blancs .txt":               "deux blancs .txt",
		strings.Repeat("é", 300) + ".tar.gz": strings.Repeat("é", 98) + ".gz",
	} {
		if got := blob.CleanName(name); got != want {
			t.Errorf("%q becomes %q, want %q", name, got, want)
		}
	}
}

func TestCleanNameProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		got := blob.CleanName(rapid.String().Draw(t, "name"))
		if got == "" || len(got) > 200 || !utf8.ValidString(got) || strings.ContainsAny(got, `/\<>:"|?*`) || got[0] == '.' || got[0] == '-' {
			t.Fatalf("%q", got)
		}
		if strings.ContainsFunc(got, unicode.IsControl) || strings.HasSuffix(got, ".") || strings.TrimSpace(got) != got {
			t.Fatalf("%q", got)
		}
		if again := blob.CleanName(got); again != got {
			t.Fatalf("%q becomes %q", got, again)
		}
	})
}
