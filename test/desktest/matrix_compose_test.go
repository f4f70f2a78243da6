package desktest_test

import (
	"net/http"
	"strings"
	"testing"

	. "guichet/test/desktest"
)

// goodComposing is good for the routes of writing; false for any other.
func goodComposing(t *testing.T, d *Desk, c *Client, operation string, i Incident) (int, bool) {
	t.Helper()
	method, path, _ := strings.Cut(operation, " ")
	at := strings.NewReplacer("{ref}", i.ID, "{mode}", "note").Replace(path)
	switch operation {
	case "GET /api/tickets/{ref}/drafts":
		return c.Do(method, at, nil, nil).Status, true
	case "GET /api/tickets/{ref}/presence", "GET /api/tickets/{ref}/mentionable", "GET /api/tickets/{ref}/similar", "GET /api/canned-replies":
		return c.Do(method, at, nil, nil).Status, true
	case "POST /api/tickets/{ref}/presence":
		return c.Do(method, at, Map{"screen": "a", "doing": "reading"}, nil).Status, true
	case "POST /api/canned-replies":
		return c.Do(method, at, Map{"name": "Un mot", "text_fr": "Un mot."}, nil).Status, true
	case "PATCH /api/canned-replies/{id}", "GET /api/canned-replies/{id}/history":
		var made struct{ ID string }
		d.As("admin").Post("/api/canned-replies", Map{"name": "Un mot", "reach": "shared", "text_fr": "Un mot."}, &made).Want(http.StatusCreated)
		return c.Do(method, strings.ReplaceAll(at, "{id}", made.ID), bodyOf(method, Map{"version": 1, "name": "Deux mots"}), nil).Status, true
	case "PUT /api/tickets/{ref}/drafts/{mode}":
		return c.Do(method, at, Map{"text": "Un mot.", "version": 0}, nil).Status, true
	case "POST /api/tickets/{ref}/replies/{id}/undo":
		wait(t, d, 10)
		var sent TimelineItem
		d.As("karim").Post("/api/incidents/"+i.ID+"/replies", Map{"text": "Un mot."}, &sent).Want(http.StatusCreated)
		wait(t, d, 0)
		return c.Do(method, strings.ReplaceAll(at, "{id}", sent.ID), nil, nil).Status, true
	}
	return 0, false
}

// bodyOf is the body of a method that has one.
func bodyOf(method string, body Map) any {
	if method == http.MethodGet {
		return nil
	}
	return body
}
