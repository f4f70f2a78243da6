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

// LivePath is where hints are heard, for as long as the caller stays.
const LivePath = "/api/live"

func (a *API) liveRoutes() {
	a.door.Mux.HandleFunc("GET "+LivePath, a.stream)
	a.door.API.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "watch", Method: http.MethodGet, Path: LivePath, Tags: []string{"live"},
		Summary: "A stream of hints (server-sent events): what changed, never how",
		Parameters: []*huma.Param{{
			Name: "topics", In: "query", Schema: &huma.Schema{Type: huma.TypeString},
			Description: "What to watch, separated by commas: queue, me, notice, incident:ID, request:ID, change:ID, presence:ID.",
		}, {
			Name: "before", In: "query", Schema: &huma.Schema{Type: huma.TypeInteger},
			Description: "For how many milliseconds nobody has listened to the lists, 60,000 at most: the stream begins with those that changed within them.",
		}},
		Responses: map[string]*huma.Response{"200": {
			Description: `Events named "hint" with {"kind","id"}; kind "*" says that hints were missed: read everything again. An event named "refused" lists the topics that are not heard: unknown, too many, or not the reader's to see.`,
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
	topics, refused, before, err := live.ParseQuery(r.URL.Query())
	if err != nil {
		a.door.Refuse(w, r, err)
		return
	}
	for i, t := range topics {
		if t.Kind == "me" && t.IsList() {
			topics[i] = live.Topic{Kind: "person", ID: req.Who.PersonID}
		}
		if t.Kind == "notice" && t.IsList() {
			topics[i] = live.Topic{Kind: "notice", ID: req.Who.PersonID}
		}
	}
	// Who watches anything hears of themselves: that a session was revoked, or a
	// role taken, ends what it let them see.
	self := live.Topic{Kind: "person", ID: req.Who.PersonID}
	asked := slices.Contains(topics, self)
	if !asked {
		topics = append(topics, self)
	}
	watching := false
	watch, err := a.Live.Subscribe(r.Context(), topics, before, func(ctx context.Context, t live.Topic) (bool, error) {
		if !watching {
			return a.mayHear(ctx, req.Who, t)
		}
		// Rights may have been taken since, and the session may have ended.
		now, err := a.door.Find(ctx, req.Secret)
		if err != nil {
			return false, err
		}
		return a.mayHear(ctx, now.Who, t)
	})
	if err != nil {
		a.door.Refuse(w, r, err)
		return
	}
	defer watch.Close()
	watching = true
	heard := watch.Topics()
	for _, t := range topics {
		if !slices.Contains(heard, t) {
			refused = append(refused, t.String())
		}
	}
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
	hello, err := greeting(refused)
	if err != nil {
		return
	}
	for text := hello; send(text); {
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

// greeting begins a stream, and tells at once what will not be heard on it.
func greeting(refused []string) (string, error) {
	const hello = "retry: 2000\n: hello\n\n"
	if len(refused) == 0 {
		return hello, nil
	}
	body, err := json.Marshal(map[string][]string{"topics": refused})
	return fmt.Sprintf("%sevent: refused\ndata: %s\n\n", hello, body), err
}

// event writes a hint as one event. A session that has ended does not go on
// watching: each sign of life asks for it again.
func (a *API) event(ctx context.Context, r *contract.Request, e live.Event) (string, error) {
	if e.IsHeartbeat() {
		_, err := a.door.Find(ctx, r.Secret)
		return ": beat\n\n", err
	}
	body, err := json.Marshal(Hint{Kind: HintKind(e.Kind), ID: e.ID})
	return fmt.Sprintf("event: hint\ndata: %s\n\n", body), err
}

// mayHear says which topics a reader may watch: themselves, the queue if they
// work at the desk, the mailboxes if they look after them, and the records they
// may read.
func (a *API) mayHear(ctx context.Context, who access.Who, t live.Topic) (bool, error) {
	switch {
	case t.Kind == "queue" && t.IsList():
		return who.WorksHere(), nil
	case t.Kind == "person", t.Kind == "notice":
		return t.ID == who.PersonID, nil
	case t.Kind == "mailbox":
		return who.Scope(access.MailboxManage).All, nil
	case t.Kind == "job":
		return who.Scope(access.JobManage).All, nil
	case t.Kind == live.PresenceKind && guichet.IsID(t.ID):
		return a.mayBeAt(ctx, who, t.ID)
	case !slices.Contains(intake.Kinds(), t.Kind) || !guichet.IsID(t.ID):
		return false, nil
	}
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := ticket.Get(ctx, tx, who.Scope(access.On(t.Kind).Read), t.Kind, t.ID)
		return err
	})
	if guichet.IsKind(err, guichet.KindNotFound) {
		return false, nil
	}
	return err == nil, err
}

// mayBeAt tells whether somebody works on a record: they alone hear who else is
// at it.
func (a *API) mayBeAt(ctx context.Context, who access.Who, id string) (bool, error) {
	may := false
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := ticket.KindOf(ctx, tx, id)
		if err == nil {
			t, err = ticket.Get(ctx, tx, who.Scope(access.On(t.Kind).Read), t.Kind, id)
		}
		may = err == nil && who.MayIn(access.On(t.Kind).Note, t.Place())
		return err
	})
	if guichet.IsKind(err, guichet.KindNotFound) {
		return false, nil
	}
	return may, err
}
