package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/ticket"
)

// heartbeat keeps a silent stream from being taken for a dead one by what stands
// in between.
const heartbeat = 15 * time.Second

// topicsMost is how much one screen may watch.
const topicsMost = 50

func (a *API) liveRoutes() {
	a.mux.HandleFunc("GET /api/live", a.stream)
	a.huma.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "watch", Method: http.MethodGet, Path: "/api/live", Tags: []string{"live"},
		Summary: "A stream of hints (server-sent events): what changed, never how",
		Parameters: []*huma.Param{{
			Name: "topics", In: "query", Schema: &huma.Schema{Type: huma.TypeString},
			Description: "What to watch, separated by commas: queue, me, incident:ID.",
		}},
		Responses: map[string]*huma.Response{"200": {
			Description: `Events named "hint" with {"kind","id"}; kind "*" says that hints were missed: read everything again.`,
			Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	})
}

// stream sends a hint for each change of what the screen watches, for as long as
// it looks.
func (a *API) stream(w http.ResponseWriter, r *http.Request) {
	req, err := signedIn(r.Context())
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	topics, err := a.topics(r.Context(), req, r.URL.Query().Get("topics"))
	if err != nil {
		a.refuse(w, r, err)
		return
	}
	subscription := a.Live.Subscribe(topics, func(kind, id string) bool { return a.mayHear(r.Context(), req, kind, id) })
	defer subscription.Close()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	out := http.NewResponseController(w)
	send := func(text string) bool {
		// A reader that takes nothing for this long is gone.
		if err := out.SetWriteDeadline(a.Clock().Add(2 * heartbeat)); err != nil {
			return false
		}
		if _, err := io.WriteString(w, text); err != nil {
			return false
		}
		return out.Flush() == nil
	}
	if !send("retry: 2000\n: hello\n\n") {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-beat.C:
			// A session that ended must not go on watching.
			if a.identify(r.Context(), &request{}, req.secret) != nil || !send(": beat\n\n") {
				return
			}
		case hint, more := <-subscription.Hints():
			if !more {
				return
			}
			if !subscription.May(hint) {
				continue
			}
			body, err := json.Marshal(map[string]string{"kind": hint.Kind, "id": hint.ID})
			if err != nil || !send(fmt.Sprintf("event: hint\ndata: %s\n\n", body)) {
				return
			}
		}
	}
}

// topics reads what a screen wants to watch, and refuses what its reader may not
// see as if it did not exist.
func (a *API) topics(ctx context.Context, r *request, text string) ([]string, error) {
	var topics []string
	for topic := range strings.SplitSeq(text, ",") {
		if topic = strings.TrimSpace(topic); topic == "" {
			continue
		}
		kind, id, _ := strings.Cut(topic, ":")
		switch {
		case kind == "me":
			topic = "person:" + r.who.PersonID
		case kind == "queue" && id == "":
		case kind == incident.Kind && guichet.IsID(id):
			if !a.mayHear(ctx, r, kind, id) {
				return nil, guichet.NotFound()
			}
		case kind == "mailbox" && r.who.May(access.MailboxManage):
		default:
			return nil, guichet.Invalid("topics", "unknown_value", nil)
		}
		topics = append(topics, topic)
	}
	if len(topics) > topicsMost {
		return nil, guichet.Invalid("topics", "too_long", guichet.Args{"max": topicsMost})
	}
	slices.Sort(topics)
	return slices.Compact(topics), nil
}

// mayHear asks the rights again: they may have been taken since.
func (a *API) mayHear(ctx context.Context, r *request, kind, id string) bool {
	if kind != incident.Kind {
		return true
	}
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := ticket.Get(ctx, tx, r.who.Scope(access.IncidentRead), incident.Kind, id)
		return err
	})
	return err == nil
}
