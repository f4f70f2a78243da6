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
		"Outlook, sent on":     {"Merci\n\nDe : Support<mailto:s@desk.example>\nEnvoyé le :jeudi 15 décembre 2016 09:35\nÀ : m@example.fr\nObjet :VPN\n\nBonjour", "Merci", "De : Support<mailto:s@desk.example>\nEnvoyé le :jeudi 15 décembre 2016 09:35\nÀ : m@example.fr\nObjet :VPN\n\nBonjour", ""},
		"Outlook on a phone":   {"Merci\n\nTéléchargez Outlook pour Android<https://aka.ms/x>\n\nBonjour", "Merci", "Bonjour", "Téléchargez Outlook pour Android<https://aka.ms/x>"},
		"a sentence":           {"Bonjour\n\nSent from my desk, which is easier.", "Bonjour\n\nSent from my desk, which is easier.", "", ""},
		"signature of a phone": {"Merci\n\n-- \nMarie\nEnvoyé de mon iPhone", "Merci", "", "-- \nMarie\nEnvoyé de mon iPhone"},
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

func TestWhoWroteAForwardedLetterFirst(t *testing.T) {
	t.Parallel()
	zoe := mime.Address{Name: "Zoé Martin", Address: "zoe@example.fr"}
	for name, c := range map[string]struct {
		text string
		want mime.Address
	}{
		"Outlook, French":       {"Pour vous.\n\nDe : Zoé Martin <zoe@example.fr>\nEnvoyé : mardi 3 mars 2026 10:00\nÀ : Karim\nObjet : panne\n\nTout est arrêté", zoe},
		"Outlook, old":          {"-----Message d'origine-----\nDe : Zoé Martin [mailto:zoe@example.fr]\nEnvoyé : mardi\nÀ : Karim\nObjet : panne\n\nx", zoe},
		"Outlook on a phone":    {"FYI\n________________________________\nFrom: Zoé Martin <zoe@example.fr<mailto:zoe@example.fr>>\nSent: Tuesday\nTo: Karim\nSubject: panne\n\nx", zoe},
		"Gmail, French":         {"Bonjour\n\n---------- Forwarded message ---------\nDe : Zoé Martin <zoe@example.fr>\nDate: mar. 3 mars 2026 à 10:00\nSubject: panne\nTo: Karim <karim@example.fr>\n\nx", zoe},
		"Gmail":                 {"---------- Forwarded message ----------\nFrom: Zoé Martin <zoe@example.fr>\nDate: Tue, Mar 3\nSubject: x\nTo: k@example.fr\n\nx", zoe},
		"Thunderbird, French":   {"-------- Message transféré --------\nSujet : panne\nDate : Tue, 3 Mar 2026\nDe : Zoé Martin <zoe@example.fr>\nPour : Karim\n\nx", zoe},
		"Thunderbird":           {"-------- Forwarded Message --------\nSubject: panne\nDate: Tue\nFrom: Zoé Martin <zoe@example.fr>\nTo: k@example.fr\n\nx", zoe},
		"Apple, French":         {"Début du message réexpédié :\n\n> De: Zoé Martin <zoe@example.fr>\n> Objet: panne\n> Date: 3 mars 2026\n> À: Karim\n>\n> x", zoe},
		"Apple":                 {"Begin forwarded message:\n\nFrom: Zoé Martin <zoe@example.fr>\nSubject: panne\nDate: 3 March\nTo: k@example.fr\n\nx", zoe},
		"stars":                 {"*De :* Zoé Martin <zoe@example.fr>\n*Envoyé :* mardi\n*À :* Karim\n*Objet :* panne\n\nx", zoe},
		"an address alone":      {"-----Message transféré-----\nDe : zoe@example.fr\nÀ : k@example.fr\n\nx", mime.Address{Address: "zoe@example.fr"}},
		"the first of two":      {"De : Zoé Martin <zoe@example.fr>\nEnvoyé : mardi\nÀ : Karim\nObjet : TR: x\n\nDe : Autre <autre@example.fr>\nEnvoyé : lundi\nÀ : Zoé\nObjet : x\n\nx", zoe},
		"a name and no address": {"De : Zoé Martin\nEnvoyé : mardi\nÀ : Karim\nObjet : x\n\nÉcrivez à zoe@example.fr", mime.Address{}},
		"nothing of the kind":   {"Voir avec zoe@example.fr", mime.Address{}},
	} {
		l := parse(t, "From: karim@example.fr", "Subject: TR: panne", "Content-Type: text/plain; charset=utf-8", "", c.text)
		if !l.Forwarded || l.Original != c.want || l.From.Address != "karim@example.fr" {
			t.Errorf("%s: forwarded %v, first by %+v", name, l.Forwarded, l.Original)
		}
	}
	if l := parse(t, "From: a@example.fr", "Subject: Re: panne", "", "Merci\n\nDe : Support <s@desk.example>\nEnvoyé : mardi\nÀ : Marie\nObjet : VPN\n\nBonjour"); l.Original.Address != "" {
		t.Errorf("an answer is taken for a forward of %+v", l.Original)
	}
}
