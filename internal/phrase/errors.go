package phrase

import "guichet"

// Error says an error: what happened, and what to do about it.
func Error(l guichet.Language, e *guichet.Error) (title, detail string) {
	b := For(l)
	args := guichet.Args{}
	for name, value := range e.Args {
		args[name] = value
		// A state or a size is said in words.
		if text, ok := value.(string); ok && Has("state."+text) {
			args[name] = b.Say("state."+text, nil)
		}
		if n, ok := bytesOf(name, value); ok && e.Kind == guichet.KindTooLarge {
			args[name] = b.Size(n)
		}
	}
	key := e.Code
	if !Has(key) {
		key = "internal"
	}
	return b.Say("kind."+string(e.Kind), nil), b.Say(key, args)
}

func bytesOf(name string, value any) (int64, bool) {
	if name != "max" {
		return 0, false
	}
	switch n := value.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	default:
		return 0, false
	}
}

var errors = map[string]pair{
	"kind.invalid":         {"Un champ est à corriger", "A field needs mending"},
	"kind.unauthenticated": {"Connexion nécessaire", "Sign-in needed"},
	"kind.forbidden":       {"Accès refusé", "Access refused"},
	"kind.not_found":       {"Introuvable", "Not found"},
	"kind.conflict":        {"Modifié entre-temps", "Changed meanwhile"},
	"kind.too_large":       {"Trop volumineux", "Too large"},
	"kind.too_many":        {"Trop de tentatives", "Too many attempts"},
	"kind.unavailable":     {"Momentanément indisponible", "Unavailable for the moment"},
	"kind.internal":        {"Une erreur est survenue", "Something went wrong"},

	"internal":             {"L’erreur est enregistrée. Réessayez ; si elle revient, donnez le numéro de la demande au centre de services.", "The error is logged. Try again; if it comes back, give the request number to the service desk."},
	"not_found":            {"Cet élément n’existe pas, ou vous n’y avez pas accès.", "This does not exist, or you may not see it."},
	"forbidden":            {"Votre rôle ne permet pas cette action. Un administrateur peut vous l’accorder.", "Your role does not allow this. An administrator can grant it."},
	"cross_origin":         {"La demande vient d’un autre site et n’a pas été exécutée.", "The request came from another site and was not carried out."},
	"unauthenticated":      {"Connectez-vous pour continuer.", "Sign in to go on."},
	"session_over":         {"Votre session est terminée. Connectez-vous de nouveau : ce que vous avez saisi est conservé.", "Your session is over. Sign in again: what you typed is kept."},
	"sign_in_failed":       {"Identifiant ou mot de passe incorrect. Après cinq essais, patientez quelques minutes.", "Wrong login or password. After five tries, wait a few minutes."},
	"conflict":             {"Quelqu’un a modifié le même champ depuis que vous l’avez lu. Comparez, puis choisissez.", "Somebody changed the same field since you read it. Compare, then choose."},
	"idempotency_mismatch": {"Cette clé d’idempotence a déjà servi pour un autre contenu. Utilisez une nouvelle clé.", "This idempotency key was already used with other content. Use a new key."},
	"bad_key":              {"La clé d’idempotence compte 200 caractères ASCII visibles au plus.", "An idempotency key has at most 200 visible ASCII characters."},
	"cursor.unreadable":    {"Ce curseur n’est pas lisible. Reprenez la liste au début.", "This cursor cannot be read. Start the list again."},
	"too_large":            {"Le contenu dépasse la limite de {max}.", "The content is larger than {max}."},
	"too_many":             {"Patientez un moment avant de réessayer.", "Wait a moment before you try again."},
	"unavailable":          {"Le service ne peut pas répondre pour l’instant. Rien n’a été perdu ; réessayez.", "The service cannot answer for the moment. Nothing was lost; try again."},
	"busy":                 {"Le service est très sollicité. Réessayez dans un instant.", "The service is very busy. Try again in a moment."},
	"storage":              {"L’enregistrement n’a pas pu être fait : le stockage est plein ou en panne. Rien n’a été modifié.", "Nothing could be saved: the storage is full or failing. Nothing was changed."},
	"commit_unknown":       {"La connexion à la base a été coupée au moment d’enregistrer. Réessayez avec la même clé : rien ne sera fait deux fois.", "The database was cut off while saving. Try again with the same key: nothing is done twice."},
	"database_in_use":      {"Un autre programme utilise déjà cette base de données.", "Another program already uses this database."},
	"schema_newer":         {"La base de données vient d’une version plus récente de Guichet. Installez celle-ci, ou restaurez une sauvegarde.", "The database belongs to a newer version of Guichet. Install that one, or restore a backup."},

	"required":           {"Ce champ est nécessaire.", "This field is needed."},
	"too_long":           {"Au plus {max} caractères.", "At most {max} characters."},
	"too_short":          {"Au moins {min} caractères.", "At least {min} characters."},
	"unknown_value":      {"Cette valeur n’est pas connue. Choisissez-en une de la liste.", "This value is not known. Choose one of the list."},
	"unknown_field":      {"Ce champ n’existe pas.", "There is no such field."},
	"wrong_type":         {"Cette valeur n’est pas du type attendu.", "This value is not of the expected type."},
	"invalid_json":       {"Le contenu envoyé n’est pas du JSON lisible.", "What was sent is not readable JSON."},
	"unreadable":         {"Le contenu envoyé n’a pas pu être lu jusqu’au bout. Réessayez.", "What was sent could not be read to its end. Try again."},
	"not_utf8":           {"Ce texte contient des octets qui ne sont pas de l’UTF-8.", "This text holds bytes that are not UTF-8."},
	"control_characters": {"Ce texte contient des caractères de contrôle. Retirez-les.", "This text holds control characters. Remove them."},
	"bad_address":        {"Cette adresse de courriel n’est pas valable.", "This is not a valid mail address."},
	"bad_time":           {"Cette date n’est pas valable. Exemple : 2026-11-22T14:30:00Z.", "This is not a valid time. Example: 2026-11-22T14:30:00Z."},
	"in_future":          {"Cette date est dans l’avenir.", "This time is in the future."},
	"in_the_past":        {"Cette date est dans le passé.", "This time is in the past."},

	"password.common":     {"Ce mot de passe est trop courant. Choisissez une phrase à vous.", "This password is too common. Choose a phrase of your own."},
	"password.is_login":   {"Le mot de passe ne peut pas être l’identifiant.", "The password cannot be the login."},
	"account.login_taken": {"Cet identifiant est déjà pris.", "This login is already taken."},
	"account.exists":      {"Cette personne a déjà un compte.", "This person already has an account."},
	"token.too_many":      {"Au plus {max} jetons par personne. Révoquez-en un qui ne sert plus.", "At most {max} tokens for one person. Revoke one that is no longer used."},

	"person.identity_taken": {"Cette adresse ou ce numéro appartient déjà à une autre personne.", "This address or number already belongs to another person."},

	"ticket.move_refused":         {"Un dossier « {from} » ne peut pas passer à « {to} ».", "A record that is “{from}” cannot become “{to}”."},
	"ticket.owner_needed":         {"Un dossier a toujours une équipe responsable.", "A record always has a team that owns it."},
	"ticket.not_in_team":          {"Cette personne ne fait pas partie de l’équipe.", "This person is not in the team."},
	"ticket.over":                 {"Ce dossier est « {state} » : rouvrez-le d’abord.", "This record is “{state}”: reopen it first."},
	"ticket.reason_required":      {"Indiquez la raison du changement de priorité.", "Give the reason for the change of priority."},
	"ticket.hold_reason_required": {"Indiquez ce que le dossier attend.", "Say what the record waits for."},
	"ticket.resolution_required":  {"Indiquez comment le dossier a été résolu.", "Say how the record was resolved."},
	"ticket.reopen_window_over":   {"{reference} est clos depuis trop longtemps pour être rouvert. Un nouveau dossier lié le prolonge.", "{reference} was closed too long ago to be reopened. A new linked record continues it."},
	"ticket.not_resolved":         {"Seul un dossier résolu peut être confirmé ; celui-ci est « {state} ».", "Only a resolved record can be confirmed; this one is “{state}”."},
	"ticket.cannot_delete":        {"Un dossier ne se supprime pas : annulez-le avec sa raison.", "A record is never deleted: cancel it with its reason."},
	"attachment.too_large":        {"Le fichier dépasse {max}.", "The file is larger than {max}."},
	"attachment.too_many":         {"Au plus {max} fichiers par message.", "At most {max} files in one message."},
	"attachment.empty":            {"Le fichier est vide.", "The file is empty."},
	"attachment.no_form":          {"Envoyez le fichier dans un formulaire multipart, champ « file ».", "Send the file in a multipart form, field “file”."},
	"attachment.type_refused":     {"Ce type de fichier n’est pas accepté.", "This type of file is not accepted."},
}
