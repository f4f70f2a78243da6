package sample

import (
	"context"
	"strings"

	"guichet"
	"guichet/internal/category"
	"guichet/internal/db"
	"guichet/internal/incident"
	"guichet/internal/ticket"
)

// sorting is how the desk sorts a story: what it is taken for at first, and what
// it turns out to be.
type sorting struct{ word, first, last string }

// sortings are tried in their order: the first whose word the title holds.
func sortings() []sorting {
	return []sorting{
		{"Lecteur réseau S:", "Dossier partagé", "Mot de passe"},
		{"VPN", "VPN", "VPN"},
		{"Wi-Fi", "Wi-Fi", "Wi-Fi"},
		{"quai 2", "Réseau filaire", "Réseau filaire"},
		{"prise réseau", "Réseau filaire", "Réseau filaire"},
		{"Lenteur du partage", "Réseau filaire", "Dossier partagé"},
		{"partage Plans", "Dossier partagé", "Dossier partagé"},
		{"Warehouse database", "Application métier", "Réseau filaire"},
		{"Téléphone IP", "Téléphone fixe", "Téléphone fixe"},
		{"Visioconférence", "Visioconférence", "Visioconférence"},
		{"Courriel suspect", "Hameçonnage et indésirables", "Hameçonnage et indésirables"},
		{"intranet", "Site Web et intranet", "Site Web et intranet"},
		{"CRM", "Application métier", "Application métier"},
		{"SAP", "Application métier", "Application métier"},
		{"Mot de passe", "Mot de passe", "Compte verrouillé"},
		{"Excel", "Bureautique", "Bureautique"},
		{"trésorerie", "Bureautique", "Bureautique"},
		{"deux écrans", "Écran et accessoires", "Écran et accessoires"},
		{"Document management", "Application métier", "Application métier"},
		{"calendrier", "Agenda", "Agenda"},
		{"Invitations", "Agenda", "Agenda"},
		{"Distribution list", "Listes et boîtes partagées", "Listes et boîtes partagées"},
		{"Boîte partagée", "Listes et boîtes partagées", "Listes et boîtes partagées"},
		{"Outlook", "Courriel", "Courriel"},
		{"Signature", "Courriel", "Téléphone portable"},
		{"attachments", "Courriel", "Courriel"},
		{"Bulletins", "Courriel", "Courriel"},
		{"découpe", "Application métier", "Application métier"},
		{"mprimante", "Imprimante", "Imprimante"},
		{"Sauvegarde", "Sauvegarde et restauration", "Sauvegarde et restauration"},
		{"Badge", "Droits d’accès", "Droits d’accès"},
		{"chiffré", "Ordinateur", "Système"},
		{"suite graphique", "Bureautique", "Application métier"},
		{"Clavier", "Écran et accessoires", "Écran et accessoires"},
		{"Docking", "Écran et accessoires", "Écran et accessoires"},
		{"cran non", "Écran et accessoires", "Écran et accessoires"},
		{"Écran", "Ordinateur", "Ordinateur"},
		{"Laptop", "Ordinateur", "Ordinateur"},
		{"numérique", "Écran et accessoires", "Écran et accessoires"},
		{"visiteurs", "Application métier", "Application métier"},
	}
}

// sorts are the ids of what a story is taken for at first, and in the end.
func (c company) sorts(s story) (first, last string) {
	if s.sorted[0] != "" {
		return c.categories[s.sorted[0]], c.categories[s.sorted[1]]
	}
	for _, x := range sortings() {
		if strings.Contains(s.title, x.word) {
			return c.categories[x.first], c.categories[x.last]
		}
	}
	return c.categories["Autre"], c.categories["Autre"]
}

// sort gives an incident its category when somebody of the desk first turns to
// it, and corrects it when one of them takes it.
func (c company) sort(ctx context.Context, tx *db.Tx, act ticket.Act, s story, p step, id string) error {
	if p.by == "" || s.kind != "" {
		return nil
	}
	t, err := ticket.Get(ctx, tx, act.Scope, incident.Kind, id)
	if err != nil || t.Phase == ticket.Over || t.Phase == ticket.Done {
		return err
	}
	first, last := c.sorts(s)
	to := first
	if t.CategoryID != "" {
		if to = last; p.kind != toTake && p.kind != toReply {
			return nil
		}
	}
	_, err = incident.Change(ctx, tx, act, incident.Edit{Edit: ticket.Edit{CategoryID: &to}})
	return err
}

// plant makes the tree, and remembers what is where by its French name.
func (c company) plant(ctx context.Context, tx *db.Tx, kinds []string) error {
	if err := category.Plant(ctx, tx, founder(), kinds); err != nil {
		return err
	}
	_, err := c.learn(ctx, tx)
	return err
}

// learn remembers which category stands where.
func (c company) learn(ctx context.Context, tx *db.Tx) (category.Tree, error) {
	tree, err := category.Read(ctx, tx)
	for _, x := range tree.All {
		c.categories[x.Name(guichet.French)] = x.ID
	}
	return tree, err
}
