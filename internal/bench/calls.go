package bench

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// mixed hashes a number to another, so that calls that follow each other ask for
// records that do not.
func mixed(n int64) int64 {
	x := uint64(n) * 0x9E3779B97F4A7C15
	x ^= x >> 29
	x *= 0xBF58476D1CE4E5B9
	return int64(x >> 1)
}

func reference(n int64) string { return fmt.Sprintf("INC-%06d", n+1) }

// view asks for any record of so many.
func view(records int) operation {
	return func(n int64) call {
		return call{method: http.MethodGet, path: "/api/incidents/" + reference(mixed(n)%int64(records))}
	}
}

// inHand asks for one of the records that people have on their screens: a few
// hundred at a time, the newest.
func inHand(records int) operation {
	return func(n int64) call {
		return call{method: http.MethodGet, path: "/api/incidents/" + reference(int64(records)-1-mixed(n)%200)}
	}
}

// narrow asks the bare handler for an answer of a view's size, for which it reads
// one column of any record.
func narrow(records int) operation {
	return func(n int64) call {
		return call{method: http.MethodGet, path: "/1590/" + reference(mixed(n)%int64(records))}
	}
}

// anew is a header that asks for an answer made of the records, not one from the
// server's memory.
const anew = "Cache-Control: no-cache\r\n"

// history asks for the timeline of any record.
func history(records int) operation {
	return func(n int64) call {
		return call{method: http.MethodGet, path: "/api/incidents/" + reference(mixed(n)%int64(records)) + "/timeline"}
	}
}

func get(path string) operation {
	return func(int64) call { return call{method: http.MethodGet, path: path} }
}

func queue() operation  { return get("/api/incidents?view=to_process&limit=50") }
func counts() operation { return get("/api/incidents/counts") }
func common() operation { return get("/api/search?q=" + commonWord) }
func rare() operation   { return get("/api/search?q=" + rareWord) }

// said is a text of the usual length.
func said(n int64) string {
	words := strings.Fields(vocabulary)
	var b strings.Builder
	for i := range int64(40) {
		b.WriteString(words[mixed(n*41+i)%int64(len(words))])
		b.WriteByte(' ')
	}
	fmt.Fprintf(&b, "appel %d", n)
	return b.String()
}

func posted(path, key string, body map[string]any) call {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // maps of text can be written
	}
	return call{method: http.MethodPost, path: path, body: text, key: key}
}

// create logs an incident as our screens do, for the person with the id.
func create(run, requesterID string) operation {
	return func(n int64) call {
		return posted("/api/incidents", fmt.Sprintf("create-%s-%d", run, n), map[string]any{
			"title": fmt.Sprintf("Le poste ne démarre plus, appel %d", n), "description": said(n), "impact": 1 + n%3, "urgency": 1 + n%2,
			"requester_id": requesterID, "channel": "phone",
		})
	}
}

// reply answers on any open record of so many.
func reply(run string, records int) operation {
	return func(n int64) call {
		open := mixed(n) % int64(records/openOf) * openOf
		return posted("/api/incidents/"+reference(open)+"/replies", fmt.Sprintf("reply-%s-%d", run, n), map[string]any{"text": said(n)})
	}
}

// day is what a desk does all day: 70 % views, 15 % lists, 10 % replies, 5 %
// creates.
func day(run, requesterID string, records int) operation {
	look, list, answer, log := view(records), queue(), reply(run, records), create(run, requesterID)
	return func(n int64) call {
		switch at := mixed(n) % 100; {
		case at < 70:
			return look(n)
		case at < 85:
			return list(n)
		case at < 95:
			return answer(n)
		default:
			return log(n)
		}
	}
}

// letter is the n-th letter to the desk, of which the template is the body.
func letter(template []byte, n int) []byte {
	return fmt.Appendf(nil, "Message-ID: <bench-%d@bench.example>\r\nFrom: Personne %04d <user-%d@bench.example>\r\nSubject: Le poste ne =?utf-8?Q?d=C3=A9marre?= plus, lettre %d\r\n%s",
		n, agents+n%requesters, agents+n%requesters, n, template)
}

// letterBody is the rest of a letter as common programs write it: the words
// twice, plain and as HTML.
func letterBody() []byte {
	words := said(1)
	return fmt.Appendf(nil, "To: desk@bench.example\r\nDate: Sun, 22 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"+
		"Content-Type: multipart/alternative; boundary=\"frontier\"\r\n\r\n--frontier\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s\r\n"+
		"--frontier\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<html><body><p>%s</p></body></html>\r\n--frontier--\r\n", words, words)
}
