package db

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestNotificationsAreGatheredAndNoMoreThanOneInFiftyMilliseconds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent []string
		var at []time.Duration
		var mu sync.Mutex
		start := time.Now()
		c := newCourier("me", func(channel, payload string) error {
			mu.Lock()
			defer mu.Unlock()
			sent, at = append(sent, channel+" "+payload), append(at, time.Since(start))
			return nil
		})
		c.work.Go(c.run)
		for i := range 100 {
			c.add([]Hint{{"queue", ""}, {"incident", fmt.Sprint(i / 60)}}, nil)
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		mu.Lock()
		if len(sent) != 3 || at[1] != 50*time.Millisecond || at[2] != 100*time.Millisecond {
			t.Errorf("sent %q at %v", sent, at)
		}
		if sent[1] != "guichet_hint me\nincident:0\nqueue:" {
			t.Errorf("sent %q", sent[1])
		}
		// Too many to say.
		sent = nil
		mu.Unlock()
		var many []Hint
		for i := range 1000 {
			many = append(many, Hint{"incident", strings.Repeat("x", 30) + fmt.Sprint(i)})
		}
		c.add(many, []string{"job"})
		time.Sleep(time.Second)
		mu.Lock()
		if len(sent) != 2 || sent[0] != "guichet_hint me\n*" || sent[1] != "guichet_wake me\njob" {
			t.Errorf("sent %q", sent)
		}
		// What waits is told before the end.
		sent = nil
		mu.Unlock()
		c.add([]Hint{{"a", ""}}, nil)
		c.add([]Hint{{"b", ""}}, nil)
		c.stop()
		c.work.Wait()
		if all := strings.Join(sent, " "); !strings.Contains(all, "a:") || !strings.Contains(all, "b:") {
			t.Errorf("sent %q", sent)
		}
	})
}
