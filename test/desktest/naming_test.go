package desktest_test

import (
	"slices"
	"strings"

	. "guichet/test/desktest"
)

// namings is every way in which a call names what may be another's.
func namings(d *Desk) []named {
	d.T.Helper()
	karim, sophie := "karim", "sophie"
	return slices.Concat(
		ofRaising(d), ofWorking(d), ofComposing(d), ofMany(d), ofPlaces(d),
		[]named{
			elsewhere("PATCH /api/views/{id} id", func(x theirs) (string, Map) { return "/api/views/" + x.view, Map{"version": 1, "name": "La mienne"} }),
			elsewhere("DELETE /api/views/{id} id", func(x theirs) (string, Map) { return "/api/views/" + x.view, nil }),
			elsewhere("PATCH /api/canned-replies/{id} id", func(x theirs) (string, Map) {
				return "/api/canned-replies/" + x.canned, Map{"version": 1, "name": "La mienne"}
			}),
			elsewhere("GET /api/canned-replies/{id}/history id", func(x theirs) (string, Map) { return "/api/canned-replies/" + x.canned + "/history", nil }),
			elsewhere("POST /api/letters/{id}/resend id", func(x theirs) (string, Map) { return "/api/letters/" + x.letter + "/resend", nil }),
			elsewhere("GET /api/messages/{id}/bytes id", func(x theirs) (string, Map) { return "/api/messages/" + x.mailed + "/bytes", nil }),
			elsewhere("GET /api/messages/{id}/pictures/{number} id", func(x theirs) (string, Map) { return "/api/messages/" + x.mailed + "/pictures/0", nil }).by("", "nobody"),
			elsewhere("DELETE /api/tokens/{id} id", func(x theirs) (string, Map) { return "/api/tokens/" + x.token, nil }).by("", sophie),
			elsewhere("DELETE /api/sessions/{id} id", func(x theirs) (string, Map) { return "/api/sessions/" + x.session, nil }).by("", sophie),
			elsewhere("GET /api/people/{id} id", func(theirs) (string, Map) { return "/api/people/" + d.ID(sophie), nil }),
			elsewhere("POST /api/people mail", func(theirs) (string, Map) {
				return "/api/people", Map{"name": "Une Autre", "mail": "sophie@solane.example", "organisation_id": d.Cast.Organisations[Atelier]}
			}).by("", "nobody"),
			elsewhere("POST /api/people organisation_id", func(x theirs) (string, Map) {
				return "/api/people", Map{"name": "Une Autre", "mail": strings.ToLower(x.incident.Reference) + "@a.example", "organisation_id": d.Cast.Organisations[Solane]}
			}),
			elsewhere("POST /api/people site_id", func(x theirs) (string, Map) {
				return "/api/people", Map{"name": "Une Autre", "mail": strings.ToLower(x.incident.Reference) + "@b.example", "organisation_id": d.Cast.Organisations[Atelier], "site_id": d.Cast.People[karim].SiteID}
			}).by("", "nobody"),
			elsewhere("POST /api/notices/read ids[]", func(x theirs) (string, Map) { return "/api/notices/read", Map{"ids": []string{x.incident.ID}} }).silently(),
			elsewhere("POST /api/notices/read record_id", func(x theirs) (string, Map) { return "/api/notices/read", Map{"record_id": x.incident.ID} }).silently(),
		})
}

// ofRaising: what a new record names.
func ofRaising(d *Desk) (all []named) {
	for _, kind := range []string{"incidents", "requests", "changes"} {
		says := func(place string, value func(x theirs) any) named {
			return elsewhere("POST /api/"+kind+" "+place, func(x theirs) (string, Map) {
				body := Map{"title": "Le mien", "description": "…"}
				body[strings.TrimSuffix(place, "[]")] = value(x)
				if strings.HasSuffix(place, "[]") {
					body[strings.TrimSuffix(place, "[]")] = []any{value(x)}
				}
				return "/api/" + kind, body
			})
		}
		all = append(all,
			says("requester_id", func(theirs) any { return d.ID("sophie") }),
			says("attachment_ids[]", func(x theirs) any { return x.loose }),
			says("from", func(x theirs) any { return x.incident.Reference }),
			says("from", func(x theirs) any { return x.incident.ID }),
			says("follows", func(x theirs) any { return x.incident.ID }).by("", "nobody"), // an open record is followed by none
			says("assignee_id", func(theirs) any { return d.ID("rosa") }).by("", "nobody"),
		)
	}
	return all
}

// ofWorking: what the verbs of a record name.
func ofWorking(d *Desk) []named {
	rosa := d.ID("rosa")
	var all []named
	ticket := func(what, act string, body func(own Incident, x theirs) Map) named {
		return named{what: what, ask: func(own Incident, x theirs) (string, Map) { return "/api/tickets/" + own.ID + act, body(own, x) }}
	}
	none := func(Incident, theirs) Map { return nil }
	all = append(all,
		ticket("POST /api/tickets/{ref}/links to", "/links", func(_ Incident, x theirs) Map { return Map{"kind": "blocks", "to": x.incident.Reference} }),
		ticket("POST /api/tickets/{ref}/links to", "/links", func(_ Incident, x theirs) Map { return Map{"kind": "relates_to", "to": x.incident.ID} }),
		ticket("POST /api/tickets/{ref}/requester requester_id", "/requester", func(own Incident, _ theirs) Map {
			return Map{"version": own.Version, "requester_id": d.ID("sophie")}
		}),
		ticket("POST /api/tickets/{ref}/watchers person_id", "/watchers", func(Incident, theirs) Map { return Map{"person_id": d.ID("sophie")} }).by("", "nobody"),
		ticket("POST /api/tickets/{ref}/watchers address", "/watchers", func(Incident, theirs) Map { return Map{"address": "sophie@solane.example"} }).by("nora", "nobody"),
		ticket("DELETE /api/tickets/{ref}/watchers ?person_id", "/watchers?person_id="+d.ID("sophie"), none).by("", "nobody"),
		ticket("POST /api/tickets/{ref}/merge into", "/merge", func(own Incident, x theirs) Map { return Map{"version": own.Version, "into": x.incident.ID} }),
		ticket("POST /api/tickets/{ref}/merge/preview into", "/merge/preview", func(own Incident, x theirs) Map {
			return Map{"version": own.Version, "into": x.incident.Reference}
		}),
		ticket("POST /api/tickets/{ref}/split messages[]", "/split", func(_ Incident, x theirs) Map {
			return Map{"messages": []string{x.said}, "kind": "incident", "title": "Le mien"}
		}).by("", "nobody"), // a message of another record is nobody's to split off
		ticket("POST /api/tickets/{ref}/split/preview messages[]", "/split/preview", func(_ Incident, x theirs) Map {
			return Map{"messages": []string{x.said}, "kind": "incident", "title": "Le mien"}
		}).by("", "nobody"),
		ticket("GET /api/tickets/{ref}/mentionable q", "/mentionable?q=Karim", none).silently(),
		elsewhere("POST /api/tickets/{ref}/merge ref", func(x theirs) (string, Map) {
			return "/api/tickets/" + x.incident.ID + "/merge", Map{"version": x.incident.Version, "into": x.second.ID}
		}),
		elsewhere("DELETE /api/tickets/{ref}/links/{kind}/{other} other", func(x theirs) (string, Map) {
			return "/api/tickets/" + x.incident.ID + "/links/blocks/" + x.second.ID, nil
		}),
		elsewhere("POST /api/tickets/{ref}/replies/{id}/undo id", func(x theirs) (string, Map) {
			return "/api/tickets/" + x.incident.ID + "/replies/" + x.said + "/undo", nil
		}).by("", "nobody"), // it has left
	)
	whom := d.As("admin").Adds(Map{"type": "person", "name_fr": "Témoin", "name_en": "Witness", "kinds": []string{"incident"}})
	all = append(all, named{what: "PATCH /api/incidents/{ref} fields", ask: func(own Incident, _ theirs) (string, Map) {
		return "/api/incidents/" + own.ID, Map{"version": own.Version, "fields": Map{whom.ID: d.ID("sophie")}}
	}})
	for _, at := range []string{"/api/incidents", "/api/requests", "/api/changes"} {
		all = append(all, named{what: "POST " + at + "/{ref}/assignment person_id", may: "nobody", ask: func(own Incident, _ theirs) (string, Map) {
			m := Matter{Row: own.Row}
			if at != "/api/incidents" {
				m = d.As("karim").Raises(at, Map{"title": "Le mien", "requester_id": d.ID("nora")})
			}
			return at + "/" + m.ID + "/assignment", Map{"version": m.Version, "team_id": d.Team(ServiceDesk), "person_id": rosa}
		}})
	}
	return all
}

// ofComposing: what is said with files, names and copies.
func ofComposing(d *Desk) (all []named) {
	for _, at := range []string{"/api/incidents", "/api/requests", "/api/changes"} {
		says := func(act, place string, body func(x theirs) Map) named {
			return named{what: "POST " + at + "/{ref}/" + act + " " + place, ask: func(own Incident, x theirs) (string, Map) {
				id := own.ID
				if at != "/api/incidents" {
					id = d.As("karim").Raises(at, Map{"title": "Le mien", "requester_id": d.ID("nora")}).ID
				}
				return at + "/" + id + "/" + act, body(x)
			}}
		}
		all = append(all,
			says("notes", "attachment_ids[]", func(x theirs) Map { return Map{"text": "…", "attachment_ids": []string{x.loose}} }),
			says("notes", "attachment_ids[]", func(x theirs) Map { return Map{"text": "…", "attachment_ids": []string{x.file}} }).by("", "nobody"),
			says("notes", "mentions[].id", func(theirs) Map {
				return Map{"text": "@Sophie Lacroix", "mentions": []Map{{"kind": "person", "id": d.ID("sophie"), "name": "Sophie Lacroix"}}}
			}).by("", "nobody"), // users are named by nobody
			says("replies", "attachment_ids[]", func(x theirs) Map { return Map{"text": "…", "attachment_ids": []string{x.loose}} }),
			says("replies", "copies[]", func(theirs) Map { return Map{"text": "…", "copies": []string{"sophie@solane.example"}} }).silently(),
		)
	}
	draft := func(place string, body func(x theirs) Map) named {
		return named{what: "PUT /api/tickets/{ref}/drafts/{mode} " + place, ask: func(own Incident, x theirs) (string, Map) {
			return "/api/tickets/" + own.ID + "/drafts/reply", body(x)
		}}
	}
	return append(all,
		draft("attachment_ids[]", func(x theirs) Map { return Map{"text": "…", "version": 0, "attachment_ids": []string{x.loose}} }).silently(),
		draft("copies", func(theirs) Map { return Map{"text": "…", "version": 0, "copies": "sophie@solane.example"} }).silently(),
	)
}

// ofMany: what a change of many records names.
func ofMany(d *Desk) (all []named) {
	for _, path := range []string{"/api/bulk/preview", "/api/bulk"} {
		all = append(all,
			elsewhere("POST "+path+" records[].id", func(x theirs) (string, Map) {
				return path, bulk(Map{"note": "…"}, x.incident.Row)
			}).silently(), // each record has its own answer: see TestManyRecordsOfAllKinds
			named{what: "POST " + path + " change.assign.person_id", quiet: true, ask: func(own Incident, _ theirs) (string, Map) {
				return path, bulk(Map{"assign": Map{"team_id": d.Team(ServiceDesk), "person_id": d.ID("rosa")}}, own.Row)
			}},
		)
	}
	return append(all, elsewhere("POST /api/bulk/{id}/undo id", func(x theirs) (string, Map) { return "/api/bulk/" + x.bulk + "/undo", nil }))
}

// ofPlaces: what an administrator of one organisation names.
func ofPlaces(d *Desk) []named {
	const at = "/api/administration/people"
	lyon, solane := d.Cast.People["sophie"].SiteID, d.Cast.Organisations[Solane]
	version := func() int64 {
		var p administered
		d.As("admin").Get(at+"/"+d.ID("nora"), &p)
		return p.Version
	}
	ada := func(what string, ask func(x theirs) (string, Map)) named {
		return elsewhere(what, ask).by("ada", "admin")
	}
	roles := at + "/" + d.ID("nora") + "/roles"
	body := func(x theirs, more Map) Map {
		more["name"], more["identities"] = "Une Autre", []Map{{"kind": "mail", "value": strings.ToLower(x.incident.Reference) + "@c.example"}}
		return more
	}
	return []named{
		ada("POST /api/administration/people organisation_id", func(x theirs) (string, Map) { return at, body(x, Map{"organisation_id": solane}) }),
		ada("POST /api/administration/people site_id", func(x theirs) (string, Map) {
			return at, body(x, Map{"organisation_id": d.Cast.Organisations[Atelier], "site_id": lyon})
		}).by("ada", "nobody"), // a site of another organisation
		ada("PATCH /api/administration/people/{id} site_id", func(theirs) (string, Map) { return at + "/" + d.ID("nora"), Map{"version": version(), "site_id": lyon} }).by("ada", "nobody"),
		ada("POST /api/administration/people/{id}/roles organisation_id", func(theirs) (string, Map) { return roles, Map{"role": "reader", "organisation_id": solane} }),
		ada("POST /api/administration/people/{id}/roles site_id", func(theirs) (string, Map) {
			return roles, Map{"role": "agent", "organisation_id": solane, "site_id": lyon}
		}),
		ada("DELETE /api/administration/people/{id}/roles ?organisation_id", func(theirs) (string, Map) { return roles + "?role=reader&organisation_id=" + solane, nil }),
		ada("DELETE /api/administration/people/{id}/roles ?site_id", func(theirs) (string, Map) {
			return roles + "?role=agent&organisation_id=" + solane + "&site_id=" + lyon, nil
		}),
		ada("PATCH /api/administration/people/{id} organisation_id", func(theirs) (string, Map) {
			return at + "/" + d.ID("hugo"), Map{"version": 1, "organisation_id": solane}
		}).by("ada", "nobody"),
		ada("GET /api/administration/history id", func(theirs) (string, Map) { return "/api/administration/history?kind=person&id=" + d.ID("sophie"), nil }),
		ada("GET /api/administration/people/{id} id", func(theirs) (string, Map) { return at + "/" + d.ID("sophie"), nil }),
	}
}
