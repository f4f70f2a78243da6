package phrase

import "guichet"

// Error says an error: what happened, and what to do about it.
func Error(l guichet.Language, e *guichet.Error) (title, detail string) {
	b := For(l)
	title = b.Say("kind."+string(e.Kind), nil)
	switch {
	case e.Code == "too_many" && e.RetryAfter > 0:
		return title, b.Say("too_many.until", guichet.Args{"wait": b.Wait(e.RetryAfter)})
	case !Has(e.Code):
		return title, b.Say("internal", nil)
	default:
		return title, b.Say(e.Code, b.spelt(e))
	}
}

// spelt gives the arguments of an error as people say them: a state by its word,
// a size in its unit.
func (b Book) spelt(e *guichet.Error) guichet.Args {
	args := guichet.Args{}
	for name, value := range e.Args {
		args[name] = value
		if named, ok := value.(interface{ Name(guichet.Language) string }); ok {
			args[name] = named.Name(b.language)
		}
		switch name {
		case "state", "from", "to":
			if code, ok := value.(string); ok {
				args[name] = b.Say("state."+code, nil)
			}
		case "max":
			if n, ok := whole(value); ok && e.Kind == guichet.KindTooLarge {
				args[name] = b.Size(n)
			}
		}
	}
	return args
}

func whole(value any) (int64, bool) {
	switch n := value.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	default:
		return 0, false
	}
}

// sentences are those of errors, by their code.
var sentences = map[string]pair{
	"view.too_many":    {"Vous avez déjà {max} vues. Supprimez-en une pour en enregistrer une autre.", "You already have {max} views. Delete one to save another."},
	"view.not_yours":   {"Cette vue appartient à {owner}. Enregistrez-en une copie pour la modifier.", "This view belongs to {owner}. Save a copy to change it."},
	"view.not_in_team": {"Une vue se partage avec une équipe dont on fait partie.", "A view is shared with a team one belongs to."},

	"kind.invalid":         {"Un champ est à corriger", "Something needs correcting"},
	"kind.unauthenticated": {"Connexion nécessaire", "Please sign in"},
	"kind.forbidden":       {"Accès refusé", "Access denied"},
	"kind.not_found":       {"Introuvable", "Not found"},
	"kind.conflict":        {"Modifié entre-temps", "Changed in the meantime"},
	"kind.too_large":       {"Trop volumineux", "Too large"},
	"kind.too_many":        {"Trop de tentatives", "Too many attempts"},
	"kind.unavailable":     {"Momentanément indisponible", "Temporarily unavailable"},
	"kind.internal":        {"Une erreur est survenue", "Something went wrong"},

	"internal":             {"L’erreur est enregistrée. Réessayez ; si elle revient, donnez le numéro de la demande au centre de services.", "The error has been logged. Try again; if it happens again, give the request number to the service desk."},
	"not_found":            {"Cet élément n’existe pas, ou vous n’y avez pas accès.", "This does not exist, or you do not have access to it."},
	"forbidden":            {"Votre rôle ne permet pas cette action. Un administrateur peut vous l’accorder.", "Your role does not allow this. An administrator can grant it."},
	"method_not_allowed":   {"Cette adresse ne répond pas à cette méthode.", "This address does not answer to this method."},
	"page.not_built":       {"Les écrans ne sont pas construits : lancez make build.", "The screens are not built: run make build."},
	"metrics.elsewhere":    {"Les mesures se lisent sur cette machine, ou avec le jeton de GUICHET_METRICS_TOKEN.", "The metrics are read on this machine, or with the token of GUICHET_METRICS_TOKEN."},
	"reach.elsewhere":      {"Ce centre de services répond à une autre adresse : {address}", "This service desk answers at another address: {address}"},
	"cross_origin":         {"La demande vient d’un autre site et n’a pas été exécutée.", "The request came from another site and was not carried out."},
	"unauthenticated":      {"Connectez-vous pour continuer.", "Sign in to continue."},
	"session_over":         {"Votre session est terminée. Connectez-vous de nouveau : ce que vous avez saisi est conservé.", "Your session has ended. Sign in again: what you typed is kept."},
	"sign_in_failed":       {"Identifiant ou mot de passe incorrect. Après cinq essais, patientez quelques minutes.", "Wrong login or password. After five attempts, wait a few minutes."},
	"conflict":             {"Quelqu’un a modifié le même champ depuis que vous l’avez lu. Comparez, puis choisissez.", "Someone has changed the same field since you read it. Compare, then choose."},
	"idempotency_mismatch": {"Cette clé d’idempotence a déjà servi pour un autre contenu. Utilisez une nouvelle clé.", "This idempotency key was already used with different content. Use a new key."},
	"bad_key":              {"La clé d’idempotence compte 200 caractères ASCII visibles au plus.", "An idempotency key has at most 200 visible ASCII characters."},
	"cursor.unreadable":    {"Ce curseur n’est pas lisible. Reprenez la liste au début.", "This cursor cannot be read. Start the list again."},
	"too_large":            {"Le contenu dépasse la limite de {max}.", "The content exceeds the limit of {max}."},
	"too_many":             {"Patientez un moment avant de réessayer.", "Wait a moment before trying again."},
	"too_many.until":       {"Réessayez dans {wait}.", "Try again in {wait}."},
	"unavailable":          {"Le service ne peut pas répondre pour l’instant. Rien n’a été perdu ; réessayez.", "The service cannot answer right now. Nothing was lost; try again."},
	"busy":                 {"Le service est très sollicité. Réessayez dans un instant.", "The service is very busy. Try again in a moment."},
	"storage":              {"L’enregistrement n’a pas pu être fait : le stockage est plein ou en panne. Rien n’a été modifié.", "Nothing could be saved: the storage is full or failing. Nothing was changed."},
	"database":             {"La base de données ne répond pas comme prévu. Rien n’a été modifié ; réessayez.", "The database is not answering as expected. Nothing was changed; try again."},
	"timeout":              {"La réponse a demandé trop de temps. Rien n’a été modifié ; réessayez.", "The answer took too long. Nothing was changed; try again."},
	"closed":               {"Le service s’arrête. Réessayez dans un instant.", "The service is stopping. Try again in a moment."},
	"commit_unknown":       {"La connexion à la base a été coupée au moment d’enregistrer. Réessayez avec la même clé : rien ne sera fait deux fois.", "The connection to the database was lost while saving. Try again with the same key: nothing will be done twice."},
	"database_in_use":      {"Un autre programme utilise déjà cette base de données. Arrêtez-le d’abord.", "Another program is already using this database. Stop it first."},
	"schema_newer":         {"La base de données vient d’une version plus récente de Guichet. Installez celle-ci, ou restaurez une sauvegarde.", "The database belongs to a newer version of Guichet. Install that version, or restore a backup."},

	"required":           {"Ce champ est nécessaire.", "This field is required."},
	"too_long#one":       {"Au plus {max} caractère.", "At most {max} character."},
	"too_long#other":     {"Au plus {max} caractères.", "At most {max} characters."},
	"too_short#one":      {"Au moins {min} caractère.", "At least {min} character."},
	"too_short#other":    {"Au moins {min} caractères.", "At least {min} characters."},
	"out_of_range":       {"Une valeur de {min} à {max}.", "A value from {min} to {max}."},
	"unknown_value":      {"Cette valeur n’est pas connue. Choisissez-en une de la liste.", "This value is not known. Choose one from the list."},
	"too_many_items":     {"Au plus {max} éléments.", "At most {max} items."},
	"unknown_field":      {"Ce champ n’existe pas.", "There is no such field."},
	"wrong_type":         {"Cette valeur n’est pas du type attendu.", "This value is not of the expected type."},
	"invalid_json":       {"Le contenu envoyé n’est pas du JSON lisible.", "What was sent is not readable JSON."},
	"unreadable":         {"Le contenu envoyé n’a pas pu être lu jusqu’au bout. Réessayez.", "What was sent could not be read to the end. Try again."},
	"text.unreadable":    {"Ce texte contient des caractères qui ne peuvent pas être enregistrés. Retirez-les.", "This text contains characters that cannot be stored. Remove them."},
	"not_utf8":           {"Ce texte contient des octets qui ne sont pas de l’UTF-8.", "This text contains bytes that are not UTF-8."},
	"control_characters": {"Ce texte contient des caractères de contrôle. Retirez-les.", "This text contains control characters. Remove them."},
	"bad_address":        {"Cette adresse électronique n’est pas valable. Exemple : prenom.nom@exemple.fr.", "This e-mail address is not valid. Example: first.last@example.com."},
	"bad_time":           {"Cette date n’est pas valable. Exemple : 2026-11-22T14:30:00Z.", "This time is not valid. Example: 2026-11-22T14:30:00Z."},
	"in_future":          {"Cette date est dans l’avenir.", "This time is in the future."},
	"in_the_past":        {"Cette date est dans le passé.", "This time is in the past."},

	"password.common":     {"Ce mot de passe est trop courant. Choisissez une phrase à vous.", "This password is too common. Choose a phrase of your own."},
	"password.is_login":   {"Le mot de passe ne peut pas être l’identifiant.", "The password cannot be the login."},
	"password.wrong":      {"Ce n’est pas votre mot de passe actuel.", "This is not your current password."},
	"account.login_taken": {"Cet identifiant est déjà pris.", "This login is already taken."},
	"account.exists":      {"Cette personne a déjà un compte.", "This person already has an account."},
	"token.too_many":      {"Au plus {max} jetons par personne. Révoquez-en un qui ne sert plus.", "At most {max} tokens per person. Revoke one that is no longer used."},

	"link.over":        {"Ce lien ne sert plus : il a déjà servi, un plus récent l’a remplacé, ou son délai est passé. Demandez-en un autre.", "This link no longer works: it was used, a newer one replaced it, or its time is over. Ask for another."},
	"code_needed":      {"Donnez aussi le code de votre second facteur.", "Give the code of your second factor too."},
	"code_wrong":       {"Ce code ne convient pas : il a déjà servi, il est passé, ou l’heure du téléphone n’est pas juste.", "This code does not fit: it was used, it is over, or the telephone’s clock is wrong."},
	"password.again":   {"Donnez encore votre mot de passe pour faire cela.", "Give your password once more to do this."},
	"factor.wrong":     {"Ce code ne convient pas : lisez celui que le téléphone montre maintenant.", "This code does not fit: read the one that the telephone shows now."},
	"factor.on":        {"Le second facteur est déjà en place : retirez-le d’abord.", "The second factor is already on: take it off first."},
	"factor.off":       {"Il n’y a pas de second facteur.", "There is no second factor."},
	"factor.not_begun": {"Recommencez la mise en place du second facteur.", "Begin setting up the second factor again."},
	"factor.needed":    {"Le centre de services demande un second facteur à qui y travaille : il ne se retire pas.", "The desk asks for a second factor of those who work at it: it cannot be taken off."},

	"ticket.archived":     {"Ce dossier est archivé : rien ne le change. Sortez-le d’abord des archives.", "This record is archived: nothing changes it. Bring it back from the archive first."},
	"ticket.not_archived": {"Ce dossier n’est pas archivé.", "This record is not archived."},
	"mailbox.disabled":    {"Cette boîte n’est pas active : activez-la d’abord.", "This mailbox is not enabled: enable it first."},
	"mailbox.one_way":     {"L’essai a besoin des deux côtés : un serveur d’envoi et un serveur de lecture.", "The trial needs both sides: a server to send and a server to read."},
	"mailbox.lost":        {"La lettre a été remise et la boîte s’ouvre, mais elle n’est pas revenue : regardez les indésirables, le dossier lu et les règles de la boîte.", "The letter was taken and the mailbox opens, but it did not come back: look at the spam folder, the folder that is read and the rules of the mailbox."},
	"job.not_dead":        {"Seul un travail abandonné peut être relancé ou écarté.", "Only a job that was given up can be tried again or discarded."},

	"setting.bounds": {"Une valeur entre {min} et {most}.", "A value from {min} to {most}."},
	"setting.prefix": {"Deux à dix lettres majuscules ou chiffres, une lettre d’abord.", "Two to ten capital letters or digits, a letter first."},
	"setting.host":   {"Des noms de serveurs, comme mx.exemple.fr.", "Names of servers, such as mx.example.com."},
	"setting.ending": {"Des terminaisons de fichiers : lettres et chiffres, douze au plus.", "Endings of files: letters and digits, twelve at most."},

	"invitation.no_address": {"Cette personne n’a pas d’adresse électronique : ajoutez-en une, elle sera son identifiant.", "This person has no e-mail address: add one, it will be their login."},
	"invitation.inactive":   {"Cette personne est désactivée : réactivez-la d’abord.", "This person is deactivated: activate them first."},

	"link.no_mailbox": {"Le centre de services ne peut pas encore envoyer de courriel. Adressez-vous à lui autrement.", "The service desk cannot send e-mail yet. Contact it in another way."},
	"setup.code":      {"Ce n’est pas le code affiché par la console du serveur.", "This is not the code shown on the server’s console."},
	"sample.late":     {"L’exemple ne se met qu’à côté d’un centre de services vide, le premier jour.", "The example can only be put beside an empty service desk, on its first day."},
	"setup.over":      {"Ce centre de services est déjà installé. Connectez-vous.", "This service desk is already set up. Sign in."},

	"person.identity_twice":     {"Cette adresse ou ce numéro est indiqué deux fois.", "This address or number is given twice."},
	"person.phone":              {"Ce numéro de téléphone n’est pas valable. Exemple : +33 6 12 34 56 78.", "This phone number is not valid. Example: +33 6 12 34 56 78."},
	"person.site_elsewhere":     {"Ce site est celui d’une autre organisation.", "This site belongs to another organisation."},
	"role.limit":                {"Ce rôle ne se limite pas ainsi. Un administrateur l’est pour une organisation ; seul un agent l’est pour une nature de dossier.", "This role cannot be limited like that. An administrator is one for an organisation; only an agent is one for a kind of record."},
	"administrator.last":        {"Il reste un seul administrateur : donnez d’abord ce rôle à une autre personne.", "There is only one administrator left: give this role to someone else first."},
	"person.unreachable":        {"Indiquez au moins une adresse ou un numéro où joindre cette personne.", "Give at least one address or number to reach this person by."},
	"person.identity_elsewhere": {"Cette adresse ou ce numéro appartient à une personne que vous ne pouvez pas voir. Ajoutez la personne sans, ou demandez à un administrateur.", "This address or number belongs to somebody whom you may not see. Add the person without it, or ask an administrator."},
	"person.identity_taken":     {"Cette adresse ou ce numéro appartient déjà à une autre personne.", "This address or number already belongs to another person."},

	"ticket.move_refused":         {"Un dossier « {from} » ne peut pas passer à « {to} ».", "A record that is “{from}” cannot become “{to}”."},
	"ticket.owner_needed":         {"Un dossier a toujours une équipe responsable.", "A record always has a team that owns it."},
	"ticket.not_in_team":          {"Cette personne ne fait pas partie de l’équipe.", "This person is not in the team."},
	"ticket.out_of_reach":         {"Cette personne n’a pas accès à ce dossier.", "This person has no access to this record."},
	"bulk.one_change":             {"Indiquez une modification, et une seule.", "Give one change, and only one."},
	"bulk.too_many":               {"{max} dossiers au plus en une fois.", "At most {max} records at once."},
	"bulk.twice":                  {"Un dossier est cité deux fois.", "A record is named twice."},
	"bulk.too_late":               {"Cela date de plus d’une heure : ce ne peut plus être annulé d’un coup.", "This is more than an hour old: it cannot be taken back at once any more."},
	"bulk.undone":                 {"Cela a déjà été annulé.", "This has been taken back already."},
	"ticket.merge_over":           {"{reference} est terminé : on n’y fusionne plus rien.", "{reference} is over: nothing is merged into it any more."},
	"ticket.merge_ended":          {"Ce dossier est « {state} » : il ne se fusionne plus.", "This record is “{state}”: it cannot be merged any more."},
	"ticket.merge_twins":          {"D’autres dossiers sont déjà fusionnés dans {reference} : fusionnez dans l’autre sens.", "Other records were merged into {reference} already: merge the other way round."},
	"ticket.merge_said":           {"On s’est écrit dans {reference} depuis la fusion : elle ne peut plus être défaite.", "Something was said in {reference} since the merge: it cannot be undone any more."},
	"ticket.not_merged":           {"Ce dossier n’est pas fusionné.", "This record was not merged."},
	"ticket.merged":               {"Ce dossier est fusionné dans {reference} : répondez là.", "This record was merged into {reference}: answer there."},
	"ticket.heard":                {"Les paroles d’un demandeur sont consignées par le centre de services, seules, sur le dossier d’une autre personne.", "A requester’s words are taken down by the desk, by themselves, on somebody else’s record."},
	"ticket.follows_open":         {"{reference} n’est pas terminé : répondez là, ou rouvrez-le.", "{reference} is not over: answer there, or reopen it."},
	"ticket.split_nothing":        {"Choisissez au moins un message du demandeur : c’est avec lui que le nouveau dossier commence.", "Choose at least one message of the requester: the new record begins with it."},
	"ticket.split_opening":        {"Le premier message reste : c’est le dossier lui-même. S’il contient deux sujets, ouvrez un dossier à partir de celui-ci.", "The opening message stays: it is the record itself. If it holds two matters, raise a record from this one."},
	"ticket.split_merged":         {"Ce message vient d’un dossier fusionné dans celui-ci : défaites la fusion.", "This message came with a record that was merged into this one: undo the merge."},
	"ticket.split_said":           {"On s’est écrit dans {reference} depuis la séparation : elle ne peut plus être défaite.", "Something was said in {reference} since the split: it cannot be undone any more."},
	"ticket.split_over":           {"{reference} est terminé : la séparation ne peut plus être défaite.", "{reference} is over: the split cannot be undone any more."},
	"ticket.not_split":            {"Ce dossier n’est pas issu d’une séparation.", "This record did not come from a split."},
	"ticket.link_self":            {"Un dossier ne se lie pas à lui-même.", "A record cannot be linked to itself."},
	"ticket.link_exists":          {"Ce lien avec {reference} existe déjà.", "This link with {reference} is there already."},
	"ticket.link_circle":          {"Un dossier ne peut pas descendre de son propre enfant.", "A record cannot descend from its own child."},
	"solution.change":             {"Un changement ne se résout pas en l’enregistrant.", "A change is not solved by registering it."},
	"ticket.over":                 {"Ce dossier est « {state} » : rouvrez-le d’abord.", "This record is “{state}”: reopen it first."},
	"ticket.reason_required":      {"Indiquez la raison du changement de priorité.", "Give the reason for the change of priority."},
	"ticket.hold_reason_required": {"Indiquez ce que le dossier attend.", "Say what the record is waiting for."},
	"ticket.resolution_required":  {"Indiquez comment le dossier a été résolu.", "Say how the record was resolved."},
	"ticket.reopen_window_over":   {"{reference} est clos depuis trop longtemps pour être rouvert. Un nouveau dossier lié le prolonge.", "{reference} was closed too long ago to be reopened. A new linked record continues it."},
	"ticket.not_resolved":         {"Seul un dossier résolu peut être confirmé ; celui-ci est « {state} ».", "Only a resolved record can be confirmed; this one is “{state}”."},
	"ticket.cannot_delete":        {"Un dossier ne se supprime pas : annulez-le en disant pourquoi.", "A record is never deleted: cancel it and say why."},

	"ticket.closing_category_required": {"Indiquez la catégorie de clôture.", "Give the closing category."},

	"ticket.cannot_convert": {"Ce dossier est « {state} » : il ne peut plus être converti.", "This record is “{state}”: it can no longer be converted."},

	"canned.unknown_variable": {"Ce texte contient une variable inconnue. Variables possibles : {known}.", "This text contains an unknown variable. Possible variables: {known}."},
	"canned.shortcut_taken":   {"Ce raccourci est déjà pris.", "This shortcut is already taken."},
	"canned.other_team":       {"Vous ne faites pas partie de cette équipe.", "You are not in this team."},
	"draft.moved_on":          {"Ce brouillon a été modifié sur un autre écran. Gardez celui-ci ou reprenez l’autre.", "This draft was changed on another screen. Keep this one or take the other."},

	"request.withdraw_late": {"Le centre de services a commencé à s’en occuper. Écrivez-lui pour y renoncer.", "The service desk has begun to work on it. Write to it to give this up."},
	"request.not_fulfilled": {"Seule une demande exécutée peut être confirmée ; celle-ci est « {state} ».", "Only a fulfilled request can be confirmed; this one is “{state}”."},
	"change.decide":         {"Un changement est autorisé ou refusé par une décision, par qui en a le droit.", "A change is authorised or refused by a decision, by who has the right to take it."},
	"change.own":            {"Personne n’autorise son propre changement.", "Nobody authorises their own change."},
	"change.ends_first":     {"La fin précède le début.", "The end is before the beginning."},

	"watcher.unknown":       {"Aucune personne que vous pourriez ajouter ici n’est connue sous ce nom ou à cette adresse.", "Nobody who could be added here is known by this name or address."},
	"watcher.requester":     {"C’est le demandeur : le dossier est le sien.", "This is the requester: the record is theirs."},
	"category.retired":      {"Cette catégorie a été retirée. Choisissez-en une autre.", "This category was retired. Choose another."},
	"category.name_taken":   {"Une autre catégorie porte ce nom au même endroit.", "Another category has this name in the same place."},
	"category.above_itself": {"Une catégorie ne peut pas être placée sous elle-même.", "A category cannot be placed below itself."},
	"category.too_deep":     {"L’arbre compte {max} niveaux au plus.", "The tree has {max} levels at most."},

	"attachment.too_large":      {"Le fichier dépasse la limite de {max}.", "The file exceeds the limit of {max}."},
	"attachment.too_many#one":   {"Au plus {max} fichier par message.", "At most {max} file per message."},
	"attachment.too_many#other": {"Au plus {max} fichiers par message.", "At most {max} files per message."},
	"attachment.empty":          {"Le fichier est vide.", "The file is empty."},
	"attachment.no_form":        {"Envoyez le fichier dans un formulaire multipart, champ « file ».", "Send the file in a multipart form, in the field “file”."},
	"attachment.type_refused":   {"Ce type de fichier n’est pas accepté.", "This type of file is not accepted."},
}
