package sample

import "time"

func messagingStories() []story {
	return []story{
		{
			who: "ines", at: "-66m", via: phone, by: "claire", impact: 1, urgency: 1,
			title: "Outlook : messagerie indisponible", text: "Inès Moreau signale que plus personne ne reçoit de courriel à Bruxelles depuis 20 minutes. Outlook affiche « Déconnecté ». Montréal confirme la même chose par téléphone.",
			symptoms: "Outlook déconnecté sur deux sites ; la version Web fonctionne", occurred: 20 * time.Minute, callback: "Accueil de Bruxelles",
			steps: []step{
				assign("+2m", "claire", messaging, "thomas", "Deux sites touchés"),
				start("+1m", "thomas"),
				note("+9m", "thomas", "Le connecteur EX-BRU-02 ne répond plus. Bascule vers EX-BRU-01 lancée, file d’attente : 4 200 messages."),
				reply("+14m", "claire", "La messagerie est perturbée à Bruxelles et à Montréal. Outlook sur le Web fonctionne. Aucun message n’est perdu, prochaines nouvelles dans 30 minutes."),
				says("+8m", phone, "Merci, nous utilisons la version Web en attendant."),
				reply("+26m", "thomas", "La bascule est terminée, les messages en attente arrivent. Nous surveillons encore une heure avant de clore."),
			},
		},
		{
			who: "ines", at: "-5h", via: portal, impact: 2, urgency: 2, team: messaging,
			title: "Outlook : calendrier partagé non synchronisé", text: "Le calendrier de la direction ne montre plus les réunions ajoutées par mes collègues. Dans la version Web, tout y est.",
			steps: []step{
				take("+18m", "thomas"),
				hold("+22m", "thomas", "user", "Bonjour Inès, pouvez-vous m’envoyer une copie d’écran du calendrier et me donner la version d’Outlook (Fichier, Compte Office) ?"),
			},
		},
		{
			who: "veerle", at: "-3h20m", via: mail, impact: 2, urgency: 2, team: messaging,
			title: "Distribution list quality-all rejects external senders", text: "Hello, our auditors get a non-delivery report (550 5.7.133) when they write to quality-all. It worked last quarter.",
			steps: []step{
				assign("+15m", "claire", "", "thomas", ""),
				start("+45m", "thomas"),
				reply("+5m", "thomas", "Hello Veerle, the list only accepts internal senders since the last clean-up. May I allow the auditors' domain only?"),
				says("+50m", mail, "Yes please, only auditors.example. They send the report tomorrow."),
			},
		},
		{
			who: "samir", at: "1d 09:32", via: mail, impact: 2, urgency: 1, team: messaging,
			title: "Bulletins de paie bloqués en quarantaine", text: "Bonjour, l’envoi des bulletins de paie est retenu : « message mis en quarantaine, règle DLP-04 ». 180 salariés attendent.",
			steps: []step{
				take("+11m", "thomas"),
				rank("+3m", "thomas", 1, 1, "180 personnes, échéance légale aujourd’hui"),
				reply("+20m", "thomas", "Bonjour Samir, la règle a pris les bulletins pour une fuite de données. Je les libère lot par lot."),
				solve("+55m", "thomas", "configured", "fix", "Les 180 bulletins sont partis. La règle DLP-04 reconnaît désormais l’adresse de la paie.", "Messages libérés, exception ajoutée à la règle DLP-04 pour paie@solane.example."),
				confirms("+40m", "Tous les bulletins sont bien arrivés, merci beaucoup."),
			},
		},
		{
			who: "zoe", at: "3d 10:45", via: portal, impact: 3, urgency: 3, team: messaging,
			title: "Signature de courriel avec l’ancien logo", text: "Ma signature reprend encore l’ancien logo, alors que je l’ai changée trois fois.",
			steps: []step{
				take("+50m", "claire"),
				solve("+20m", "claire", "explained", "fix", "Bonjour Zoé, la signature est désormais gérée de façon centrale. Supprimez la signature locale (Fichier, Options, Courrier) et la bonne apparaît.", "Signature locale à supprimer : la signature centrale prend le relais."),
				refuses("2d 09:20", "L’ancien logo revient dès que je réponds à un message depuis mon téléphone."),
				reply("+35m", "claire", "En effet, l’application mobile garde sa propre signature. Je prépare le profil pour les téléphones."),
				solve("1d 16:10", "claire", "configured", "fix", "Le profil mobile est déployé, votre téléphone utilise la bonne signature.", "Signature centrale appliquée aussi à l’application mobile."),
			},
		},
		{
			who: "emma", at: "2d 16:05", via: portal, impact: 2, urgency: 2, team: messaging,
			title: "Cannot open encrypted attachments from a customer", text: "Hi, attachments from Northwind open as winmail.dat since Monday. I need the signed contract for a meeting tomorrow afternoon.",
			callback: "Teams or phone, after 10:00",
			steps: []step{
				take("+35m", "claire"),
				reply("+4m", "claire", "Hi Emma, their server started sending rich text format. I converted the contract for you and I am asking their IT to switch to HTML."),
				says("+60m", portal, "Got it, thank you! Let me know when it is fixed for good."),
				hold("+6m", "claire", "supplier", "I will. Northwind's IT answered: they change the setting by the end of the week."),
			},
		},
		{
			who: "julien", at: "4d 11:12", via: mail, impact: 3, urgency: 2, team: messaging,
			title: "Boîte partagée « Factures » pleine", text: "La boîte Factures refuse les nouveaux messages : quota atteint. Les fournisseurs reçoivent un refus.",
			steps: []step{
				take("+16m", "thomas"),
				solve("+34m", "thomas", "configured", "fix", "Le quota est doublé et l’archivage automatique est actif au-delà de 12 mois.", "Quota porté à 100 Go, archivage en ligne activé."),
				shut("1d 17:30", "thomas"),
			},
		},
		{
			who: "philippe", at: "4d 17:20", via: mail, impact: 2, urgency: 2, team: messaging,
			title: "Invitations envoyées avec une heure de décalage", text: "Les invitations que j’envoie à Lyon arrivent décalées d’une heure depuis le changement d’heure.",
			steps: []step{
				take("+55m", "claire"),
				solve("3d 16:45", "claire", "solved_remotely", "fix", "Le fuseau de votre poste était resté sur « Heure de l’Atlantique ». Il est corrigé, vos prochaines invitations seront justes.", "Fuseau horaire du poste corrigé."),
				confirms("2d 14:30", "Parfait, merci."),
			},
		},
	}
}

func elsewhereStories() []story {
	return []story{
		{
			who: "nora", at: "-1h35m", via: portal, impact: 2, urgency: 2,
			title: "Le logiciel de découpe ne démarre plus", text: "Bonjour, depuis ce matin le logiciel de découpe affiche « Licence introuvable » sur le poste de l’atelier.",
			callback: "Atelier, avant 17 h",
			steps: []step{
				take("+12m", "daniel"),
				reply("+5m", "daniel", "Bonjour Nora, le serveur de licences a été redémarré cette nuit. Pouvez-vous relancer le logiciel ?"),
				note("+1m", "daniel", "Atelier Nord : contrat de support limité au poste de découpe."),
			},
		},
		{
			who: "paul", at: "2d 09:50", via: phone, by: "claire", impact: 3, urgency: 2,
			title: "Imprimante d’étiquettes décalée", text: "Paul Verdier : les étiquettes sortent décalées d’un centimètre depuis le changement de rouleau.",
			steps: []step{
				solve("+7m", "claire", "explained", "fix", "Bonjour Paul, comme vu au téléphone : le guide du rouleau était resté sur le grand format.", "Guide du rouleau remis sur 57 mm, étalonnage refait."),
				confirms("+45m", ""),
			},
		},
		{
			who: "nora", at: "3d 14:40", via: mail, impact: 2, urgency: 1,
			title: "Sauvegarde de l’atelier en échec", text: "Le rapport de sauvegarde est rouge depuis deux nuits : « Espace insuffisant ».",
			steps: []step{
				take("+22m", "claire"),
				solve("+90m", "claire", "solved_remotely", "workaround", "Bonjour Nora, j’ai libéré 80 Go d’anciennes copies, la sauvegarde vient de réussir. Prévoyez un disque plus grand.", "Anciennes copies supprimées ; disque de 2 To à commander."),
			},
		},
	}
}
