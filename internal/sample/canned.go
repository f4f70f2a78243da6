package sample

import (
	"context"

	"guichet/internal/canned"
	"guichet/internal/db"
)

// cannedReplies are what a desk says most often.
func cannedReplies() []canned.Patch {
	shared := canned.Shared
	of := func(name, shortcut, french, english string) canned.Patch {
		return canned.Patch{Name: &name, Shortcut: &shortcut, Reach: &shared, French: &french, English: &english}
	}
	return []canned.Patch{
		of("Demander une précision", "precision",
			"Bonjour {{requester.name}},\n\nPour avancer sur {{reference}}, pouvez-vous nous dire depuis quand cela se produit, et joindre une capture de l’écran ?\n\n{{agent.name}}, {{desk.name}}",
			"Hello {{requester.name}},\n\nTo go on with {{reference}}, could you tell us since when this happens, and attach a screenshot?\n\n{{agent.name}}, {{desk.name}}"),
		of("Redémarrer le poste", "redem",
			"Bonjour {{requester.name}},\n\nRedémarrez votre poste, attendez deux minutes après l’ouverture de session, puis essayez de nouveau. Dites-nous ici si cela fonctionne.",
			"Hello {{requester.name}},\n\nRestart your computer, wait two minutes after signing in, then try again. Tell us here whether it works."),
		of("Transmis à l’équipe", "transmis",
			"Bonjour {{requester.name}},\n\nVotre dossier {{reference}} est entre les mains de l’équipe {{team.name}}. Vous serez prévenu ici dès qu’il avance.",
			"Hello {{requester.name}},\n\nYour record {{reference}} is with the team {{team.name}}. We will write here as soon as there is news."),
		of("Sans nouvelles de votre part", "relance",
			"Bonjour {{requester.name}},\n\nSans réponse de votre part d’ici vendredi, nous considérerons {{reference}} comme résolu. Vous pourrez toujours y répondre.",
			"Hello {{requester.name}},\n\nIf we do not hear from you by Friday, we will take {{reference}} as resolved. You can still answer it."),
	}
}

func plantCanned(ctx context.Context, tx *db.Tx) error {
	for _, p := range cannedReplies() {
		if _, err := canned.Create(ctx, tx, founder(), canned.Reader{Manages: true}, p); err != nil {
			return err
		}
	}
	return nil
}
