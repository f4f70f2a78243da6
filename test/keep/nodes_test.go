package keep_test

import (
	"bufio"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"guichet/internal/db"
	"guichet/internal/db/dbtest"
)

// TestTwoNodesAreOneDesk: two programs on one PostgreSQL. Who signed in at one is
// known at the other, what happens at one is told at once to the screens of the
// other, and when one dies the other does what it had promised.
func TestTwoNodesAreOneDesk(t *testing.T) {
	t.Parallel()
	url := dbtest.URL(t, db.Postgres, dbtest.Unmigrated())
	folder := t.TempDir()
	one := placeAt(t, folder, url)
	two := placeAt(t, folder, url)
	one.start()
	two.start()

	// A session and a token of one hold at the other.
	sophie, karim := one.as("sophie"), one.as("karim")
	there := func(c *caller) *caller { return &caller{t, two, c.token} }
	var me struct{ Name string }
	if _, err := there(karim).asks("GET", "/api/me", nil, &me); err != nil {
		t.Errorf("who signed in at one is %+v at the other, %v", me, err)
	}

	// A file given at one is read at the other; so is the record.
	made, err := sophie.logs("Vu des deux côtés")
	if err != nil {
		t.Fatal(err)
	}
	var shown ticket
	if _, err := there(karim).asks("GET", "/api/incidents/"+made.Reference, nil, &shown); err != nil || shown.ID != made.ID {
		t.Fatalf("%s at the other: %+v, %v", made.Reference, shown, err)
	}

	// A screen at the other is told.
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+two.address+"/api/live?topics=incident:"+made.ID, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+karim.token)
	stream, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	hints := make(chan string, 64)
	go func() {
		defer close(hints)
		for scan := bufio.NewScanner(stream.Body); scan.Scan(); {
			if strings.HasPrefix(scan.Text(), "data:") {
				hints <- scan.Text()
			}
		}
	}()
	if _, err := karim.asks("POST", "/api/incidents/"+made.Reference+"/notes", map[string]any{"text": "Écrit à l’un."}, nil); err != nil {
		t.Fatal(err)
	}
	told := false
	for hint := range hints {
		if told = strings.Contains(hint, made.ID); told {
			break
		}
	}
	if !told {
		t.Error("the stream ended and told nothing")
	}

	// One dies in the middle of work. What it had answered is done, once.
	var mu sync.Mutex
	var answered []string
	count := func() int { mu.Lock(); defer mu.Unlock(); return len(answered) }
	var writing sync.WaitGroup
	claire := one.as("claire")
	who := idOf(t, claire)
	for i := range 4 {
		writing.Go(func() {
			for n := 0; ; n++ {
				it, err := sophie.logs(fmt.Sprintf("Promis %d.%d", i, n))
				if err == nil {
					_, err = karim.asks("POST", "/api/incidents/"+it.Reference+"/assignment", map[string]any{"person_id": who, "version": it.Version}, nil)
				}
				if err != nil {
					if count() < 12 {
						t.Error(err)
					}
					return // it died
				}
				mu.Lock()
				answered = append(answered, it.Reference)
				mu.Unlock()
			}
		})
	}
	eventually(t, "there is work", func() error {
		if n := count(); n < 12 {
			return fmt.Errorf("%d so far", n)
		}
		return nil
	})
	one.kill()
	writing.Wait()
	eventually(t, "the other tells Claire all that was given to her", func() error {
		times := map[string]int{}
		var page struct {
			Items []struct{ Record struct{ Reference string } }
			Next  string
		}
		for cursor := ""; ; {
			page.Items, page.Next = nil, ""
			if _, err := there(claire).asks("GET", "/api/notices?limit=100&cursor="+cursor, nil, &page); err != nil {
				return err
			}
			for _, n := range page.Items {
				times[n.Record.Reference]++
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
		for _, reference := range answered {
			if times[reference] != 1 {
				return fmt.Errorf("%s is told %d times", reference, times[reference])
			}
		}
		return nil
	})
	if _, err := there(sophie).logs("Le survivant travaille"); err != nil {
		t.Error(err)
	}
	// And it comes back.
	one.start()
	if _, err := (&caller{t, one, sophie.token}).logs("Les deux de nouveau"); err != nil {
		t.Error(err)
	}
	one.stop()
	two.stop()
	if out := two.does("verify", "--fold"); !strings.Contains(out, " 0 faults") {
		t.Errorf("verify: %s", out)
	}
}

func idOf(t *testing.T, c *caller) string {
	t.Helper()
	var me struct {
		Person struct{ ID string }
		ID     string
	}
	if _, err := c.asks("GET", "/api/me", nil, &me); err != nil {
		t.Fatal(err)
	}
	if me.Person.ID != "" {
		return me.Person.ID
	}
	return me.ID
}
