package sample

func deskStories() []story {
	return []story{
		{
			who: "nadia", at: "-33m", via: mail, impact: 2, urgency: 2,
			title: "Courriel suspect demandant les mots de passe", text: "Bonjour, plusieurs personnes ont reçu un message « Votre boîte expire » avec un lien vers solane-login.example. Je vous transfère l’original.",
		},
		{
			who: "sophie", at: "-21m", via: portal, impact: 3, urgency: 2,
			title: "Le tableau de bord de trésorerie affiche « #REF! »", text: "Depuis ce matin deux colonnes du tableau de bord affichent #REF!. Pas bloquant avant vendredi.",
		},
		{
			who: "veerle", at: "-47m", via: portal, impact: 3, urgency: 3,
			title: "Typo on the intranet home page", text: "The quality banner says \"Qualtiy week\". Not urgent.",
		},
		{
			who: "chloe", at: "-14m", via: portal, impact: 2, urgency: 2,
			title: "Erreur 0x80070035 à l’ouverture du partage Plans", text: "« Le chemin réseau n’a pas été trouvé », code 0x80070035, sur \\\\fs-lyo-01\\plans. Mes collègues y accèdent.",
		},
		{
			who: "emma", at: "3d 15:30", via: mail, impact: 2, urgency: 2,
			title: "CRM: saved filters are gone", text: "Hello, all my saved filters vanished after the weekend. I use them for the renewal list.",
			steps: []step{
				take("+18m", "daniel"),
				reply("+10m", "daniel", "Hi Emma, the weekend release moved filters to the new “Views” menu. Do you see them there?"),
				says("+35m", mail, "I see two of the five."),
				solve("2d 17:00", "daniel", "solved", "fix", "The vendor restored the three missing ones. Please check and tell us.", "Vendor restored the user's private views from backup."),
				confirms("1d 15:20", "All five are back. Thanks, Daniel!"),
			},
		},
		{
			who: "olivier", at: "3d 08:50", via: mail, impact: 2, urgency: 2,
			title: "SAP : écran figé à la validation des factures", text: "Bonjour, SAP se fige une minute à chaque validation de facture depuis vendredi.",
			steps: []step{
				take("+25m", "claire"),
				reply("+5m", "claire", "Bonjour Olivier, combien de factures validez-vous par lot ?"),
				says("+20m", mail, "Une trentaine, comme d’habitude."),
				note("+40m", "claire", "Reproduit avec un lot de 30. L’éditeur demande une trace ST05."),
				hold("+5m", "claire", "supplier", "L’éditeur analyse la trace que nous lui avons envoyée. En attendant, des lots de dix passent sans attente."),
				start("1d 11:00", "claire"),
				reply("+8m", "claire", "L’éditeur a livré un correctif, nous le testons aujourd’hui."),
			},
		},
		{
			who: "antoine", at: "1d 11:48", via: portal, impact: 2, urgency: 2,
			title: "Mot de passe expiré, compte verrouillé", text: "Mon compte est verrouillé après trois essais, je ne peux plus ouvrir ma session.",
			steps: []step{
				solve("+9m", "daniel", "solved", "fix", "Bonjour Antoine, le compte est déverrouillé. À la prochaine connexion un nouveau mot de passe vous sera demandé.", "Compte déverrouillé, changement de mot de passe à la connexion."),
				confirms("+12m", "C’est bon, merci."),
			},
		},
		{
			who: "amelie", at: "1d 16:30", via: phone, by: "daniel", impact: 3, urgency: 2,
			title: "Session expirée toutes les dix minutes sur l’intranet", text: "Amélie est déconnectée de l’intranet toutes les dix minutes depuis hier.",
			steps: []step{
				take("+3m", "daniel"),
				hold("+12m", "daniel", "change", "Bonjour Amélie, la durée de session a été réduite par erreur. Le changement qui la rétablit passe ce soir."),
			},
		},
		{
			who: "julien", at: "2d 10:20", via: mail, impact: 3, urgency: 2,
			title: "Excel : le complément de consolidation a disparu", text: "Le ruban « Consolidation » n’est plus dans Excel depuis la mise à jour.",
			steps: []step{
				take("+30m", "lea"),
				solve("+15m", "lea", "solved_remotely", "fix", "Le complément était désactivé par la mise à jour, il est de retour après redémarrage d’Excel.", "Complément COM réactivé."),
				shut("1d 17:45", "lea"),
			},
		},
		{
			who: "helene", at: "2d 15:05", via: mail, impact: 2, urgency: 2,
			title: "Wi-Fi lent au deuxième étage", text: "Le Wi-Fi est lent au deuxième étage depuis ce midi.",
			steps: []step{cancel("+25m", "claire", "duplicate", "Bonjour Hélène, ce dossier rejoint celui déjà ouvert pour la salle Rhône. Vous serez tenue au courant par celui-là.")},
		},
		{
			who: "zoe", at: "1d 10:15", via: portal, impact: 3, urgency: 3,
			title: "test", text: "Essai du formulaire, ne pas tenir compte.",
			steps: []step{cancel("+12m", "claire", "mistake", "Essai bien reçu, le dossier est annulé.")},
		},
		{
			who: "philippe", at: "2d 17:10", via: mail, impact: 3, urgency: 3,
			title: "Commande de deux écrans pour le bureau de Montréal", text: "Bonjour, pourriez-vous commander deux écrans 27 pouces pour les nouveaux arrivants ?",
			steps: []step{cancel("1d 15:00", "daniel", "not_incident", "Bonjour Philippe, il s’agit d’une demande et non d’un incident : le formulaire « Matériel » du portail l’enverra à la bonne équipe.")},
		},
		{
			who: "veerle", at: "4d 09:30", via: portal, impact: 2, urgency: 2,
			title: "Document management: search returns nothing", text: "Searching for any word in the document library returns zero results since this morning.",
			steps: []step{
				take("+20m", "claire"),
				note("+10m", "claire", "Index rebuild was stuck at 12 %. Restarted."),
				solve("+4h", "claire", "solved", "fix", "The index is complete again, searching works.", "Search index rebuilt after a stuck job."),
				confirms("3d 09:15", ""),
			},
		},
	}
}
