package desktest_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"

	. "guichet/test/desktest"
)

// A long answer comes compressed to who takes it so, and is the same; a short
// one, and one for who does not, comes as it is.
func TestLongAnswersAreCompressed(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		for range 10 {
			d.As("sophie").Reports("Écran noir", strings.Repeat("Rien ne s’affiche depuis ce matin. ", 10))
		}
		karim := d.As("karim")
		const list = "/api/incidents?view=to_process"
		plain := karim.With("Accept-Encoding", "identity").Get(list, nil).Want(http.StatusOK)
		for range 3 { // the last from memory
			packed := karim.With("Accept-Encoding", "gzip").Get(list, nil).Want(http.StatusOK)
			if packed.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(packed.Header.Get("Vary"), "Accept-Encoding") || len(packed.Body) > len(plain.Body)/4 {
				t.Fatalf("%d bytes of %d, %v", len(packed.Body), len(plain.Body), packed.Header)
			}
			in, err := gzip.NewReader(bytes.NewReader(packed.Body))
			if err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(in); err != nil || !bytes.Equal(text, plain.Body) {
				t.Errorf("it unpacks to %s: %v", text, err)
			}
		}
		for _, path := range []string{"/api/me/preferences", "/api/incidents/INC-999999"} {
			if short := karim.With("Accept-Encoding", "gzip").Get(path, nil); short.Header.Get("Content-Encoding") != "" || !bytes.HasPrefix(short.Body, []byte("{")) {
				t.Errorf("%s: %v %q", path, short.Header, short.Body)
			}
		}
	})
}
