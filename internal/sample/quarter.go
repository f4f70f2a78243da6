package sample

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/request"
)

// QuarterSpan is how far in the past the large company begins: ninety days.
const QuarterSpan = 90 * 24 * time.Hour

const (
	quarterIncidents = 560 // beside those of the last week, which are told one by one
	quarterRequests  = 90
	quarterDays      = 60 // working days, before the last five
)

// The teams that only the large company has.
const (
	applications = "Applications"
	security     = "Sécurité"
)

// known is somebody of the large company, beside the cast.
type known struct {
	name, title, site string
	lang              guichet.Language
}

// more are the people of the large company beside the cast. The first six work at
// the desk.
func more() []member {
	const fr, en = guichet.French, guichet.English
	var all []member
	for i, k := range []known{
		{"Aïcha Diallo", "Responsable applications", lyon, fr},
		{"Benoît Carpentier", "Analyste applicatif", lyon, fr},
		{"Grace Thompson", "Application support analyst", montreal, en},
		{"Vincent Marchal", "Analyste sécurité", lyon, fr},
		{"Sofie Peeters", "Security officer", brussels, en},
		{"Maxime Tremblay", "Technicien de proximité", montreal, fr},

		{"Adèle Fournier", "Juriste", lyon, fr},
		{"Bastien Rousseau", "Ingénieur qualité", lyon, fr},
		{"Camille Leroy", "Chargée de recrutement", lyon, fr},
		{"Denis Aubert", "Technicien de maintenance", lyon, fr},
		{"Élise Chevalier", "Responsable communication", lyon, fr},
		{"Fabrice Noël", "Responsable des achats", lyon, fr},
		{"Gaëlle Prigent", "Cheffe de produit", lyon, fr},
		{"Hugo Vasseur", "Apprenti comptable", lyon, fr},
		{"Ibrahim Traoré", "Ingénieur méthodes", lyon, fr},
		{"Jeanne Collet", "Assistante commerciale", lyon, fr},
		{"Kévin Besson", "Magasinier", lyon, fr},
		{"Laure Pichon", "Contrôleuse interne", lyon, fr},
		{"Mathilde Brun", "Formatrice", lyon, fr},
		{"Nicolas Guérin", "Responsable d’atelier", lyon, fr},
		{"Océane Barbier", "Chargée de clientèle", lyon, fr},
		{"Pascal Humbert", "Dessinateur projeteur", lyon, fr},
		{"Anouk Dubois", "Gestionnaire des stocks", brussels, fr},
		{"Bram Janssens", "Transport planner", brussels, en},
		{"Céline Lambrecht", "Déclarante en douane", brussels, fr},
		{"Dirk Van Damme", "Site manager", brussels, en},
		{"Eva Mertens", "HR officer", brussels, en},
		{"Fouad El Amrani", "Chef d’équipe quai", brussels, fr},
		{"Aaron Walsh", "Sales representative", montreal, en},
		{"Béatrice Côté", "Adjointe administrative", montreal, fr},
		{"Charles Nguyen", "Financial analyst", montreal, en},
		{"Dominique Roy", "Coordonnateur logistique", montreal, fr},
		{"Erin MacDonald", "Customer success manager", montreal, en},
		{"Félix Bouchard", "Technicien de laboratoire", montreal, fr},
	} {
		m := member{key: keyOf(k.name), name: k.name, title: k.title, site: k.site, lang: k.lang, role: access.User, phone: phoneOf(k.site, i)}
		switch {
		case i < 3:
			m.role, m.teams = access.Agent, []string{applications, desk}
		case i < 5:
			m.role, m.teams = access.Agent, []string{security}
		case i == 5:
			m.role, m.teams = access.Agent, []string{workplace}
		}
		all = append(all, m)
	}
	return all
}

// keyOf is the beginning of somebody's address: first name, dot, name.
func keyOf(name string) string {
	plain := strings.NewReplacer("é", "e", "É", "e", "è", "e", "ë", "e", "ï", "i", "î", "i", "ô", "o", "ç", "c", "ü", "u", " ", ".", "’", "")
	first, last, _ := strings.Cut(name, " ")
	return strings.ToLower(plain.Replace(first) + "." + strings.ReplaceAll(plain.Replace(last), ".", ""))
}

func phoneOf(site string, i int) string {
	switch site {
	case brussels:
		return fmt.Sprintf("+32 2 555 03 %02d", i)
	case montreal:
		return fmt.Sprintf("+1 514 555 03%02d", i)
	default:
		return fmt.Sprintf("+33 4 65 71 03 %02d", i)
	}
}

// spoken is one situation in one language.
type spoken struct {
	title, text string
	asked       string // by the desk, when it has to know more; '': it never has
	told        string // by the requester, then
	solved      string // to the requester, at the end
	resolution  string // what was done, for the record
}

// situation is what befalls people again and again.
type situation struct {
	team            string
	first, last     string // categories
	impact, urgency int64
	code, kind      string
	often           int
	fr, en          spoken
}

// quarter tells the stories of three months. The same chance tells the same.
func quarter() []story {
	chance := rand.New(rand.NewPCG(90, 600))
	people := requesters()
	var all []story
	every := situations()
	var drawn []situation
	for _, s := range every {
		for range s.often {
			drawn = append(drawn, s)
		}
	}
	for range quarterIncidents {
		all = append(all, befalls(chance, drawn[chance.IntN(len(drawn))], people[chance.IntN(len(people))]))
	}
	wishes := wishes()
	for range quarterRequests {
		all = append(all, wish(chance, wishes[chance.IntN(len(wishes))], people[chance.IntN(len(people))]))
	}
	return all
}

// requesters are those of the company who do not work at the desk.
func requesters() []member {
	var all []member
	for _, m := range append(cast(), more()...) {
		if m.role == access.User && organisationOf(m.site) == solane {
			all = append(all, m)
		}
	}
	return all
}

// agentsOf are the keys of a team's people.
func agentsOf(team string) []string {
	var all []string
	for _, m := range append(cast(), more()...) {
		for _, t := range m.teams {
			if t == team {
				all = append(all, m.key)
			}
		}
	}
	return all
}

// details fill in what differs from one time to the next.
func details(chance *rand.Rand, m member) *strings.Replacer {
	city := map[string]string{lyon: "LYO", brussels: "BRU", montreal: "MTL"}[m.site]
	pick := func(words ...string) string { return words[chance.IntN(len(words))] }
	return strings.NewReplacer(
		"{pc}", fmt.Sprintf("PC-%s-%04d", city, 1000+chance.IntN(2900)),
		"{printer}", fmt.Sprintf("IMP-%s-%d%02d", city, 1+chance.IntN(4), 1+chance.IntN(12)),
		"{n}", fmt.Sprint(2+chance.IntN(7)),
		"{floor}", fmt.Sprint(1+chance.IntN(5)),
		"{hour}", fmt.Sprintf("%d h %02d", 8+chance.IntN(9), 5*chance.IntN(12)),
		"{time}", fmt.Sprintf("%d:%02d", 8+chance.IntN(9), 5*chance.IntN(12)),
		"{room}", pick("Rhône", "Saône", "Atlas", "Horta", "Saint-Laurent", "Mont-Royal", "Bellecour", "Magritte"),
		"{share}", pick("Études", "Finances", "Qualité", "Achats", "RH", "Projets 2026", "Expéditions", "Marketing"),
		"{app}", pick("SAP", "le CRM", "la gestion documentaire", "le logiciel de paie", "l’outil de planification"),
		"{tool}", pick("SAP", "the CRM", "document management", "the planning tool", "the expenses tool"),
		"{client}", pick("Bertin SA", "Novalis", "Van Hoof", "Laurentides Métal", "Groupe Astrée", "Kesteloot"),
	)
}

// day is a working day so long ago, and an hour of it.
func day(back, hour, minute int) string { return fmt.Sprintf("%dd %02d:%02d", back, hour, minute) }

func (s situation) in(l guichet.Language) spoken {
	if l == guichet.English {
		return s.en
	}
	return s.fr
}

// befalls tells one incident from its first word to its end.
func befalls(chance *rand.Rand, s situation, m member) story {
	fill, words := details(chance, m), s.in(m.lang)
	say := fill.Replace
	back := 6 + chance.IntN(quarterDays-6)
	agents := agentsOf(s.team)
	who := agents[chance.IntN(len(agents))]
	t := story{
		who: m.key, at: day(back, 8+chance.IntN(8), chance.IntN(60)), via: []guichet.Channel{portal, portal, mail, mail, phone}[chance.IntN(5)],
		impact: s.impact, urgency: s.urgency, title: say(words.title), text: say(words.text), team: s.team, sorted: [2]string{s.first, s.last},
	}
	if t.via == phone {
		t.by, t.team = agentsOf(desk)[chance.IntN(len(agentsOf(desk)))], ""
		t.steps = append(t.steps, assign("+3m", t.by, s.team, who, ""))
	}
	t.steps = append(t.steps, take(fmt.Sprintf("+%dm", 4+chance.IntN(50)), who))
	over := chance.IntN(24)
	switch {
	case over == 0:
		t.steps = append(t.steps, cancel(fmt.Sprintf("+%dm", 5+chance.IntN(40)), who, "duplicate", say(duplicate(m.lang))))
		return t
	case words.asked != "" && chance.IntN(3) == 0:
		t.steps = append(t.steps,
			hold(fmt.Sprintf("+%dm", 2+chance.IntN(10)), who, "user", say(words.asked)),
			says(fmt.Sprintf("+%dm", 10+chance.IntN(80)), portal, say(words.told)))
	case chance.IntN(6) == 0:
		t.steps = append(t.steps, note(fmt.Sprintf("+%dm", 3+chance.IntN(20)), who, say("Vu sur {pc}. Même constat qu’il y a quelques jours au {floor}e étage.")))
	}
	later := back - chance.IntN(3)
	at := fmt.Sprintf("+%dm", 10+chance.IntN(90))
	if later < back {
		at = day(later, 9+chance.IntN(3), chance.IntN(60))
	}
	t.steps = append(t.steps, solve(at, who, s.code, s.kind, say(words.solved), say(words.resolution)))
	if over == 1 {
		t.steps = append(t.steps, refuses(fmt.Sprintf("+%dm", 20+chance.IntN(60)), again(m.lang)),
			solve(day(later-1, 14, chance.IntN(60)), who, s.code, "fix", say(words.solved), say(words.resolution)))
		later--
	}
	if chance.IntN(5) < 3 {
		t.steps = append(t.steps, confirms(day(later-1, 15, chance.IntN(60)), thanks(m.lang)))
		return t
	}
	t.steps = append(t.steps, shut(day(max(later-5, 1), 7, chance.IntN(60)), who))
	return t
}

func duplicate(l guichet.Language) string {
	if l == guichet.English {
		return "A colleague of yours reported the same at {time}: we go on in that record."
	}
	return "Votre collègue a signalé la même chose à {hour} : nous continuons dans ce dossier."
}

func again(l guichet.Language) string {
	if l == guichet.English {
		return "It came back this morning, exactly as before."
	}
	return "C’est revenu ce matin, exactement comme avant."
}

func thanks(l guichet.Language) string {
	if l == guichet.English {
		return "It works again, thank you."
	}
	return "Tout fonctionne à nouveau, merci."
}

// wanted is what people ask for again and again.
type wanted struct {
	team, nature string
	fr, en       spoken
}

func wish(chance *rand.Rand, w wanted, m member) story {
	words := w.fr
	if m.lang == guichet.English {
		words = w.en
	}
	say := details(chance, m).Replace
	agents := agentsOf(w.team)
	who := agents[chance.IntN(len(agents))]
	back := 8 + chance.IntN(quarterDays-8)
	t := story{
		kind: request.Kind, nature: w.nature, who: m.key, at: day(back, 8+chance.IntN(8), chance.IntN(60)), via: []guichet.Channel{portal, portal, mail}[chance.IntN(3)],
		impact: 3, urgency: 2 + int64(chance.IntN(2)), team: w.team, title: say(words.title), text: say(words.text),
		steps: []step{take(fmt.Sprintf("+%dm", 10+chance.IntN(100)), who)},
	}
	later := back - 1 - chance.IntN(3)
	t.steps = append(t.steps, fulfil(day(later, 10+chance.IntN(4), chance.IntN(60)), who, say(words.solved), say(words.resolution)))
	if chance.IntN(2) == 0 {
		t.steps = append(t.steps, confirms(day(later-1, 9, chance.IntN(60)), thanks(m.lang)))
		return t
	}
	t.steps = append(t.steps, closes(day(later-4, 7, chance.IntN(60)), who))
	return t
}
