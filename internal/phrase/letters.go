package phrase

// letters are what people are written to. After the greeting the first line says
// what happened, the second what comes next, with one thing to do at most. Any
// letter may simply be answered.
var letters = map[string]pair{
	"letter.notice.assigned":  {"Le dossier {reference} vous est affecté.", "Record {reference} was assigned to you."},
	"letter.notice.passed":    {"Le dossier {reference} est affecté à votre équipe {team}.", "Record {reference} was assigned to your team {team}."},
	"letter.notice.answered":  {"{agent} a écrit dans votre dossier {reference}.", "{agent} wrote in your record {reference}."},
	"letter.notice.returned":  {"Un message du dossier {reference} n’a pas pu être remis à son destinataire.", "A message of record {reference} could not be delivered."},
	"letter.notice.mentioned": {"{agent} vous mentionne dans une note du dossier {reference}.", "{agent} mentions you in a note on record {reference}."},
	"letter.notice.deciding":  {"Le changement {reference} est évalué et attend votre décision.", "Change {reference} is assessed and waits for your decision."},
	"letter.notice.watched":   {"Du nouveau dans le dossier {reference}, que vous suivez.", "There is news on record {reference}, which you watch."},
	"letter.notice.reported":  {"Du nouveau dans le dossier {reference}, que vous avez enregistré pour quelqu’un.", "There is news on record {reference}, which you logged for somebody."},
	"letter.notice.link":      {"L’ouvrir : {link}", "Open it: {link}"},

	"letter.hello":         {"Bonjour {name},", "Hello {name},"},
	"letter.signature":     {"{desk}", "{desk}"},
	"letter.follow":        {"Suivre ce dossier : {link}", "Follow this record: {link}"},
	"letter.watching":      {"Vous recevez ce message parce que vous suivez ce dossier.", "You receive this because you follow this record."},
	"letter.watched.first": {"{agent} vous invite à suivre {reference} : {title}.", "{agent} lets you follow {reference}: {title}."},
	"letter.watched.next":  {"Vous pouvez le lire et y écrire ; vous cessez de le suivre quand vous voulez, sur sa page.", "You can read it and write in it; stop following it whenever you like, on its page."},
	"letter.answer":        {"Vous pouvez simplement répondre à ce courriel.", "You can simply answer this e-mail."},
	"letter.subject":       {"[{reference}] {title}", "[{reference}] {title}"},
	"letter.by":            {"{agent}, {desk}", "{agent}, {desk}"},

	"letter.created.first": {"Nous avons bien reçu votre message : il porte le numéro {reference}.", "We have received your message: its number is {reference}."},
	"letter.created.next":  {"L’équipe {team} s’en occupe et vous répond ici.", "The {team} team is looking into it and will answer you here."},

	"letter.replied.next":          {"Pour continuer, répondez à ce courriel.", "To continue, answer this e-mail."},
	"letter.replied.waiting":       {"Nous attendons votre réponse pour continuer.", "We need your answer to continue."},
	"letter.replied.resolved.next": {"Nous considérons ce dossier comme résolu. Si ce n’est pas le cas, répondez à ce courriel : nous reprenons aussitôt.", "We consider this resolved. If it is not, answer this e-mail: we resume work at once."},

	"letter.taken.first": {"{agent} a pris en charge {reference}.", "{agent} is now working on {reference}."},
	"letter.taken.next":  {"Nous vous écrivons dès qu’il y a du nouveau.", "You will hear from us as soon as there is news."},

	"letter.waiting.first": {"Nous avons besoin de vous pour avancer sur {reference}.", "We need you to make progress on {reference}."},
	"letter.waiting.next":  {"Répondez à ce courriel : nous reprenons aussitôt.", "Answer this e-mail: we resume work at once."},

	"letter.resolved.first":  {"{reference} est résolu :", "{reference} is resolved:"},
	"letter.resolved.next":   {"Confirmez-le en répondant « oui » à ce courriel, ou sur la page du dossier. Si cela ne fonctionne pas, répondez en disant ce qui ne va pas : nous reprenons aussitôt.", "Please confirm it by answering “yes” to this e-mail, or on the record’s page. If it does not work, answer and tell us what is wrong: we resume work at once."},
	"letter.resolved.lapses": {"Sans réponse de votre part, le dossier se clôt de lui-même le {day}.", "If we do not hear from you, the record closes by itself on {day}."},

	"letter.closed.first": {"{reference} est clos.", "{reference} is closed."},
	"letter.closed.next":  {"Si le souci revient, répondez à ce courriel.", "If the trouble comes back, answer this e-mail."},

	"letter.lapsed.first": {"Sans réponse de votre part, nous avons clos {reference}.", "We have not heard from you and have closed {reference}."},
	"letter.lapsed.next":  {"Si ce n’est pas résolu, répondez à ce courriel : nous rouvrons le dossier, ou un nouveau le prolonge.", "If it is not solved, answer this e-mail: we reopen the record, or a new one continues it."},

	"letter.cancelled.first": {"{reference} est annulé : {reason}.", "{reference} is cancelled: {reason}."},
	"letter.cancelled.next":  {"Si ce n’est pas juste, répondez à ce courriel.", "If that is not right, answer this e-mail."},

	"letter.merged.first": {"{reference} est traité avec un autre dossier, ouvert pour la même raison.", "{reference} is dealt with together with another record that is about the same matter."},
	"letter.merged.next":  {"Rien n’est perdu : vous recevrez les réponses ici, et répondre à ce courriel suffit pour ajouter quelque chose.", "Nothing is lost: you will get the answers here, and answering this e-mail is enough to add something."},

	"letter.separated.first": {"Une partie de ce que vous avez écrit dans {other} est un sujet à part : il porte désormais le numéro {reference}.", "Part of what you wrote in {other} is a matter of its own: its number is now {reference}."},
	"letter.separated.next":  {"L’équipe {team} s’en occupe et vous répond ici. {other} continue de son côté.", "The {team} team is looking into it and will answer you here. {other} goes on by itself."},

	"letter.rejoined.first": {"{reference} n’est plus traité à part : la suite est de nouveau dans {other}.", "{reference} is no longer dealt with apart: it goes on in {other} again."},
	"letter.rejoined.next":  {"Rien n’est perdu : répondre à ce courriel suffit pour ajouter quelque chose.", "Nothing is lost: answering this e-mail is enough to add something."},

	"letter.handed.first": {"{agent} a mis {reference} à votre nom : {title}.", "{agent} put {reference} in your name: {title}."},
	"letter.handed.next":  {"L’équipe {team} s’en occupe et vous répond ici.", "The {team} team is looking into it and will answer you here."},

	"letter.reopened.first": {"{reference} est rouvert.", "{reference} is reopened."},
	"letter.reopened.next":  {"L’équipe {team} reprend le travail et vous répond ici.", "The {team} team is working on it again and will answer you here."},

	"letter.password.subject": {"Choisir un nouveau mot de passe", "Choose a new password"},
	"letter.password.why":     {"Quelqu’un, vous sans doute, a demandé un nouveau mot de passe pour votre compte du centre de services.", "Someone, most likely you, asked for a new password for your account at the service desk."},
	"letter.password.link":    {"Choisissez-le à cette adresse, dans les {wait} : {link}", "Choose it at this address, within {wait}: {link}"},
	"letter.password.next":    {"Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.", "If it was not you, do nothing: your password stays the same."},

	"letter.enter.subject": {"Votre lien de connexion", "Your sign-in link"},
	"letter.enter.why":     {"Quelqu’un, vous sans doute, a demandé à se connecter au centre de services avec votre adresse.", "Someone, most likely you, asked to sign in to the service desk with your address."},
	"letter.enter.link":    {"Connectez-vous à cette adresse, une seule fois et dans les {wait} : {link}", "Sign in at this address, once and within {wait}: {link}"},
	"letter.enter.next":    {"Si ce n’était pas vous, ne faites rien et ne transmettez ce lien à personne.", "If it was not you, do nothing, and give this link to nobody."},

	"letter.invitation.subject": {"Votre compte au centre de services", "Your account at the service desk"},
	"letter.invitation.why":     {"Un compte vous attend au centre de services : il ne lui manque qu’un mot de passe.", "An account awaits you at the service desk: all it lacks is a password."},
	"letter.invitation.link":    {"Choisissez-le à cette adresse, dans les {wait} : {link}", "Choose it at this address, within {wait}: {link}"},
	"letter.invitation.next":    {"Ce lien ne sert qu’une fois. Ne le transmettez à personne.", "This link works once. Give it to nobody."},

	"letter.notice.factor_on":        {"Un second facteur vient d’être mis en place sur votre compte : un code est désormais demandé après le mot de passe.", "A second factor was just set up on your account: from now on a code is asked for after the password."},
	"letter.notice.factor_off":       {"Le second facteur de votre compte vient d’être retiré.", "The second factor of your account was just taken off."},
	"letter.notice.factor_reset":     {"Un administrateur vient de réinitialiser le second facteur de votre compte.", "An administrator just reset the second factor of your account."},
	"letter.notice.recovery_used":    {"Un code de secours vient de servir pour entrer dans votre compte.", "A recovery code was just used to enter your account."},
	"letter.notice.password_changed": {"Le mot de passe de votre compte vient de changer.", "The password of your account was just changed."},
	"letter.notice.subject":          {"La sécurité de votre compte", "The safety of your account"},
	"letter.notice.next":             {"Si c’était vous, il n’y a rien à faire. Sinon, changez votre mot de passe et répondez à ce courriel.", "If it was you, there is nothing to do. If not, change your password and answer this e-mail."},

	"letter.trial.subject": {"Essai de la boîte", "Trial of the mailbox"},
	"letter.trial.text":    {"Cette lettre vérifie que la boîte envoie et reçoit. Elle n’attend pas de réponse et ne crée aucun dossier.", "This letter checks that the mailbox sends and receives. It needs no answer and makes no record."},

	"letter.enter_by_password.subject": {"Votre connexion au centre de services", "Signing in to the service desk"},
	"letter.enter_by_password.why":     {"Quelqu’un, vous sans doute, a demandé un lien de connexion avec votre adresse.", "Someone, most likely you, asked for a sign-in link with your address."},
	"letter.enter_by_password.link":    {"Qui travaille au centre de services se connecte avec son mot de passe : {link}", "Those who work at the service desk sign in with their password: {link}"},
	"letter.enter_by_password.next":    {"Si ce n’était pas vous, ne faites rien.", "If it was not you, do nothing."},

	"letter.converted.first": {"Votre dossier {old} porte désormais le numéro {reference} ({kind}). L’ancien numéro reste valable.", "Your record {old} now has the number {reference} ({kind}). The old number remains valid."},
	"letter.converted.next":  {"L’équipe {team} s’en occupe et vous répond ici.", "The {team} team is looking into it and will answer you here."},

	"letter.request.created.first": {"Nous avons bien reçu votre demande : elle porte le numéro {reference}.", "We have received your request: its number is {reference}."},
	"letter.request.created.next":  {"L’équipe {team} s’en occupe et vous répond ici.", "The {team} team will see to it and will answer you here."},

	"letter.request.replied.resolved.next": {"Nous considérons cette demande comme exécutée. Si ce n’est pas le cas, répondez à ce courriel : nous reprenons aussitôt.", "We consider this request fulfilled. If it is not, answer this e-mail: we resume work at once."},

	"letter.request.taken.first": {"{agent} s’occupe de votre demande {reference}.", "{agent} is seeing to your request {reference}."},
	"letter.request.taken.next":  {"Nous vous écrivons dès qu’il y a du nouveau.", "You will hear from us as soon as there is news."},

	"letter.request.resolved.first": {"Votre demande {reference} est exécutée :", "Your request {reference} is fulfilled:"},
	"letter.request.resolved.next":  {"Confirmez-le en répondant « oui » à ce courriel, ou sur la page de la demande. S’il manque quelque chose, répondez en disant quoi : nous reprenons aussitôt.", "Please confirm it by answering “yes” to this e-mail, or on the request’s page. If something is missing, answer and tell us what: we resume work at once."},

	"letter.request.resolved.lapses": {"Sans réponse de votre part, la demande se clôt d’elle-même le {day}.", "If we do not hear from you, the request closes by itself on {day}."},

	"letter.request.lapsed.first": {"Sans réponse de votre part, nous avons clos votre demande {reference}.", "We have not heard from you and have closed your request {reference}."},
	"letter.request.lapsed.next":  {"S’il manque quelque chose, répondez à ce courriel : nous la reprenons, ou une nouvelle la prolonge.", "If something is missing, answer this e-mail: we take it up again, or a new one continues it."},

	"letter.request.closed.first": {"Votre demande {reference} est close.", "Your request {reference} is closed."},
	"letter.request.closed.next":  {"S’il manque quelque chose, répondez à ce courriel.", "If something is missing, answer this e-mail."},

	"letter.request.refused.first": {"Votre demande {reference} est refusée :", "Your request {reference} is refused:"},
	"letter.request.refused.next":  {"Pour en parler, répondez à ce courriel.", "To talk about it, answer this e-mail."},

	"letter.request.cancelled.first": {"Votre demande {reference} est annulée : {reason}.", "Your request {reference} is cancelled: {reason}."},

	"letter.request.cancelled.next": {"Si ce n’est pas juste, répondez à ce courriel.", "If that is not right, answer this e-mail."},

	"letter.request.reopened.first": {"Votre demande {reference} est reprise.", "Your request {reference} is taken up again."},

	"letter.request.reopened.next": {"L’équipe {team} reprend le travail et vous répond ici.", "The {team} team is working on it again and will answer you here."},

	"letter.change.created.first": {"Nous avons enregistré le changement {reference}.", "We have registered the change {reference}."},
	"letter.change.created.next":  {"L’équipe {team} l’évalue. Nous vous écrivons ce qui est décidé.", "The {team} team is assessing it. You will be told of the decision."},

	"letter.change.replied.resolved.next": {"Si quelque chose ne va pas, répondez à ce courriel.", "If anything is wrong, answer this e-mail."},

	"letter.change.authorised.first": {"Le changement {reference} est autorisé.", "The change {reference} is authorised."},
	"letter.change.authorised.next":  {"L’équipe {team} le planifie.", "The {team} team is planning it."},

	"letter.change.refused.first": {"Le changement {reference} est refusé :", "The change {reference} is refused:"},
	"letter.change.refused.next":  {"Pour en parler, répondez à ce courriel.", "To talk about it, answer this e-mail."},

	"letter.change.planned.first": {"Le changement {reference} est planifié, du {starts} au {ends}.", "The change {reference} is planned, from {starts} to {ends}."},
	"letter.change.planned.next":  {"Nous vous écrivons quand il est fait.", "You will be told when it is done."},

	"letter.change.resolved.first": {"Le changement {reference} est réalisé :", "The change {reference} is implemented:"},
	"letter.change.resolved.next":  {"Si quelque chose ne va pas, répondez à ce courriel.", "If anything is wrong, answer this e-mail."},

	"letter.change.failed.first": {"Le changement {reference} a échoué :", "The change {reference} has failed:"},
	"letter.change.failed.next":  {"Nous vous disons la suite dès qu’elle est décidée.", "We will tell you what comes next as soon as it is decided."},

	"letter.change.closed.first": {"Le changement {reference} est clos.", "The change {reference} is closed."},
	"letter.change.closed.next":  {"Si quelque chose ne va pas, répondez à ce courriel.", "If anything is wrong, answer this e-mail."},

	"letter.change.cancelled.first": {"Le changement {reference} est annulé : {reason}.", "The change {reference} is cancelled: {reason}."},
	"letter.change.cancelled.next":  {"Si ce n’est pas juste, répondez à ce courriel.", "If that is not right, answer this e-mail."},
}
