package browser_test

import (
	"context"
	"log/slog"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"guichet/internal/app"
	"guichet/internal/db"
	"guichet/internal/db/dbtest"
	"guichet/test/post"
)

// desk is the whole program with the sample company, at one address. It can be
// stopped and started again, as a machine is.
type desk struct {
	tb      testing.TB
	address string // "127.0.0.1:port"
	config  app.Config
	office  *post.Office // nil where no mail server can run

	mu     sync.Mutex
	house  *app.App
	stop   context.CancelFunc
	served chan error
}

func openDesk(t *testing.T, engine string) *desk {
	t.Helper()
	d := newDesk(t, engine, true)
	if mailServers() {
		d.office = post.Start(t)
		d.config.MailRoots = d.office.Roots
	}
	d.begin(t)
	return d
}

// openEmpty is a desk that nobody was ever at, beside another one, with the same
// mail servers; and the code that its console shows.
func (d *desk) openEmpty(engine string) (*desk, string, error) {
	empty := newDesk(d.tb, engine, false)
	if d.office != nil {
		empty.office, empty.config.MailRoots = d.office, d.office.Roots
	}
	empty.begin(d.tb)
	_, code, err := empty.house.Setup(context.Background())
	return empty, code, err
}

// openDoomed is a desk beside this one whose database will break: nothing of it is
// looked at afterwards.
func (d *desk) openDoomed(engine string) (*desk, error) {
	doomed := newDesk(d.tb, engine, true)
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	doomed.address = listener.Addr().String()
	doomed.config.Listen = doomed.address
	if err := doomed.serve(listener); err != nil {
		return nil, err
	}
	d.tb.Cleanup(func() {
		if err := doomed.down(); err != nil {
			d.tb.Logf("the broken desk ended: %v", err)
		}
	})
	return doomed, nil
}

// breakDown takes away what the records stand in: what reads them fails inside.
func (d *desk) breakDown() error {
	return d.house.DB().Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, "ALTER TABLE ticket RENAME TO ticket_gone")
		return err
	})
}

// goAway ends the way to the database, as when its server is gone.
func (d *desk) goAway() error { return d.house.DB().Close() }

func newDesk(t testing.TB, engine string, sample bool) *desk {
	t.Helper()
	return &desk{tb: t, config: app.Config{
		Database: dbtest.URL(t, engine), Data: t.TempDir(), Sample: sample, Version: "test",
		Logger: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}}
}

// begin serves it until the test is over.
func (d *desk) begin(t testing.TB) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.address = listener.Addr().String()
	d.config.Listen = d.address
	if err := d.serve(listener); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		report, err := d.house.Verify(context.Background(), true)
		if err != nil || len(report.Faults) > 0 {
			t.Errorf("verify: %v %v", report.Faults, err)
		}
		if err := d.down(); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
}

// mailServers tells whether Postfix and Dovecot can run here.
func mailServers() bool {
	for _, program := range []string{"/usr/sbin/dovecot", "/usr/sbin/postfix"} {
		if !fileExists(program) {
			return false
		}
	}
	return os.Getuid() == 0
}

func (d *desk) url() string { return "http://" + d.address }

func (d *desk) serve(listener net.Listener) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	house, err := app.Open(context.Background(), d.config)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	d.house, d.stop, d.served = house, stop, make(chan error, 1)
	go func() { d.served <- house.ServeOn(ctx, listener) }()
	return nil
}

// down stops the program.
func (d *desk) down() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stop()
	if err := <-d.served; err != nil {
		return err
	}
	return d.house.Close(context.Background())
}

// up starts it again at the same address.
func (d *desk) up() error {
	end := time.Now().Add(10 * time.Second)
	for {
		listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", d.address)
		if err == nil {
			return d.serve(listener)
		}
		if time.Now().After(end) {
			return err
		}
	}
}
