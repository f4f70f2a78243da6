package mime_test

import (
	"testing"

	"guichet/internal/mime"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, added, quoted, signature string }{
		"no quote":             {"Bonjour,\nrien ne va", "Bonjour,\nrien ne va", "", ""},
		"French head":          {"Merci\n\nLe 3 mars 2026 à 10:00, Support <s@desk.example> a écrit :\n> Bonjour\n> Voilà", "Merci", "Le 3 mars 2026 à 10:00, Support <s@desk.example> a écrit :\n> Bonjour\n> Voilà", ""},
		"French head, broken":  {"Merci\n\nLe mar. 3 mars 2026 à 10:00, Support informatique <\nsupport+c123@desk.example> a\u00a0écrit\u00a0:\n\n> Bonjour", "Merci", "Le mar. 3 mars 2026 à 10:00, Support informatique <\nsupport+c123@desk.example> a\u00a0écrit\u00a0:\n\n> Bonjour", ""},
		"English head":         {"Thanks\n\nOn Tue, Mar 3, 2026 at 10:00 AM Desk <s@desk.example> wrote:\n\n> Hello", "Thanks", "On Tue, Mar 3, 2026 at 10:00 AM Desk <s@desk.example> wrote:\n\n> Hello", ""},
		"Outlook, French":      {"Merci\n\nDe : Support <s@desk.example>\nEnvoyé : mardi 3 mars 2026 10:00\nÀ : Marie\nObjet : VPN\n\nBonjour", "Merci", "De : Support <s@desk.example>\nEnvoyé : mardi 3 mars 2026 10:00\nÀ : Marie\nObjet : VPN\n\nBonjour", ""},
		"Outlook, stars":       {"Merci\n\n*De :* Support\n*Envoyé :* mardi\n*À :* Marie\n*Objet :* VPN\n\nBonjour", "Merci", "*De :* Support\n*Envoyé :* mardi\n*À :* Marie\n*Objet :* VPN\n\nBonjour", ""},
		"message d'origine":    {"Merci\n\n-----Message d'origine-----\nDe : Support\n\nBonjour", "Merci", "-----Message d'origine-----\nDe : Support\n\nBonjour", ""},
		"message d’origine":    {"Merci\n\n-------- Message d’origine --------\nBonjour", "Merci", "-------- Message d’origine --------\nBonjour", ""},
		"signature":            {"Merci\n-- \nMarie Durand\nLyon", "Merci", "", "-- \nMarie Durand\nLyon"},
		"from a telephone":     {"Merci\n\nEnvoyé de mon iPhone\n\nLe 3 mars 2026 à 10:00, Support <s@desk.example> a écrit :\n\n> Bonjour", "Merci", "Le 3 mars 2026 à 10:00, Support <s@desk.example> a écrit :\n\n> Bonjour", "Envoyé de mon iPhone"},
		"answers between":      {"> un ?\noui\n> deux ?\nnon", "> un ?\noui\n> deux ?\nnon", "", ""},
		"answer below":         {"Le 3 mars 2026 à 10:00, Support <s@desk.example> a écrit :\n> Cela marche ?\n\nOui, merci.", "Oui, merci.", "Le 3 mars 2026 à 10:00, Support <s@desk.example> a écrit :\n> Cela marche ?", ""},
		"a list, not a quote":  {"Le matin :\n- rien\nDe : Lyon\nvers Paris", "Le matin :\n- rien\nDe : Lyon\nvers Paris", "", ""},
		"words about writing":  {"Le technicien a écrit au fournisseur.\nOn vous écrit : merci de répondre", "Le technicien a écrit au fournisseur.\nOn vous écrit : merci de répondre", "", ""},
		"only a quote":         {"> Bonjour", "> Bonjour", "", ""},
		"an address in a list": {"Serveurs touchés :\nA : 10.0.0.1\nB : 10.0.0.2", "Serveurs touchés :\nA : 10.0.0.1\nB : 10.0.0.2", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			added, quoted, signature := mime.Split(c.text, false)
			if added != c.added || quoted != c.quoted || signature != c.signature {
				t.Errorf("got\n new %q\n quoted %q\n signature %q", added, quoted, signature)
			}
		})
	}
}

func TestAForwardedLetterIsAllNew(t *testing.T) {
	t.Parallel()
	l := parse(t, "From: a@example.fr", "Subject: TR: panne", "", "Pour vous\n\nDe : Client\nEnvoyé : hier\nÀ : moi\nObjet : panne\n\nTout est arrêté")
	if !l.Forwarded || l.New != l.Text || l.Quoted != "" {
		t.Errorf("forwarded %v, new %q", l.Forwarded, l.New)
	}
	l = parse(t, "From: a@example.fr", "Subject: Re: panne", "", "Oui\n\nLe 3 mars 2026 à 10:00, A <a@example.fr> a écrit :\n> ---------- Forwarded message ---------\n> x")
	if l.Forwarded || l.New != "Oui" {
		t.Errorf("forwarded %v, new %q", l.Forwarded, l.New)
	}
}
