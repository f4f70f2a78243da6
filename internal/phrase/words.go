package phrase

import (
	"fmt"
	"strings"
	"time"

	"guichet"
)

// Size says a number of bytes.
func (b Book) Size(n int64) string {
	unit, units := "o", []string{"Ko", "Mo", "Go"}
	if b.language == guichet.English {
		unit, units = "B", []string{"KB", "MB", "GB"}
	}
	value := float64(n)
	for _, u := range units {
		if value < 1024 {
			break
		}
		value, unit = value/1024, u
	}
	text := strings.TrimSuffix(fmt.Sprintf("%.1f", value), ".0")
	if b.language == guichet.French {
		return strings.Replace(text, ".", ",", 1) + narrow + unit
	}
	return text + " " + unit
}

// When says a moment in a zone, in full: it is read later, and elsewhere.
func (b Book) When(t time.Time, zone string) string {
	if place, err := time.LoadLocation(zone); err == nil {
		t = t.In(place)
	}
	month := b.Say(fmt.Sprintf("month.%d", int(t.Month())), nil)
	if b.language == guichet.French {
		day := fmt.Sprint(t.Day())
		if t.Day() == 1 {
			day = "1ᵉʳ"
		}
		return fmt.Sprintf("%s %s %d à %s (%s)", day, month, t.Year(), t.Format("15:04"), t.Format("MST"))
	}
	return fmt.Sprintf("%d %s %d at %s (%s)", t.Day(), month, t.Year(), t.Format("15:04"), t.Format("MST"))
}

var words = map[string]pair{
	"unknown": {"Autre", "Other"},

	"state.new":         {"Nouveau", "New"},
	"state.assigned":    {"Affecté", "Assigned"},
	"state.in_progress": {"En cours", "In progress"},
	"state.on_hold":     {"En attente", "On hold"},
	"state.resolved":    {"Résolu", "Resolved"},
	"state.closed":      {"Clos", "Closed"},
	"state.cancelled":   {"Annulé", "Cancelled"},

	"hold.user":        {"utilisateur", "user"},
	"hold.supplier":    {"fournisseur", "supplier"},
	"hold.change":      {"changement", "change"},
	"hold.problem":     {"problème", "problem"},
	"hold.appointment": {"rendez-vous", "appointment"},

	"cancel.duplicate":    {"Doublon", "Duplicate"},
	"cancel.mistake":      {"Erreur", "Mistake"},
	"cancel.not_incident": {"Pas un incident", "Not an incident"},

	"resolution.solved":          {"Réparé", "Repaired"},
	"resolution.solved_remotely": {"Réparé à distance", "Repaired remotely"},
	"resolution.replaced":        {"Matériel remplacé", "Equipment replaced"},
	"resolution.configured":      {"Configuration corrigée", "Configuration corrected"},
	"resolution.explained":       {"Usage expliqué", "Use explained"},
	"resolution.not_reproduced":  {"Non reproduit", "Not reproduced"},
	"resolution.no_fault":        {"Aucun défaut constaté", "No fault found"},

	"resolution_kind.fix":        {"Correction", "Fix"},
	"resolution_kind.workaround": {"Solution de contournement", "Workaround"},

	"priority.1": {"Critique", "Critical"},
	"priority.2": {"Haute", "High"},
	"priority.3": {"Moyenne", "Medium"},
	"priority.4": {"Basse", "Low"},
	"priority.5": {"Planifiée", "Planned"},

	"level.1": {"Haut", "High"},
	"level.2": {"Moyen", "Medium"},
	"level.3": {"Bas", "Low"},

	"channel.portal":  {"Portail", "Portal"},
	"channel.mail":    {"Courriel", "Mail"},
	"channel.phone":   {"Téléphone", "Phone"},
	"channel.walk_in": {"Comptoir", "Walk-in"},
	"channel.api":     {"Programme", "Program"},

	"permission.incident.read":    {"Lire les incidents", "Read incidents"},
	"permission.incident.log":     {"Enregistrer un incident", "Log an incident"},
	"permission.incident.reply":   {"Répondre", "Reply"},
	"permission.incident.confirm": {"Confirmer une résolution", "Confirm a resolution"},
	"permission.incident.handle":  {"Traiter les incidents", "Handle incidents"},
	"permission.incident.note":    {"Notes internes", "Internal notes"},
	"permission.person.read":      {"Lire les fiches des personnes", "Read people’s cards"},
	"permission.person.manage":    {"Gérer les personnes", "Manage people"},
	"permission.team.read":        {"Lire les équipes", "Read teams"},
	"permission.team.manage":      {"Gérer les équipes", "Manage teams"},
	"permission.mailbox.manage":   {"Gérer les boîtes aux lettres", "Manage mailboxes"},
	"permission.setting.manage":   {"Gérer les réglages", "Manage settings"},
	"permission.job.manage":       {"Gérer les travaux", "Manage jobs"},

	"month.1":  {"janvier", "January"},
	"month.2":  {"février", "February"},
	"month.3":  {"mars", "March"},
	"month.4":  {"avril", "April"},
	"month.5":  {"mai", "May"},
	"month.6":  {"juin", "June"},
	"month.7":  {"juillet", "July"},
	"month.8":  {"août", "August"},
	"month.9":  {"septembre", "September"},
	"month.10": {"octobre", "October"},
	"month.11": {"novembre", "November"},
	"month.12": {"décembre", "December"},
}
