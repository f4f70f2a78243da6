package bench

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/auth"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/intake"
	"guichet/internal/person"
	"guichet/internal/setting"
	"guichet/internal/stem"
	"guichet/internal/team"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// The shape of a made-up desk: of ten records one is open, as in a desk that has
// run for two years.
const (
	agents     = 20
	requesters = 500
	teams      = 10
	openOf     = 10 // one record of so many is open
	actOf      = 100

	login    = "agent-0@bench.example"
	password = "bench-password-2026"

	userLogin = "user@bench.example"

	commonWord = "imprimante" // in three records of ten
	rareWord   = "kelvinite"  // in twenty records, among the oldest
)

// A made-up desk is a day old: so many records follow each other in the twenty
// hours before last midnight. A longer past would only mean more daily seals.
const daysWork = 20 * time.Hour

// desk is a database being filled. The same desk grown to the same size has the
// same rows, but for the day they are of: its time is stepped and its chance is
// seeded.
type desk struct {
	db      *db.DB
	chance  *rand.Rand
	clock   *stepped
	people  []person.Person
	agents  []string
	teams   []string
	records int
	pace    time.Duration // from one record to the next
}

// stepped is a clock moved by hand.
type stepped struct {
	mu  sync.Mutex
	now time.Time
}

func (s *stepped) Now() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.now }
func (s *stepped) forward(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// openDesk opens a database to fill it. Its commits need not be durable: it is
// made again when the power fails.
func openDesk(ctx context.Context, url string, records int, pace time.Duration) (*desk, error) {
	if strings.HasPrefix(url, "sqlite:") {
		url += "?synchronous=off"
	}
	seed := [32]byte{31: byte(records >> 16), 30: byte(records >> 8), 29: byte(records)}
	birth := time.Now().UTC().Truncate(24 * time.Hour).Add(-daysWork)
	k := &desk{
		chance: rand.New(rand.NewPCG(uint64(records), 7)), clock: &stepped{now: birth.Add(time.Duration(records) * pace)},
		records: records, pace: pace,
	}
	var err error
	if k.db, err = db.Open(ctx, db.Config{URL: url, Clock: k.clock.Now, Random: rand.NewChaCha8(seed)}); err != nil {
		return nil, err
	}
	if records > 0 {
		return k, k.find(ctx)
	}
	if err := k.db.Migrate(ctx); err != nil {
		return nil, err
	}
	return k, k.found(ctx)
}

func importer() guichet.Actor { return guichet.System(guichet.Import) }

// found makes the people and the teams.
func (k *desk) found(ctx context.Context) error {
	hash, err := auth.NewHasher(auth.Cost{}).Hash(ctx, password)
	if err != nil {
		return err
	}
	err = k.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		house, err := person.CreateOrganisation(ctx, tx, importer(), "Banc d’essai")
		if err != nil {
			return err
		}
		site, err := person.CreateSite(ctx, tx, importer(), person.Site{OrganisationID: house.ID, Name: "Lyon", Zone: "Europe/Paris"})
		if err != nil {
			return err
		}
		var members []string
		var user string // the last of them, who may sign in to the portal
		for i := range agents + requesters {
			kind := "agent"
			if i >= agents {
				kind = "user"
			}
			p, err := person.Create(ctx, tx, importer(), person.Person{
				Name: fmt.Sprintf("Personne %04d", i), Language: guichet.French, Zone: "Europe/Paris",
				OrganisationID: house.ID, SiteID: site.ID,
			}, person.Identity{Kind: person.MailAddress, Value: fmt.Sprintf("%s-%d@bench.example", kind, i)})
			if err != nil {
				return err
			}
			if i >= agents {
				user = p.ID
				continue
			}
			members = append(members, p.ID)
			if err := auth.Grant(ctx, tx, importer(), p.ID, access.Grant{Role: access.Agent}); err != nil {
				return err
			}
		}
		for i := range teams {
			t, err := team.Create(ctx, tx, importer(), fmt.Sprintf("Équipe %02d", i), members...)
			if err != nil {
				return err
			}
			if i > 0 {
				continue
			}
			if err := setting.DefaultTeam().Put(ctx, tx, t.ID); err != nil {
				return err
			}
		}
		if _, err = auth.CreateAccount(ctx, tx, importer(), members[0], login, hash); err != nil {
			return err
		}
		_, err = auth.CreateAccount(ctx, tx, importer(), user, userLogin, hash)
		return err
	})
	if err != nil {
		return guichet.Doing("found the desk", err)
	}
	return k.find(ctx)
}

// find reads who is there.
func (k *desk) find(ctx context.Context) error {
	return k.db.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := db.All(ctx, tx, func(s *string) []any { return []any{s} }, "SELECT id FROM person ORDER BY name_key, id")
		if err != nil {
			return err
		}
		k.agents, k.people = ids[:agents], nil
		for _, id := range ids[agents:] {
			p, err := person.Get(ctx, tx, id)
			if err != nil {
				return err
			}
			k.people = append(k.people, p)
		}
		k.teams, err = db.All(ctx, tx, func(s *string) []any { return []any{s} }, "SELECT id FROM team ORDER BY name_key, id")
		return err
	})
}

// grow adds records, in acts of a hundred, until there are as many as asked for.
// What is costly is made ready ahead, as everywhere.
func (k *desk) grow(ctx context.Context, to int, closedOnly bool) error {
	ready := make(chan []matter, 2)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		defer close(ready)
		for n := k.records; n < to; n += actOf {
			batch := make([]matter, min(actOf, to-n))
			for i := range batch {
				batch[i] = k.matter(n+i, closedOnly)
			}
			select {
			case ready <- batch:
			case <-ctx.Done():
				return
			}
		}
	}()
	made := 0
	for batch := range ready {
		k.clock.forward(time.Duration(len(batch)) * k.pace)
		if err := k.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			for i := range batch {
				if err := batch[i].play(ctx, tx); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return guichet.Doing("fill the desk", err)
		}
		made += len(batch)
	}
	k.records += made
	return ctx.Err()
}

// matter is a record and what becomes of it.
type matter struct {
	raise  intake.Matter
	agent  string
	answer conversation.Message
	fate   ticket.State
}

func (k *desk) matter(n int, closedOnly bool) matter {
	title, text := k.words(n)
	who := k.people[k.chance.IntN(len(k.people))]
	m := matter{
		raise: intake.Matter{
			By: importer(), RequesterID: who.ID,
			Message:  conversation.Message{Channel: guichet.Portal, Subject: title, Text: text, Stems: stem.Text(text, guichet.French)},
			Incident: incident.Log{Opening: ticket.Opening{Title: title, Impact: 1 + k.chance.Int64N(3), Urgency: 1 + k.chance.Int64N(3), TeamID: k.teams[k.chance.IntN(teams)]}},
		},
		agent: k.agents[k.chance.IntN(agents)], fate: incident.Closed,
	}
	answer := "Bonjour, c’est réparé : " + text
	m.answer = conversation.Message{Channel: guichet.Desk, AuthorID: m.agent, Text: answer, Stems: stem.Text(answer, guichet.French)}
	if !closedOnly && n%openOf == 0 {
		switch k.chance.IntN(10) {
		case 0, 1, 2:
			m.fate = incident.New
		case 3, 4, 5, 6:
			m.fate = incident.InProgress
		case 7, 8:
			m.fate = incident.OnHold
		default:
			m.fate = incident.Resolved
		}
	}
	return m
}

// play does through the verbs what a desk does.
func (m matter) play(ctx context.Context, tx *db.Tx) error {
	i, err := intake.Raise(ctx, tx, m.raise)
	if err != nil {
		return err
	}
	act := ticket.Act{By: guichet.Person(m.agent, guichet.Import), Scope: access.Scope{All: true}, Ref: i.ID}
	switch m.fate {
	case incident.New:
		return nil
	case incident.InProgress:
		if _, err := intake.Assign(ctx, tx, incident.Kind, act, ticket.Assign{PersonID: &m.agent}); err != nil {
			return err
		}
		_, err = incident.SetState(ctx, tx, act, incident.Move{To: incident.InProgress})
		return err
	case incident.OnHold:
		_, _, err = incident.Reply(ctx, tx, act, m.answer, &incident.Move{To: incident.OnHold, HoldReason: incident.HoldUser})
		return err
	}
	solved := incident.Move{To: incident.Resolved, Resolution: incident.Resolution{Text: "Réparé.", Code: "solved", Kind: "fix"}}
	if _, _, err := incident.Reply(ctx, tx, act, m.answer, &solved); err != nil || m.fate == incident.Resolved {
		return err
	}
	_, err = incident.SetState(ctx, tx, act, incident.Move{To: incident.Closed})
	return err
}

// vocabulary is what the made-up people write with.
const vocabulary = `bonjour le poste ne démarre plus depuis ce matin écran noir après la mise à jour du logiciel de paie
impossible ouvrir session mot de passe refusé réseau lent étage bureau téléphone casque souris clavier messagerie dossier
partagé accès badge salle réunion vidéo projecteur connexion coupée erreur serveur certificat licence tableau facture fournisseur
commande client urgence merci avance équipe comptable atelier magasin site distance portable station batterie chargeur câble`

// words writes the title and the text of a record.
func (k *desk) words(n int) (title, text string) {
	all := strings.Fields(vocabulary)
	pick := func(count int) string {
		words := make([]string, count)
		for i := range words {
			words[i] = all[k.chance.IntN(len(all))]
		}
		return strings.Join(words, " ")
	}
	title, text = pick(5), pick(40)
	if n%10 < 3 {
		text += " " + commonWord
	}
	if n < 1000 && n%50 == 17 {
		text += " " + rareWord
	}
	return title, text + fmt.Sprintf(" numéro %d", n)
}

// sealed seals the days that are over, as the desk itself would at its start.
func sealed(ctx context.Context, url string) error {
	d, err := db.Open(ctx, db.Config{URL: url})
	if err != nil {
		return err
	}
	var days []string
	err = d.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		days, err = timeline.Unsealed(ctx, tx)
		return err
	})
	for _, day := range days {
		if err != nil {
			break
		}
		var s timeline.Seal
		if s, err = timeline.DayRoot(ctx, func(f func(context.Context, *db.Tx) error) error { return d.Read(ctx, f) }, day); err == nil {
			err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return timeline.PutSeal(ctx, tx, s) })
		}
	}
	return errors.Join(err, d.Close())
}

func (k *desk) close() error { return k.db.Close() }
