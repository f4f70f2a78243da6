package guichet_test

import (
	"bytes"
	"testing"
	"time"

	"guichet"
)

func TestAnIDSortsByItsMillisecondAndIsAUUIDv7(t *testing.T) {
	t.Parallel()
	at := time.UnixMilli(1_795_000_000_123)
	first, err := guichet.NewID(at, bytes.NewReader(bytes.Repeat([]byte{0xff}, 10)))
	if err != nil {
		t.Fatal(err)
	}
	if want := "01a1ee56-5e7b-7fff-bfff-ffffffffffff"; first != want {
		t.Errorf("id = %s, want %s", first, want)
	}
	next, err := guichet.NewID(at.Add(time.Millisecond), bytes.NewReader(make([]byte, 10)))
	if err != nil {
		t.Fatal(err)
	}
	if next <= first {
		t.Errorf("%s does not sort after %s", next, first)
	}
	for s, want := range map[string]bool{
		first: true, next: true, "": false, "INC-000001": false, first[:35]: false, first + "0": false,
		"01A1EE56-5E7B-7FFF-BFFF-FFFFFFFFFFFF": false, "01a1ee56-5e7b-7fff-bfff-fffffffff'--": false,
	} {
		if guichet.IsID(s) != want {
			t.Errorf("IsID(%q) = %v", s, !want)
		}
	}
}

func TestACursorGivesBackItsKeysAndNothingElseIsOne(t *testing.T) {
	t.Parallel()
	var n int64
	var id string
	if more, err := guichet.ReadCursor(guichet.Cursor(int64(7), "x"), &n, &id); err != nil || !more || n != 7 || id != "x" {
		t.Errorf("read %v %q, %v, %v", n, id, more, err)
	}
	for _, bad := range []string{"!", "e30", guichet.Cursor(int64(7)), guichet.Cursor("x", int64(7))} {
		if _, err := guichet.ReadCursor(bad, &n, &id); !guichet.IsKind(err, guichet.KindInvalid) {
			t.Errorf("ReadCursor(%q) = %v", bad, err)
		}
	}
}

func TestNamesFoldWithoutAccentsOrCapitals(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"  Éléonore   ŒUVRE ": "eleonore oeuvre", "RÉSEAU": "reseau", "Straße": "strasse", "İzmir": "izmir", "ﬁn": "fin",
	} {
		if got := guichet.Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestATextIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, code string }{
		{"", "required"},
		{"   ", "required"},
		{"ab", "too_short"},
		{"abcdefghijk", "too_long"},
		{"a\x00bc", "control_characters"},
		{"a\xffbc", "not_utf8"},
		{"a\u009bbc", "control_characters"},
	} {
		if e := guichet.CheckText("f", c.in, 3, 10); e == nil || e.Code != c.code || e.Field != "f" {
			t.Errorf("CheckText(%q) = %v, want %s", c.in, e, c.code)
		}
	}
	if e := guichet.CheckText("f", "éèà\n\tçù", 3, 10); e != nil {
		t.Errorf("refused good text: %v", e)
	}
	if e := guichet.CheckLine("f", "abc\r\nBcc: x", 3, 50); e == nil {
		t.Error("a line took a line end")
	}
}
