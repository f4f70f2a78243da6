package phrase

// A letter's first line says what happened, its second what comes next. Any of
// them may simply be answered.
var letters = map[string]pair{
	"letter.hello":     {"Bonjour {name},", "Hello {name},"},
	"letter.signature": {"{desk}", "{desk}"},
	"letter.follow":    {"Suivre ce dossier : {link}", "Follow this record: {link}"},
	"letter.answer":    {"Vous pouvez simplement répondre à ce courriel.", "You can simply answer this mail."},
	"letter.subject":   {"[{reference}] {title}", "[{reference}] {title}"},
	"letter.by":        {"{agent}, {desk}", "{agent}, {desk}"},

	"letter.created.first": {"Nous avons bien reçu votre message : il porte le numéro {reference}.", "We have received your message: its number is {reference}."},
	"letter.created.next":  {"L’équipe {team} s’en occupe et vous répond ici.", "The team {team} takes care of it and answers you here."},

	"letter.replied.next":          {"Pour continuer, répondez à ce courriel.", "To go on, answer this mail."},
	"letter.replied.waiting":       {"Nous attendons votre réponse pour continuer.", "We wait for your answer to go on."},
	"letter.replied.resolved.next": {"Nous considérons ce dossier comme résolu. Si ce n’est pas le cas, répondez à ce courriel : il reprend aussitôt.", "We take this to be resolved. If it is not, answer this mail: work resumes at once."},

	"letter.taken.first": {"{agent} a pris en charge {reference}.", "{agent} is now working on {reference}."},
	"letter.taken.next":  {"Vous êtes averti dès qu’il y a du nouveau.", "You will be told as soon as there is news."},

	"letter.waiting.first": {"Nous avons besoin de vous pour avancer sur {reference}.", "We need you to go on with {reference}."},
	"letter.waiting.next":  {"Répondez à ce courriel : le dossier reprend aussitôt.", "Answer this mail: work resumes at once."},

	"letter.resolved.first": {"{reference} est résolu :", "{reference} is resolved:"},
	"letter.resolved.next":  {"Si cela ne fonctionne pas, répondez à ce courriel : le dossier reprend aussitôt. Sinon, vous pouvez le confirmer sur sa page.", "If it does not work, answer this mail: work resumes at once. Otherwise you can confirm it on its page."},

	"letter.closed.first": {"{reference} est clos.", "{reference} is closed."},
	"letter.closed.next":  {"Si le souci revient, répondez à ce courriel.", "If the trouble comes back, answer this mail."},

	"letter.cancelled.first": {"{reference} est annulé : {reason}.", "{reference} is cancelled: {reason}."},
	"letter.cancelled.next":  {"Si ce n’est pas juste, répondez à ce courriel.", "If that is not right, answer this mail."},

	"letter.reopened.first": {"{reference} est rouvert.", "{reference} is reopened."},
	"letter.reopened.next":  {"L’équipe {team} reprend le travail et vous répond ici.", "The team {team} is back at work and answers you here."},
}
