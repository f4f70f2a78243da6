package phrase

// mailSentences are about mailboxes: what cannot be set, what their servers
// answer, and why a letter waits in quarantine.
var mailSentences = map[string]pair{
	"mailbox.address_taken": {"Une autre boîte aux lettres a déjà cette adresse.", "Another mailbox already has this address."},
	"mailbox.host":          {"Le nom d’un serveur s’écrit sans espace ni barre. Exemple : imap.exemple.fr.", "A server name has no spaces or slashes. Example: imap.example.com."},
	"mailbox.tls_needed":    {"Hors de cette machine, la connexion doit être chiffrée.", "Beyond this machine, the connection must be encrypted."},
	"mailbox.key":           {"Le mot de passe enregistré ne peut pas être déchiffré : la clé a changé. Saisissez-le de nouveau.", "The stored password cannot be decrypted: the key has changed. Enter it again."},
	"mailbox.unreachable":   {"Le serveur ne répond pas. Vérifiez son nom, le port et le réseau.", "The server does not answer. Check its name, the port and the network."},
	"mailbox.tls":           {"La connexion sécurisée a échoué. Vérifiez le certificat du serveur et le mode de chiffrement.", "The secure connection failed. Check the server’s certificate and the encryption mode."},
	"mailbox.refused":       {"Le serveur refuse l’identifiant ou le mot de passe.", "The server refuses the login or the password."},
	"mailbox.folder":        {"Ce dossier n’existe pas sur le serveur.", "This folder does not exist on the server."},
	"mailbox.server":        {"Le serveur a répondu par une erreur. Sa réponse est indiquée à côté.", "The server answered with an error. Its answer is shown beside."},

	"mail.address":        {"Cette adresse électronique n’est pas valable.", "This e-mail address is not valid."},
	"mail.message_id":     {"L’identifiant du message n’est pas valable.", "The message identifier is not valid."},
	"mail.too_large":      {"Ce courriel est trop volumineux.", "This e-mail is too large."},
	"mail.unreadable":     {"Ce courriel ne peut pas être lu : il n’est pas conforme. Ses octets sont conservés.", "This e-mail cannot be read: it is malformed. Its bytes are kept."},
	"mail.too_many_parts": {"Ce courriel compte trop de parties. Ses octets sont conservés.", "This e-mail has too many parts. Its bytes are kept."},
	"mail.too_many":       {"Trop de courriels sont arrivés en une heure : celui-ci est retenu.", "Too many e-mails came within an hour: this one is held."},
	"mail.too_often":      {"Cet expéditeur a écrit trop souvent en une heure : ce courriel est retenu.", "This sender wrote too often within an hour: this e-mail is held."},
	"mail.spam":           {"Un serveur l’a pris pour un indésirable.", "A server took it for spam."},
	"mail.blocked":        {"Son expéditeur est bloqué.", "Its sender is blocked."},
	"mail.report":         {"Ce rapport de remise ne concerne aucun de nos courriels.", "This delivery report is about none of our e-mails."},
	"mail.not_failed":     {"Ce courriel n’a pas échoué, ou n’a plus de contenu : il ne peut pas être renvoyé.", "This e-mail did not fail, or its words are gone: it cannot be sent again."},
	"mail.left":           {"Il est plus grand que ce que le programme lit. Il est resté dans la boîte, signalé par un drapeau.", "It is larger than the program reads. It stayed in the mailbox, with a flag."},
	"mail.not_aside":      {"Ce courriel n’est plus mis de côté.", "This e-mail is no longer put aside."},
	"mail.no_sender":      {"Ce courriel n’a pas d’expéditeur. Ses octets sont conservés.", "This e-mail has no sender. Its bytes are kept."},
	"mail.automatic":      {"Ce courriel est une réponse automatique ; il n’a pas ouvert de dossier.", "This e-mail is an automatic reply; it opened no record."},
	"mail.failed":         {"Ce courriel se lit, mais n’a pas pu devenir un message. Il peut être repris.", "This e-mail can be read, but could not become a message. It can be tried again."},
}
