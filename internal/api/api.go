// Package api is the door for programs and for our own screens: typed routes,
// one file for each noun. It decides nothing; it calls the verbs. What all routes
// share is in package contract below it.
package api

import (
	"net/http"

	"guichet/internal/api/account"
	"guichet/internal/api/administration"
	"guichet/internal/api/archive"
	"guichet/internal/api/arrival"
	"guichet/internal/api/bulk"
	"guichet/internal/api/category"
	"guichet/internal/api/compose"
	"guichet/internal/api/contract"
	"guichet/internal/api/field"
	"guichet/internal/api/link"
	"guichet/internal/api/notice"
	"guichet/internal/api/person"
	"guichet/internal/api/picture"
	"guichet/internal/api/queue"
	"guichet/internal/api/record"
	"guichet/internal/api/requester"
	"guichet/internal/api/team"
	"guichet/internal/api/watcher"
	"guichet/internal/blob"
	"guichet/internal/health"
	"guichet/internal/live"
	"guichet/internal/mailbox"
)

// Config is what the door needs of the house.
type Config struct {
	contract.Config
	Blobs   blob.Store
	Live    *live.Hub
	Seal    *mailbox.Keys
	URL     string // how people reach the desk
	Machine func() health.Machine
	Account account.House
}

// API serves everything below /api/.
type API struct {
	Config
	door *contract.Door
}

// New builds the door.
func New(c Config) *API {
	a := &API{Config: c, door: contract.NewDoor(c.Config)}
	a.door.Hides = record.Hides
	account.Routes(a.door, c.Account)
	for _, room := range []func(){
		a.incidentRoutes, a.requestRoutes, a.changeRoutes, a.ticketRoutes, a.historyRoutes, a.attachmentRoutes,
		func() {
			administration.Routes(a.door, administration.Needs{Seal: c.Seal, URL: c.URL, Machine: c.Machine})
		},
		func() { category.Routes(a.door) }, func() { field.Routes(a.door) }, func() { team.Routes(a.door) }, func() { watcher.Routes(a.door) },
		func() { compose.Routes(a.door, c.Live) },
		func() { queue.Routes(a.door, a.findWords) },
		func() { link.Routes(a.door); requester.Routes(a.door); archive.Routes(a.door) },
		func() { bulk.Routes(a.door) },
		func() { notice.Routes(a.door) }, func() { arrival.Routes(a.door, c.Blobs); picture.Routes(a.door, nil) }, func() { person.Routes(a.door) },
		a.searchRoutes, a.liveRoutes, a.vocabularyRoutes, a.door.ServeReference,
	} {
		room()
	}
	return a
}

// Handler answers requests.
func (a *API) Handler() http.Handler { return a.door.Handler() }

// RouteOf names the route that a request takes; empty: none of ours.
func (a *API) RouteOf(r *http.Request) string { return a.door.RouteOf(r) }

// Description is the OpenAPI document.
func (a *API) Description() ([]byte, error) { return a.door.Description() }
