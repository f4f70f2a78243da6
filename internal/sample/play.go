package sample

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/change"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/intake"
	"guichet/internal/phrase"
	"guichet/internal/request"
	"guichet/internal/stem"
	"guichet/internal/ticket"
)

// happening is one act of one story at its moment. Index -1 is the report
// itself.
type happening struct {
	at    time.Time
	story int
	index int
}

// live does everything that happened in the week, in order.
func (c company) live(ctx context.Context, d *db.DB, clock Clock, end time.Time) error {
	all := c.stories
	week, err := schedule(all, end)
	if err != nil {
		return err
	}
	ids := make([]string, len(all))
	for _, h := range week {
		if h.at.After(end) {
			return fmt.Errorf("%q would happen in the future", all[h.story].title)
		}
		forward(clock, h.at.Sub(d.Now()))
		id := ids[h.story]
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
			id, err = c.happens(ctx, tx, h, ids[h.story])
			return err
		}); err != nil {
			return err
		}
		ids[h.story] = id
	}
	return nil
}

// happens does one act of a story, and gives the record that it is about.
func (c company) happens(ctx context.Context, tx *db.Tx, h happening, id string) (string, error) {
	s := c.stories[h.story]
	var err error
	if h.index < 0 {
		id, err = c.raise(ctx, tx, s)
	} else {
		err = c.step(ctx, tx, s, s.steps[h.index], id)
	}
	return id, guichet.Doing(fmt.Sprintf("%q, step %d", s.title, h.index+1), err)
}

// schedule orders what happens in all stories by time.
func schedule(all []story, end time.Time) ([]happening, error) {
	lyon, err := time.LoadLocation(zoneOf(lyon))
	if err != nil {
		return nil, fmt.Errorf("the zone of the desk: %w", err)
	}
	var week []happening
	for i, s := range all {
		at, err := moment(s.at, end, end, lyon)
		if err != nil {
			return nil, err
		}
		week = append(week, happening{at: at, story: i, index: -1})
		for k, step := range s.steps {
			before := at
			if at, err = moment(step.at, end, at, lyon); err != nil {
				return nil, err
			}
			if at.Before(before) {
				return nil, fmt.Errorf("%q: step %d happens before the one before", s.title, k+1)
			}
			week = append(week, happening{at: at, story: i, index: k})
		}
	}
	slices.SortStableFunc(week, func(a, b happening) int { return a.at.Compare(b.at) })
	return week, nil
}

// agent acts for their team, by import.
func (c company) agent(key string) guichet.Actor {
	a := guichet.Person(c.people[key].ID, guichet.Import)
	a.TeamID = c.first[key]
	return a
}

func (c company) raise(ctx context.Context, tx *db.Tx, s story) (string, error) {
	who := c.people[s.who]
	by := guichet.Person(who.ID, guichet.Import)
	if s.by != "" {
		by = c.agent(s.by)
	}
	text := phrase.French(s.text)
	log := incident.Log{
		Opening:  ticket.Opening{Title: phrase.French(s.title), Impact: s.impact, Urgency: s.urgency, TeamID: c.teams[s.team]},
		Symptoms: phrase.French(s.symptoms), Callback: s.callback,
	}
	if s.occurred > 0 {
		log.Occurred = tx.Now.Add(-s.occurred)
	}
	if s.by != "" {
		log.CategoryID, _ = c.sorts(s)
	}
	m := intake.Matter{
		By: by, RequesterID: who.ID, Incident: log,
		Message: conversation.Message{
			Channel: s.via, Subject: log.Title, Text: text, AuthorID: who.ID, Stems: stem.Text(text, who.Language),
		},
	}
	switch s.kind {
	case request.Kind:
		m.Request = &request.Log{Opening: log.Opening, Type: s.nature, Callback: s.callback}
	case change.Kind:
		m.Change = &change.Log{Opening: log.Opening, Sheet: s.french()}
	}
	t, err := intake.Raise(ctx, tx, m)
	return t.ID, err
}

func (s story) french() change.Sheet {
	return change.Sheet{
		Justification: phrase.French(s.sheet.Justification), Plan: phrase.French(s.sheet.Plan), BackOut: phrase.French(s.sheet.BackOut),
	}
}

// practice is the kind of the story's record.
func (s story) practice() string { return cmp.Or(s.kind, incident.Kind) }

func (c company) step(ctx context.Context, tx *db.Tx, s story, p step, id string) error {
	who := c.people[s.who]
	act := ticket.Act{By: guichet.Person(who.ID, guichet.Import), Scope: access.Scope{All: true}, Ref: id}
	said := conversation.Message{Channel: p.via, AuthorID: who.ID, Text: phrase.French(p.text)}
	if p.by != "" {
		act.By = c.agent(p.by)
		said.Channel, said.AuthorID = guichet.Desk, act.By.ID
	}
	if said.Channel == guichet.NoSource {
		said.Channel = guichet.Portal
	}
	said.Stems = stem.Text(said.Text, who.Language)
	var err error
	if err := c.sort(ctx, tx, act, s, p, id); err != nil {
		return err
	}
	switch p.kind {
	case toAssign:
		err = c.assign(ctx, tx, act, s.practice(), p)
	case toTake:
		err = c.take(ctx, tx, act, s.practice(), p.by)
	case toMove:
		_, err = incident.SetState(ctx, tx, act, c.moved(s, p))
	case toReply:
		var then *incident.Move
		if p.move != nil {
			moved := c.moved(s, p)
			then = &moved
		}
		if s.kind != "" {
			_, err = intake.Reply(ctx, tx, s.kind, act, intake.Answer{Message: said})
			break
		}
		_, _, err = incident.Reply(ctx, tx, act, said, then)
	case toNote:
		_, err = intake.Note(ctx, tx, s.practice(), act, ticket.NewNote{Text: said.Text, Stems: said.Stems})
	case toHear:
		_, _, err = intake.Hear(ctx, tx, s.practice(), act, said)
	case toConfirm, toRefuse:
		if s.kind == request.Kind {
			_, err = request.Confirm(ctx, tx, act, p.kind == toConfirm, said)
			break
		}
		_, err = incident.Confirm(ctx, tx, act, p.kind == toConfirm, said)
	case toRank:
		_, err = incident.Change(ctx, tx, act, incident.Edit{Edit: ticket.Edit{Impact: &p.impact, Urgency: &p.urgency, Reason: said.Text}})
	case toDo:
		err = p.do(ctx, tx, act, said)
	}
	return err
}

func (c company) moved(s story, p step) incident.Move {
	m := *p.move
	if m.To == incident.Resolved || m.To == incident.Closed {
		_, m.ClosingID = c.sorts(s)
	}
	m.Reason, m.Resolution.Text = phrase.French(m.Reason), phrase.French(m.Resolution.Text)
	return m
}

func (c company) assign(ctx context.Context, tx *db.Tx, act ticket.Act, kind string, p step) error {
	to := ticket.Assign{Reason: phrase.French(p.text)}
	if p.team != "" {
		id := c.teams[p.team]
		to.TeamID = &id
	}
	if p.person != "" {
		id := c.people[p.person].ID
		to.PersonID = &id
	}
	_, err := intake.Assign(ctx, tx, kind, act, to)
	return err
}

func (c company) take(ctx context.Context, tx *db.Tx, act ticket.Act, kind, by string) error {
	id := c.people[by].ID
	if _, err := intake.Assign(ctx, tx, kind, act, ticket.Assign{PersonID: &id}); err != nil {
		return err
	}
	if kind == request.Kind {
		_, err := request.SetState(ctx, tx, act, request.Move{To: request.InFulfilment})
		return err
	}
	_, err := incident.SetState(ctx, tx, act, incident.Move{To: incident.InProgress})
	return err
}
