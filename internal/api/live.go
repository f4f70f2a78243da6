package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/live"
	"guichet/internal/ticket"
)

// silence is how long a reader may take nothing before it is given up.
const silence = 30 * time.Second

func (a *API) liveRoutes() {
	a.door.Mux.HandleFunc("GET /api/live", a.stream)
	a.door.API.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "watch", Method: http.MethodGet, Path: "/api/live", Tags: []string{"live"},
		Summary: "A stream of hints (server-sent events): what changed, never how",
		Parameters: []*huma.Param{{
			Name: "topics", In: "query", Schema: &huma.Schema{Type: huma.TypeString},
			Description: "What to watch, separated by commas: queue, me, incident:ID, request:ID, change:ID.",
		}},
		Responses: map[string]*huma.Response{"200": {
			Description: `Events named "hint" with {"kind","id"}; kind "*" says that hints were missed: read everything again.`,
			Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: a.door.API.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Hint](), true, "Hint")}},
		}},
	})
}

// stream sends a hint for each change of what the screen watches, for as long as
// it looks and is allowed to.
func (a *API) stream(w http.ResponseWriter, r *http.Request) {
	req, err := contract.SignedIn(r.Context())
	if err != nil {
		a.door.Refuse(w, r, err)
		return
	}
	topics, err := live.ParseTopics(r.URL.Query().Get("topics"))
	if err != nil {
		a.door.Refuse(w, r, err)
		return
	}
	for i, t := range topics {
		if t.Kind == "me" && t.IsList() {
			topics[i] = live.Topic{Kind: "person", ID: req.Who.PersonID}
		}
	}
	// Who watches anything hears of themselves: that a session was revoked, or a
	// role taken, ends what it let them see.
	self := live.Topic{Kind: "person", ID: req.Who.PersonID}
	asked := slices.Contains(topics, self)
	if !asked {
		topics = append(topics, self)
	}
	watch, err := a.Live.Subscribe(r.Context(), topics, a.mayHear(req))
	if err != nil {
		a.door.Refuse(w, r, err)
		return
	}
	defer watch.Close()
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	out := http.NewResponseController(w)
	send := func(text string) bool {
		if err := out.SetWriteDeadline(a.Clock().Add(silence)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return false
		}
		if _, err := io.WriteString(w, text); err != nil {
			return false
		}
		return out.Flush() == nil
	}
	for text := "retry: 2000\n: hello\n\n"; send(text); {
		event, err := watch.Next(r.Context())
		if err != nil {
			return
		}
		if text, err = a.event(r.Context(), req, event); err != nil {
			return
		}
		if !asked && live.Topic(event) == self {
			text = ": still here\n\n"
		}
	}
}

// event writes a hint as one event. A session that has ended does not go on
// watching: each sign of life asks for it again.
func (a *API) event(ctx context.Context, r *contract.Request, e live.Event) (string, error) {
	if e.IsHeartbeat() {
		return ": beat\n\n", a.door.Identify(ctx, &contract.Request{}, r.Secret)
	}
	body, err := json.Marshal(Hint{Kind: HintKind(e.Kind), ID: e.ID})
	return fmt.Sprintf("event: hint\ndata: %s\n\n", body), err
}

// mayHear says which topics a reader may watch: themselves, the queue if they
// work at the desk, the mailboxes if they look after them, and the records they may read. It is asked
// again before each hint, since rights may have been taken.
func (a *API) mayHear(r *contract.Request) live.Allow {
	return func(ctx context.Context, t live.Topic) (bool, error) {
		switch {
		case t.Kind == "queue" && t.IsList():
			return r.IsDesk(), nil
		case t.Kind == "person":
			return t.ID == r.Who.PersonID, a.door.Identify(ctx, &contract.Request{}, r.Secret)
		case t.Kind == "mailbox":
			return r.Who.Scope(access.MailboxManage).All, nil
		case !slices.Contains(intake.Kinds(), t.Kind) || !guichet.IsID(t.ID):
			return false, nil
		}
		err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := ticket.Get(ctx, tx, r.Who.Scope(access.On(t.Kind).Read), t.Kind, t.ID)
			return err
		})
		if guichet.IsKind(err, guichet.KindNotFound) {
			return false, nil
		}
		return err == nil, err
	}
}
