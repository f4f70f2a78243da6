// Package kill_test kills the server, as a power cut would, again and again
// while mail arrives and programs write, on both engines, and then counts: what
// was acknowledged is there exactly once, nothing is half made, every chain and
// every fold holds, no letter is lost, and one that left twice left under one
// Message-ID.
package kill_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"guichet/internal/db/dbtest"
	"guichet/test/post"
)

// kills is how often the server is killed: a few each run, many in `make soak`.
func kills(t *testing.T) int {
	t.Helper()
	text := os.Getenv("GUICHET_KILLS")
	if text == "" {
		return 5
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("GUICHET_KILLS: %v", err)
	}
	return n
}

// TestKilledAgainAndAgain is the story.
func TestKilledAgainAndAgain(t *testing.T) {
	t.Parallel()
	binary := build(t)
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			office := post.Boxes(t)
			sink := office.NewSink(t)
			s := newServer(t, binary, dbtest.URL(t, engine, dbtest.Durable()), office.CAFile)
			s.start()
			desk := signIn(t, s, "administrator")
			agent, user := signIn(t, s, "agent"), signIn(t, s, "user")
			desk.mailbox(office, sink.Port)

			done := make(chan struct{})
			var writing sync.WaitGroup
			told := newLedger()
			for i := range 3 {
				writing.Go(func() { writes(t, user, agent, told, i, done) })
			}
			var mailed []string
			writing.Go(func() { mailed = mails(t, office, done) })

			number := kills(t)
			for range number {
				rest(time.Duration(300+rand.IntN(1200)) * time.Millisecond)
				s.kill()
				s.start()
			}
			rest(time.Second)
			close(done)
			writing.Wait()
			t.Logf("%d kills, %d acts acknowledged over the API, %d letters delivered to the mailbox", number, told.count(), len(mailed))
			if len(mailed) == 0 || told.count() == 0 {
				t.Fatal("nothing was written while the server was killed: the story shows nothing")
			}

			agent.expectIncidents(told.incidents(), mailed)
			agent.expectReplies(told)
			expectLetters(t, sink, mailed, number)
			s.stop()
			s.verify()
		})
	}
}

// rest lets the story run for a while. Chance decides where a kill strikes, and
// nothing can be waited for instead.
func rest(d time.Duration) {
	<-time.NewTimer(d).C
}

// writes reports incidents and answers them until done, each act repeated under
// its key until the server has acknowledged it.
func writes(t *testing.T, user, agent *caller, told *ledger, writer int, done chan struct{}) {
	t.Helper()
	for i := 0; ; i++ {
		select {
		case <-done:
			return
		default:
		}
		key := fmt.Sprintf("w%dn%d", writer, i)
		title := "Écran noir " + key + "."
		var made struct {
			ID        string `json:"id"`
			Reference string `json:"reference"`
		}
		user.insist("POST", "/api/incidents", "new-"+key, map[string]any{"title": title, "description": "Il ne s'allume plus."}, &made)
		told.made(title, made.Reference)
		words := "Vérifiez le câble, " + title
		agent.insist("POST", "/api/incidents/"+made.Reference+"/replies", "reply-"+key, map[string]any{"text": words}, nil)
		told.said(made.Reference, words)
	}
}

// mails delivers letters until done, and answers their subjects.
func mails(t *testing.T, office *post.Office, done chan struct{}) []string {
	t.Helper()
	var subjects []string
	tick := time.NewTicker(120 * time.Millisecond)
	defer tick.Stop()
	for i := 0; ; i++ {
		select {
		case <-done:
			return subjects
		case <-tick.C:
		}
		subject := fmt.Sprintf("Imprimante bloquée m%d.", i)
		office.Deliver(t, "support", []byte(strings.Join([]string{
			"From: Client " + strconv.Itoa(i) + " <client" + strconv.Itoa(i) + "@example.org>",
			"To: support@example.org", "Subject: =?utf-8?q?" + quoted(subject) + "?=",
			"Message-ID: <m" + strconv.Itoa(i) + ".story@example.org>", "Date: " + time.Now().Format(time.RFC1123Z),
			"MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "", "Elle clignote.", "",
		}, "\r\n")))
		subjects = append(subjects, subject)
	}
}

func quoted(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "=%02X", c)
	}
	return b.String()
}

// expectLetters waits until every sender was told, then counts how often.
func expectLetters(t *testing.T, sink *post.Sink, mailed []string, kills int) {
	t.Helper()
	wanted := map[string]bool{}
	for i := range mailed {
		wanted["client"+strconv.Itoa(i)+"@example.org"] = true
	}
	eventually(t, "every sender is told that their letter arrived", func() error {
		told := map[string]bool{}
		for _, letter := range sink.Taken() {
			for _, to := range letter.To {
				told[to] = true
			}
		}
		for address := range wanted {
			if !told[address] {
				return fmt.Errorf("%s was not told; %d of %d were", address, len(told), len(wanted))
			}
		}
		return nil
	})
	times := map[string]int{}             // Message-ID -> how often it left
	about := map[string]map[string]bool{} // receiver -> the Message-IDs it got
	for _, letter := range sink.Taken() {
		times[letter.ID]++
		for _, to := range letter.To {
			if about[to] == nil {
				about[to] = map[string]bool{}
			}
			about[to][letter.ID] = true
		}
	}
	repeats := 0
	for id, n := range times {
		if id == "" {
			t.Error("a letter left without a Message-ID")
		}
		repeats += n - 1
	}
	if repeats > kills {
		t.Errorf("%d letters left twice in %d kills: one a kill is the most", repeats, kills)
	}
	for address := range wanted {
		if len(about[address]) != 1 {
			t.Errorf("%s was told under %d Message-IDs, not one", address, len(about[address]))
		}
	}
	t.Logf("%d letters left, %d of them again", len(times), repeats)
}
