package mime_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"guichet"
	"guichet/internal/mime"
)

func TestATagNamesWhatWasSigned(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SliceOfN(rapid.Byte(), 1, 64).Draw(t, "secret")
		id, err := guichet.NewID(time.UnixMilli(rapid.Int64Range(0, 1<<47).Draw(t, "at")), bytes.NewReader(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "random")))
		if err != nil {
			t.Fatal(err)
		}
		tag, ok := mime.Sign(secret, id)
		if !ok {
			t.Fatal("not signed")
		}
		address := mime.WithTag("support@desk.example", tag)
		if local, _, _ := strings.Cut(address, "@"); len(local) > 64 {
			t.Fatalf("too long for servers: %s", address)
		}
		plain, back := mime.CutTag(strings.ToUpper(address))
		if !strings.EqualFold(plain, "support@desk.example") {
			t.Fatalf("plain address %s", plain)
		}
		if got, ok := mime.Verify(secret, back); !ok || got != id {
			t.Fatalf("verified as %q %v, want %q", got, ok, id)
		}
		if _, ok := mime.Verify(append([]byte("x"), secret...), back); ok {
			t.Fatal("another secret verifies it")
		}
		at := rapid.IntRange(0, len(tag)-1).Draw(t, "changed")
		if changed := tag[:at] + string('0'+('a'-tag[at])%10) + tag[at+1:]; changed != tag {
			if got, ok := mime.Verify(secret, changed); ok {
				t.Fatalf("a changed tag names %s", got)
			}
		}
	})
}

func TestWhatIsNoTag(t *testing.T) {
	t.Parallel()
	secret := []byte("secret")
	for _, tag := range []string{"", "c", "newsletter", strings.Repeat("z", 39), "c" + strings.Repeat("z", 25) + ".000000000000", "c-" + strings.Repeat("1", 24) + ".000000000000"} {
		if id, ok := mime.Verify(secret, tag); ok {
			t.Errorf("%q names %s", tag, id)
		}
	}
	if _, ok := mime.Sign(nil, "01890a5d-ac96-774b-bcce-b302099a8057"); ok {
		t.Error("signed without a secret")
	}
	if got := mime.WithTag(strings.Repeat("a", 30)+"@desk.example", strings.Repeat("b", 39)); strings.Contains(got, "+") {
		t.Errorf("an address that servers refuse: %s", got)
	}
}

func TestTaggedReadsOnlyOurAddresses(t *testing.T) {
	t.Parallel()
	secret := []byte("secret")
	id := "01890a5d-ac96-774b-bcce-b302099a8057"
	tag, _ := mime.Sign(secret, id)
	own := func(a string) bool { return strings.EqualFold(a, "support@desk.example") }
	l := parse(t, "From: a@example.fr", "To: x@example.fr, Support <Support+"+strings.ToUpper(tag)+"@Desk.example>", "", "x")
	if got, ok := l.Tagged(secret, own); !ok || got != id {
		t.Errorf("Tagged = %q %v", got, ok)
	}
	l = parse(t, "From: a@example.fr", "To: support+"+tag+"@elsewhere.example", "", "x")
	if got, ok := l.Tagged(secret, own); ok {
		t.Errorf("the tag of another's address names %s", got)
	}
	l = parse(t, "From: a@example.fr", "Delivered-To: support+"+tag+"@desk.example", "To: support@desk.example", "", "x")
	if got, ok := l.Tagged(secret, own); !ok || got != id {
		t.Errorf("blind copy: %q %v", got, ok)
	}
}
