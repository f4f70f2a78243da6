package keep_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"guichet/internal/db/dbtest"
	"guichet/test/post"
)

// dist makes the archive for this machine and unpacks it into an empty folder.
func dist(t *testing.T) (folder string) {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		dbtest.Missing(t, "node")
	}
	out := t.TempDir()
	command := exec.CommandContext(t.Context(), "../../tools/dist", "0.0.0-test", out, runtime.GOARCH)
	if text, err := command.CombinedOutput(); err != nil {
		t.Fatalf("tools/dist: %v\n%s", err, text)
	}
	check := exec.CommandContext(t.Context(), "sha256sum", "-c", "SHA256SUMS")
	check.Dir = out
	if text, err := check.CombinedOutput(); err != nil {
		t.Fatalf("the digests: %v\n%s", err, text)
	}
	name := "guichet-0.0.0-test-linux-" + runtime.GOARCH
	folder = t.TempDir()
	if text, err := exec.CommandContext(t.Context(), "tar", "xzf", filepath.Join(out, name+".tar.gz"), "-C", folder, "--strip-components=1").CombinedOutput(); err != nil {
		t.Fatalf("unpack: %v\n%s", err, text)
	}
	return folder
}

// TestAStrangerInstallsFromTheArchive: with nothing but the archive, in an empty
// place: the program starts, the desk is set up with the code of its console, a
// mailbox is connected, a letter becomes an incident, is answered, resolved and
// closed. The papers say what is in it.
func TestAStrangerInstallsFromTheArchive(t *testing.T) {
	t.Parallel()
	folder := dist(t)
	for _, name := range []string{
		"guichet", "install.sh", "LICENSE", "NOTICE", "THIRD-PARTY.md", "sbom.cdx.json", "systemd/guichet.service", "systemd/guichet-backup.timer",
		"doc/install.md", "doc/operations.md", "doc/limits.md", "doc/api.md", "doc/guide/fr/portail.md", "doc/guide/en/portal.md",
	} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Errorf("the archive lacks %s", name)
		}
	}
	papers(t, folder)

	office := post.Start(t)
	began := time.Now()
	d := stranger(t, folder, office)
	code := regexp.MustCompile(`(?m)^\s+([A-Z0-9]{4}(-[A-Z0-9]{4})+)$`)
	var shown []string
	eventually(t, "the console shows the code", func() error {
		if shown = code.FindStringSubmatch(d.out.String()); shown == nil {
			return errors.New("not yet")
		}
		return d.answers("/readyz", http.StatusOK)
	})
	anne := d.sets(shown[1])
	box := map[string]any{"host": post.Host, "user": "support", "password": post.Password}
	with := func(port int, tls string) map[string]any {
		m := map[string]any{"port": port, "tls": tls}
		for k, v := range box {
			m[k] = v
		}
		return m
	}
	if _, err := anne.asks("POST", "/api/mailboxes", map[string]any{
		"name": "Support", "address": office.Address("support"), "enabled": true, "receive": with(office.IMAPS, "implicit"), "send": with(office.SMTP, "starttls"),
	}, nil); err != nil {
		t.Fatal(err)
	}
	office.Deliver(t, "support", []byte("From: Marie Petit <marie@"+post.Domain+">\r\nTo: "+office.Address("support")+
		"\r\nSubject: Imprimante muette\r\nMessage-ID: <1@"+post.Domain+">\r\nDate: "+time.Now().Format(time.RFC1123Z)+"\r\n\r\nElle ne dit plus rien.\r\n"))
	var first ticket
	eventually(t, "the letter is an incident", func() error {
		var l struct{ Items []ticket }
		if _, err := anne.asks("GET", "/api/incidents?view=all", nil, &l); err != nil {
			return err
		}
		if len(l.Items) != 1 || l.Items[0].Title != "Imprimante muette" {
			return fmt.Errorf("there are %+v", l.Items)
		}
		first = l.Items[0]
		return nil
	})
	at := "/api/incidents/" + first.Reference
	if _, err := anne.asks("POST", at+"/replies", map[string]any{"text": "Débranchez-la, attendez, rebranchez-la."}, nil); err != nil {
		t.Fatal(err)
	}
	office.AwaitLetter(t, "marie", "rebranchez-la")
	closing := ""
	var categories struct {
		Items []struct {
			ID      string
			Offered bool
			Kinds   []string
		}
	}
	if _, err := anne.asks("GET", "/api/categories", nil, &categories); err != nil {
		t.Fatal(err)
	}
	for _, c := range categories.Items {
		if c.Offered && slices.Contains(c.Kinds, "incident") {
			closing = c.ID
		}
	}
	for _, move := range []map[string]any{
		{"to": "resolved", "resolution": map[string]any{"text": "Redémarrée.", "code": "solved", "kind": "fix"}, "closing_category_id": closing}, {"to": "closed"},
	} {
		if _, err := anne.asks("GET", at, nil, &first); err != nil {
			t.Fatal(err)
		}
		move["version"] = first.Version
		if _, err := anne.asks("POST", at+"/state", move, &first); err != nil {
			t.Fatal(err)
		}
	}
	if first.State != "closed" {
		t.Errorf("it ends as %s", first.State)
	}
	t.Logf("from the archive to the first incident closed: %s", time.Since(began).Round(time.Second))
	d.stop()
}

// stranger starts the program of the archive: with the archive's folder as the
// whole world, where this process may do so.
func stranger(t *testing.T, folder string, office *post.Office) *desk {
	t.Helper()
	d := placeAt(t, folder, "")
	authority, err := os.ReadFile(office.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "authority.pem"), authority, 0o644); err != nil {
		t.Fatal(err)
	}
	root := folder
	command := exec.Command(filepath.Join(folder, "guichet"), "serve")
	if os.Getuid() == 0 {
		root = "/"
		hosts, err := os.ReadFile("/etc/hosts") // every machine has one
		if err == nil {
			err = os.MkdirAll(filepath.Join(folder, "etc"), 0o755)
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, "etc", "hosts"), hosts, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		command = exec.Command("/guichet", "serve")
		command.Path, command.Err = "/guichet", nil
		command.SysProcAttr = &syscall.SysProcAttr{Chroot: folder}
	}
	command.Dir = root
	command.Env = []string{"GUICHET_DATA=" + filepath.Join(root, "data"), "GUICHET_LISTEN=" + d.address, "SSL_CERT_FILE=" + filepath.Join(root, "authority.pem")}
	command.Stdout, command.Stderr = d.out, d.log
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	d.process = command
	return d
}

// sets sets the desk up as its first administrator.
func (d *desk) sets(code string) *caller {
	d.t.Helper()
	body, err := json.Marshal(map[string]any{
		"code": code, "organisation": "Mairie d’Aubrac", "language": "fr", "zone": "Europe/Paris", "team": "Support informatique",
		"name": "Anne Keller", "address": "anne@aubrac.example", "password": "une phrase pour commencer",
	})
	if err != nil {
		d.t.Fatal(err)
	}
	r, err := http.Post("http://"+d.address+"/api/setup", "application/json", bytes.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	defer r.Body.Close()
	if text, err := io.ReadAll(r.Body); r.StatusCode != http.StatusCreated {
		d.t.Fatalf("set up: %s %s %v", r.Status, text, err)
	}
	return d.token(r.Cookies())
}

// papers looks at what the archive says of what is in it.
func papers(t *testing.T, folder string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, "sbom.cdx.json"))
	if err != nil {
		t.Fatal(err)
	}
	var sbom struct {
		BomFormat  string
		Components []struct {
			Name, Version, Purl string
			Licenses            []any
		}
	}
	if err := json.Unmarshal(text, &sbom); err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, c := range sbom.Components {
		named[c.Name] = true
		if c.Version == "" || c.Purl == "" || len(c.Licenses) != 1 {
			t.Errorf("of %s it says %+v", c.Name, c)
		}
	}
	notices, err := os.ReadFile(filepath.Join(folder, "THIRD-PARTY.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"modernc.org/sqlite", "github.com/jackc/pgx/v5", "react", "@mantine/core", "@fontsource-variable/inter", "go"} {
		if !named[name] || !bytes.Contains(notices, []byte("\n## "+name+" ")) {
			t.Errorf("%s is in neither paper", name)
		}
	}
	if sbom.BomFormat != "CycloneDX" || named["vite"] || named["playwright-core"] {
		t.Errorf("what builds the screens is not in them")
	}
	file, err := exec.CommandContext(t.Context(), "go", "version", "-m", filepath.Join(folder, "guichet")).CombinedOutput()
	if err != nil || !strings.Contains(string(file), "CGO_ENABLED=0") {
		t.Errorf("the program is not static: %v\n%s", err, file)
	}
}
