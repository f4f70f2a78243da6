package sample

import (
	"time"

	"guichet/internal/change"
	"guichet/internal/request"
)

// demandStories are what people ask for, and what the desk wants to change.
func demandStories() []story {
	return append(requestStories(), changeStories()...)
}

func requestStories() []story {
	return []story{
		{
			kind: request.Kind, nature: "resource", who: "chloe", at: "1d 09:20", via: portal, impact: 3, urgency: 2, team: workplace,
			title: "Un second écran pour lire les plans",
			text:  "Bonjour, je compare deux plans toute la journée et je passe mon temps à changer de fenêtre. Serait-il possible d’avoir un second écran de 27 pouces à mon bureau (3e étage, 3-118) ?",
			steps: []step{
				take("+22m", "lea"),
				note("+4m", "lea", "Plus de 27 pouces en réserve, six commandés le 4. Un pour Chloé, un pour l’accueil."),
				waits("+10m", "lea", "supplier", "Bonjour Chloé, votre écran est réservé dans la commande en cours. Le fournisseur annonce la livraison pour jeudi ; je l’installe le jour même."),
				says("+45m", portal, "Parfait, merci. Je suis au bureau toute la semaine."),
			},
		},
		{
			kind: request.Kind, nature: "access", who: "antoine", at: "-3h20m", via: portal, impact: 3, urgency: 1,
			title: "Accès au partage « Clôture 2026 »",
			text:  "Bonjour, je rejoins la clôture annuelle et je n’ai pas accès au partage « Clôture 2026 ». Il me le faudrait en écriture avant demain matin.",
			steps: []step{
				take("+15m", "claire"),
				waits("+4m", "claire", request.HoldUser, "Bonjour Antoine, qui dirige la clôture cette année ? Il me faut son accord avant d’ouvrir un accès en écriture."),
				says("+52m", portal, "C’est Sophie Lacroix. Elle me dit qu’elle vous a écrit."),
				note("+6m", "claire", "Accord de Sophie Lacroix reçu par courriel. Groupe G-FIN-CLOTURE-RW, effectif à la prochaine ouverture de session."),
			},
		},
		{
			kind: request.Kind, nature: "information", who: "emma", at: "-38m", via: portal, impact: 3, urgency: 2,
			title: "How do I book the Saint-Laurent room for visitors?",
			text:  "Hi, we have six visitors from Toronto next Tuesday. I can see the room in the calendar but it refuses my booking. Who gives the right, please?",
		},
		{
			kind: request.Kind, nature: "resource", who: "veerle", at: "2d 10:10", via: mail, impact: 3, urgency: 2, team: workplace,
			title: "Licence for the audit drawing tool",
			text:  "Hello, I need one licence of the process drawing tool for the ISO audit in April. My manager has approved the cost (centre 4412).",
			steps: []step{
				take("+35m", "daniel"),
				reply("+12m", "daniel", "Hello Veerle, there is one licence left in the pool. I am assigning it to you now; it takes about an hour."),
				fulfil("+64m", "daniel", "Your licence is active. Sign in to the tool with your usual account and choose “Solane” as the workspace.", "One licence of the process drawing tool, assigned until 30 June, cost centre 4412."),
				confirms("1d 09:35", "It works, thank you for being so quick."),
			},
		},
		{
			kind: request.Kind, nature: "access", who: "samir", at: "2d 14:00", via: portal, impact: 3, urgency: 3,
			title: "Accès aux bulletins de paie archivés avant 2015",
			text:  "Bonjour, pour répondre à un ancien salarié, j’aurais besoin d’ouvrir les archives de paie d’avant 2015.",
			steps: []step{
				take("+40m", "claire"),
				waits("+8m", "claire", "appointment", "Bonjour Samir, je vois la responsable des archives cet après-midi et je vous réponds ensuite."),
				deny("1d 09:50", "claire", "Ces archives sont fermées : leur durée de conservation est dépassée et la règle interne n’admet aucune exception. L’ancien salarié peut demander une attestation à l’organisme de retraite ; la marche à suivre est jointe à la fiche « Anciens salariés »."),
			},
		},
		{
			kind: request.Kind, nature: "advice", who: "zoe", at: "1d 14:20", via: portal, impact: 3, urgency: 3,
			title: "Quel outil pour envoyer de grandes images à l’imprimeur ?",
			text:  "Bonjour, mes fichiers d’affiches font plus de 2 Go et le courriel les refuse. Que conseillez-vous pour les transmettre à un imprimeur extérieur ?",
			steps: []step{
				take("+50m", "lea"),
				fulfil("+18m", "lea", "Bonjour Zoé, utilisez le dépôt « Échanges externes » : glissez le fichier, choisissez sept jours, et envoyez le lien à l’imprimeur. Le mot de passe part dans un second message.", "Conseil donné : dépôt « Échanges externes », lien valable sept jours, mot de passe à part."),
			},
		},
		{
			kind: request.Kind, nature: "complaint", who: "sophie", at: "1d 11:05", via: mail, impact: 3, urgency: 2,
			title: "Trois relances pour obtenir une réponse",
			text:  "Bonjour, mon équipe a dû relancer trois fois avant que le dossier de l’imprimante soit pris. Une réponse, même pour dire d’attendre, nous aurait suffi. J’aimerais savoir ce qui va changer.",
			steps: []step{
				take("+12m", "claire"),
				reply("+25m", "claire", "Bonjour Madame Lacroix, vous avez raison et je vous présente nos excuses. Je relis les trois échanges avec l’équipe demain matin et je vous écris ce que nous changeons."),
			},
		},
		{
			kind: request.Kind, nature: "compliment", who: "lucas", at: "2d 16:30", via: portal, impact: 3, urgency: 3, team: workplace,
			title: "Merci à Léa pour le poste d’accueil",
			text:  "Bonjour, le poste d’accueil est tombé en panne dix minutes avant la visite du conseil et Léa l’a remplacé avant l’arrivée du premier visiteur. Un grand merci !",
			steps: []step{
				fulfil("1d 09:15", "claire", "Bonjour Lucas, merci de l’avoir écrit : Léa l’a lu, et toute l’équipe avec elle.", "Transmis à Léa Fontaine et lu en réunion d’équipe."),
				closes("+20m", "claire"),
			},
		},
		{
			kind: request.Kind, nature: "resource", who: "yann", at: "3d 09:40", via: portal, impact: 3, urgency: 3, team: workplace,
			title: "Une tablette pour les relevés du bâtiment",
			text:  "Bonjour, pour les relevés d’avril il me faudrait une tablette avec appareil photo, prêtée deux semaines.",
			steps: []step{takesBack("+3h", "Le chantier est reporté à l’automne, je referai une demande.")},
		},
		{
			kind: request.Kind, nature: "information", who: "david", at: "-96m", via: phone, by: "daniel", impact: 3, urgency: 2, team: network,
			title: "Which warehouse tables are refreshed every hour?",
			text:  "David Osei calls: two of his dashboards disagree and he would like the list of the tables that are refreshed hourly, and those of the night.",
			steps: []step{
				take("+18m", "mei"),
				reply("+30m", "mei", "Hi David, sales_* and stock_* are refreshed at five past every hour, everything else at 02:30. I am asking for the full list to be published."),
			},
		},
		{
			kind: request.Kind, nature: "resource", who: "nora", at: "-2h05m", via: portal, impact: 3, urgency: 2,
			title: "Un poste pour un menuisier qui arrive lundi",
			text:  "Bonjour, un menuisier nous rejoint lundi à l’atelier. Il lui faut un portable avec le logiciel de découpe et une adresse de courriel. Merci !",
		},
	}
}

func changeStories() []story {
	return []story{
		{
			kind: change.Kind, who: "karim", at: "-66m", via: phone, by: "karim", impact: 2, urgency: 1, team: network,
			title: "Remplacer le certificat de la passerelle VPN",
			text:  "Le client 5.2.0 refuse le certificat actuel de la passerelle. Remplacer le certificat et sa chaîne sur les deux nœuds.",
			sheet: change.Sheet{
				Justification: "Sept personnes ne peuvent plus se connecter depuis ce matin, dont l’équipe de clôture. Le contournement IKEv2 ne passe pas partout.",
				Plan:          "1. Exporter la configuration des deux nœuds.\n2. Installer la nouvelle chaîne sur le nœud de secours, essai avec trois postes.\n3. Basculer, puis installer sur le nœud principal.\n4. Contrôler les connexions pendant une heure.",
				BackOut:       "Remettre l’ancien certificat depuis l’export (cinq minutes par nœud).",
			},
			steps: []step{
				assesses("+21m", "karim", "medium", "Coupure d’une à deux minutes au basculement pour les personnes connectées, une quarantaine à cette heure. Le risque est une chaîne incomplète : essai sur le nœud de secours d’abord."),
			},
		},
		{
			kind: change.Kind, who: "nadia", at: "1d 10:30", via: mail, by: "claire", impact: 2, urgency: 3, team: messaging,
			title: "Imposer la double authentification à la messagerie web",
			text:  "Nadia Haddad demande que la messagerie web exige un second facteur pour tous, y compris depuis le réseau interne.",
			sheet: change.Sheet{
				Justification: "Deux courriels d’hameçonnage ont recueilli des mots de passe ce mois-ci.",
				Plan:          "Activation par vagues de cinquante personnes, un site par jour, avec une permanence au comptoir.",
				BackOut:       "Retirer la règle pour le groupe de la vague ; effet immédiat.",
			},
			steps: []step{
				assesses("+50m", "thomas", "high", "Touche toutes les personnes. Une personne sur dix n’a pas encore enrôlé de second facteur : prévoir la permanence et un code de secours."),
				authorises("+2h", "isabelle", "D’accord, à condition de commencer par l’informatique et la finance, et de prévenir les équipes l’avant-veille."),
				plans("+40m", "thomas", 72*time.Hour, 3*time.Hour),
				reply("+6m", "thomas", "Bonjour Nadia, la première vague est planifiée. Vous recevrez le message aux équipes pour relecture."),
			},
		},
		{
			kind: change.Kind, who: "mei", at: "2d 16:10", via: phone, by: "mei", impact: 2, urgency: 2, team: network,
			title: "Restore the firewall rule from the Montréal office to dwh01",
			text:  "The rule that lets the office VLAN reach dwh01 on 5432 was removed in last night's cleanup. Put it back.",
			sheet: change.Sheet{
				Justification: "Analysts in Montréal can reach the warehouse over the VPN only.",
				Plan:          "Add rule 412 on both firewalls, then test from two desks.", BackOut: "Disable rule 412.",
			},
			steps: []step{
				assesses("+10m", "mei", "low", "One rule, the same as before the cleanup. Nobody is cut off."),
				authorises("+35m", "isabelle", ""),
				plans("+5m", "mei", 14*time.Hour, 30*time.Minute),
				implements("1d 13:25", "mei", "Rule 412 is in place on both firewalls, dwh01 answers from two desks of the office."),
				shuts("+30m", "mei"),
			},
		},
		{
			kind: change.Kind, who: "thomas", at: "3d 09:30", via: phone, by: "thomas", impact: 1, urgency: 2, team: messaging,
			title: "Déplacer les boîtes de Bruxelles sur le nouveau serveur",
			text:  "Déplacer les 214 boîtes du site de Bruxelles vers le serveur de messagerie installé en février.",
			sheet: change.Sheet{
				Justification: "L’ancien serveur n’est plus maintenu à partir de juin.",
				Plan:          "Déplacement de nuit par lots de cinquante, contrôle des accès mobiles à six heures.",
				BackOut:       "Renvoyer le lot en cours vers l’ancien serveur, qui reste allumé.",
			},
			steps: []step{
				assesses("+90m", "thomas", "high", "Toutes les boîtes du site. Si les accès mobiles échouent au matin, le site ne lit plus son courriel en déplacement."),
				authorises("+3h", "isabelle", "Garder l’ancien serveur allumé deux semaines."),
				plans("+30m", "thomas", 30*time.Hour, 6*time.Hour),
				fails("1d 08:10", "thomas", "Le deuxième lot s’est arrêté sur une boîte endommagée. Les deux lots sont revenus sur l’ancien serveur à 5 h 40 ; personne n’a perdu de message. Boîte à réparer avant de recommencer."),
			},
		},
		{
			kind: change.Kind, who: "lea", at: "2d 09:20", via: phone, by: "lea", impact: 2, urgency: 3, team: workplace,
			title: "Autoriser l’installation libre de logiciels sur les portables",
			text:  "Donner à chacun le droit d’installer des logiciels sur son portable, pour éviter les demandes une par une.",
			sheet: change.Sheet{Justification: "Une demande sur quatre est une simple installation."},
			steps: []step{
				assesses("+75m", "lea", "high", "Tous les portables. Plus aucune maîtrise des versions, et un logiciel malveillant s’installerait sans obstacle."),
				forbids("+4h", "isabelle", "Le risque dépasse le gain. Proposez plutôt un catalogue de logiciels déjà contrôlés que chacun installe seul : je l’autoriserai."),
			},
		},
		{
			kind: change.Kind, who: "marc", at: "-2h40m", via: phone, by: "claire", impact: 3, urgency: 2, team: network,
			title: "Ajouter une borne Wi-Fi au quai 3",
			text:  "Marc Delvaux demande que le quai 3 soit couvert : les terminaux perdent le réseau au fond du quai.",
			sheet: change.Sheet{Justification: "Le quai 3 ouvre le 1er avril ; sans borne, les palettes se scannent à la main."},
		},
	}
}
