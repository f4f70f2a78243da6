package health

import (
	"strconv"
	"strings"
	"time"
)

// Exposition is a text that Prometheus reads: families of samples, each with its
// help and its type.
type Exposition struct{ b strings.Builder }

// The types of a family.
const (
	Gauge     = "gauge"
	Counter   = "counter"
	Histogram = "histogram"
)

// Family begins a family; its samples follow.
func (e *Exposition) Family(name, kind, help string) {
	e.b.WriteString("# HELP " + name + " " + help + "\n# TYPE " + name + " " + kind + "\n")
}

// Sample adds a sample; labels are names and values in turn.
func (e *Exposition) Sample(name string, value float64, labels ...string) {
	e.b.WriteString(name)
	for i := 0; i+1 < len(labels); i += 2 {
		mark := ","
		if i == 0 {
			mark = "{"
		}
		e.b.WriteString(mark + labels[i] + `="` + escape(labels[i+1]) + `"`)
	}
	if len(labels) > 1 {
		e.b.WriteByte('}')
	}
	e.b.WriteString(" " + strconv.FormatFloat(value, 'g', -1, 64) + "\n")
}

// One is a family of one sample.
func (e *Exposition) One(name, kind, help string, value float64) {
	e.Family(name, kind, help)
	e.Sample(name, value)
}

// String is the text.
func (e *Exposition) String() string { return e.b.String() }

func escape(value string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(value)
}

// Expose says how the desk fares.
func (r Report) Expose(e *Exposition) {
	e.Family("guichet_jobs", Gauge, "Jobs by what became of them, counted up to a thousand; waiting holds those that failed and are tried again.")
	for _, j := range []struct {
		state string
		n     int
	}{{"waiting", r.Jobs.Waiting}, {"failing", r.Jobs.Failing}, {"running", r.Jobs.Running}, {"dead", r.Jobs.Dead}} {
		e.Sample("guichet_jobs", float64(j.n), "state", j.state)
	}
	e.One("guichet_job_oldest_seconds", Gauge, "For how long the job that waits longest has been due; 0: none waits.", age(r.At, r.Jobs.Oldest))
	e.Family("guichet_letters", Gauge, "Letters by what became of them, counted up to a thousand.")
	e.Sample("guichet_letters", float64(r.Letters.Waiting), "state", "waiting")
	e.Sample("guichet_letters", float64(r.Letters.Failed), "state", "failed")
	e.One("guichet_letter_oldest_seconds", Gauge, "How old the letter is that waits longest; 0: none waits.", age(r.At, r.Letters.Oldest))
	e.Family("guichet_mailbox_up", Gauge, "1 while a mailbox that is on works in this direction.")
	for _, m := range r.Mailboxes {
		if m.Receives() {
			e.Sample("guichet_mailbox_up", truth(m.ReceiveStatus.Error == ""), "mailbox", m.Address, "direction", "receive")
		}
		if m.Sends() {
			e.Sample("guichet_mailbox_up", truth(m.SendStatus.Error == ""), "mailbox", m.Address, "direction", "send")
		}
	}
	e.One("guichet_database_bytes", Gauge, "What the database takes.", float64(r.DatabaseSize))
}

// Expose says what the desk runs on.
func (m Machine) Expose(e *Exposition, now time.Time) {
	if m.DiskTotal > 0 {
		e.One("guichet_disk_bytes", Gauge, "The disk on which the data folder lies.", float64(m.DiskTotal))
		e.One("guichet_disk_free_bytes", Gauge, "What is free of it.", float64(m.DiskFree))
	}
	if !m.CertificateEnds.IsZero() {
		e.One("guichet_certificate_seconds", Gauge, "How long the certificate is still good.", m.CertificateEnds.Sub(now).Seconds())
	}
}

func age(now, since time.Time) float64 {
	if since.IsZero() || since.After(now) {
		return 0
	}
	return now.Sub(since).Seconds()
}

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
