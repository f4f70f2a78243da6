package sample

import "time"

func workplaceStories() []story {
	return []story{
		{
			who: "marc", at: "1d 15:10", via: mail, impact: 1, urgency: 2, team: workplace,
			title: "Imprimante du 3e étage : bourrage à chaque impression", text: "Bonjour, le bac 2 provoque un bourrage à chaque impression depuis lundi. Nous imprimons les bons de livraison au rez-de-chaussée.",
			steps: []step{
				take("+40m", "lea"),
				reply("+6m", "lea", "Bonjour Marc, j’ai vidé le bac et commandé un rouleau d’entraînement. En attendant, utilisez le bac 1."),
				says("-12m", mail, "Le bac 1 bourre aussi depuis ce matin, nous n’avons plus d’impression à l’étage."),
			},
		},
		{
			who: "lucas", at: "-6h", via: walkIn, by: "lea", impact: 3, urgency: 2, team: workplace,
			title: "Second écran non détecté sur la station d’accueil", text: "Lucas passe au comptoir : le second écran reste noir depuis le changement de station d’accueil. Le câble a été essayé dans les deux sens.",
			steps: []step{
				take("+4m", "lea"),
				note("+35m", "lea", "Micrologiciel de la station à 1.0.12, la version 1.0.19 corrige les écrans 1440p."),
				reply("+80m", "lea", "La mise à jour de la station est prête, je passe à votre bureau vers 15 h."),
			},
		},
		{
			who: "samir", at: "1d 08:55", via: phone, by: "claire", impact: 2, urgency: 2,
			title: "Badge refusé au portillon nord depuis lundi", text: "Le nouveau badge de Samir ouvre le parking mais pas le portillon nord.", callback: "Poste 0164",
			steps: []step{
				assign("+5m", "claire", workplace, "lea", ""),
				start("+50m", "lea"),
				hold("+25m", "lea", "appointment", "Bonjour Samir, le lecteur doit être reprogrammé sur place. Rendez-vous demain à 9 h au portillon nord avec Yann Le Goff."),
			},
		},
		{
			who: "nadia", at: "-3h40m", via: portal, impact: 2, urgency: 2, team: workplace,
			title: "Poste chiffré : la clé de récupération est demandée à chaque démarrage", text: "Depuis la mise à jour du BIOS, mon portable demande la clé de récupération à chaque démarrage. Je la saisis, il démarre, et cela recommence.",
			symptoms: "EliteBook 840, écran bleu « BitLocker recovery », code 0xC0210000",
			steps: []step{
				take("+21m", "lea"),
				reply("+9m", "lea", "Bonjour Nadia, je suspends la protection à distance puis je la réactive pour enregistrer le nouveau BIOS. Laissez le poste allumé 10 minutes."),
				solve("+30m", "lea", "solved_remotely", "fix", "C’est fait, le poste a redémarré deux fois sans demander la clé. Pouvez-vous confirmer ?", "Protecteurs TPM enregistrés de nouveau après la mise à jour du BIOS."),
			},
		},
		{
			who: "emma", at: "-42m", via: portal, impact: 2, urgency: 2, team: workplace,
			title: "Laptop overheats and shuts down during video calls", text: "Hi, my laptop switched off twice this morning in the middle of a customer call. The fan is very loud and the bottom is hot.",
			callback: "Mobile, any time", occurred: 2 * time.Hour,
			steps: []step{
				assign("+7m", "daniel", "", "daniel", ""),
				start("+3m", "daniel"),
				reply("+2m", "daniel", "Hi Emma, could you bring it to the desk on floor 4? I have a loan laptop ready so you can keep your afternoon calls."),
				says("+11m", portal, "Great, I will come down at one o'clock."),
			},
		},
		{
			who: "david", at: "-9m", via: mail, impact: 3, urgency: 2, team: workplace,
			title: "Docking station loses the keyboard after standby", text: "Hello, every time the laptop wakes up I have to unplug the dock to get the keyboard back. Model TB-16.",
		},
		{
			who: "zoe", at: "2d 14:25", via: portal, impact: 2, urgency: 2, team: workplace,
			title: "La suite graphique se ferme à l’export PDF", text: "Dès que j’exporte en PDF, le logiciel se ferme sans message. Le catalogue part chez l’imprimeur vendredi.",
			steps: []step{
				take("+26m", "lea"),
				hold("+14m", "lea", "user", "Bonjour Zoé, pouvez-vous déposer le fichier qui pose problème et noter l’heure du dernier arrêt ?"),
				says("+65m", portal, "Le fichier est sur S:\\Studio\\catalogue-hiver.indd, dernier arrêt à 15 h 20. Code 0xC0000005 dans l’observateur."),
				solve("1d 11:40", "lea", "solved", "workaround", "L’export fonctionne si la police « Solane Sans » est incorporée. Le correctif de l’éditeur arrive le mois prochain.", "Incorporer la police à l’export ; correctif de l’éditeur attendu (0xC0000005 dans fontengine.dll)."),
			},
		},
		{
			who: "chloe", at: "4d 10:05", via: walkIn, by: "lea", impact: 3, urgency: 3, team: workplace,
			title: "Clavier : touche Entrée qui se bloque", text: "Chloé apporte un clavier dont la touche Entrée reste enfoncée.",
			steps: []step{
				solve("+6m", "lea", "replaced", "fix", "Clavier remplacé au comptoir.", "Clavier remplacé."),
				confirms("+3m", ""),
			},
		},
		{
			who: "helene", at: "3d 11:20", via: mail, impact: 2, urgency: 2, team: workplace,
			title: "Écran bleu au réveil du portable", text: "Bonjour, mon portable affiche un écran bleu un matin sur deux à la sortie de veille.",
			steps: []step{
				take("+38m", "lea"),
				reply("+12m", "lea", "Bonjour Hélène, j’ai mis à jour le pilote graphique. Surveillons les prochains réveils."),
				solve("2d 10:10", "lea", "solved_remotely", "fix", "Aucun écran bleu depuis la mise à jour, je propose de clore.", "Pilote graphique mis à jour."),
				refuses("1d 08:45", "Il y a eu un écran bleu ce matin encore, code DRIVER_POWER_STATE_FAILURE."),
				note("+30m", "lea", "Vidage mémoire récupéré : le pilote Wi-Fi cette fois. Retour arrière prévu."),
				reply("+4m", "lea", "Merci pour le code : c’est le pilote Wi-Fi. Je le remplace à la pause de midi si cela vous convient."),
			},
		},
		{
			who: "antoine", at: "4d 14:50", via: portal, impact: 3, urgency: 2, team: workplace,
			title: "Pavé numérique inactif", text: "Le pavé numérique de mon clavier n’écrit plus de chiffres.",
			steps: []step{
				take("+9m", "lea"),
				solve("+3m", "lea", "explained", "fix", "Bonjour Antoine, la touche Verr. num. était désactivée ; elle reste active au démarrage désormais.", "Verrouillage numérique activé au démarrage."),
				confirms("+15m", "Merci !"),
			},
		},
		{
			who: "yann", at: "-4h15m", via: phone, by: "claire", impact: 3, urgency: 3, team: workplace,
			title: "Écran d’affichage du hall figé", text: "L’écran du hall affiche le menu de vendredi dernier.", steps: []step{assign("+10m", "claire", "", "lea", "")},
		},
		{
			who: "lucas", at: "2d 08:35", via: phone, by: "claire", impact: 2, urgency: 1,
			title: "Accueil : le logiciel des visiteurs ne s’ouvre plus", text: "Plus d’enregistrement des visiteurs depuis l’ouverture, une file se forme à l’accueil.",
			steps: []step{
				assign("+2m", "claire", workplace, "lea", "File d’attente à l’accueil"),
				start("+3m", "lea"),
				solve("+25m", "lea", "solved_remotely", "workaround", "Le logiciel fonctionne de nouveau avec le profil local. Le profil itinérant sera réparé cette nuit.", "Profil local en attendant la réparation du profil itinérant."),
				shut("1d 18:00", "claire"),
				reopen("-2h50m", "lea", "Le profil itinérant s’est corrompu de nouveau cette nuit"),
				reply("+10m", "lea", "Bonjour Lucas, je reprends le dossier : le profil est de nouveau abîmé. Je passe vous voir dans dix minutes."),
			},
		},
	}
}
