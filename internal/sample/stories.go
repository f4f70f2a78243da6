package sample

import (
	"slices"
	"time"

	"guichet"
)

// stories is the week, by team.
func stories() []story {
	return slices.Concat(networkStories(), messagingStories(), workplaceStories(), deskStories(), elsewhereStories(), demandStories())
}

const (
	portal = guichet.Portal
	mail   = guichet.Mail
	phone  = guichet.Phone
	walkIn = guichet.WalkIn
)

func networkStories() []story {
	return []story{
		{
			who: "sophie", at: "-74m", via: mail, impact: 2, urgency: 1, team: network,
			title:    "VPN : connexion refusée depuis la mise à jour du client",
			text:     "Bonjour, depuis la mise à jour proposée ce matin, le VPN refuse de se connecter depuis mon domicile : « Erreur 691, certificat non valide ». J’ai une clôture à remettre ce soir à 18 h, pouvez-vous m’aider ? Mon collègue Julien Roche a le même message et travaille sur la même clôture.",
			symptoms: "Client VPN 5.2.0, erreur 691 au moment de l’authentification", callback: "Téléphone portable, à toute heure", occurred: 3 * time.Hour,
			steps: []step{
				assign("+4m", "claire", network, "karim", "Passerelle VPN : pour l’équipe Réseau"),
				start("+2m", "karim"),
				note("+1m", "karim", "Appel de Mme Lacroix : poste PC-LYO-2231, client 5.2.0. Connexion par partage du téléphone : même erreur. Redémarrage demandé, rappel promis avant la fin de l’heure."),
				hold("+15m", "karim", "user", "Bonjour Madame Lacroix, pouvez-vous redémarrer le poste, relancer le client VPN et me dire si le message est le même ?"),
				says("+21m", portal, "J’ai redémarré deux fois, même message."),
				reply("+2m", "karim", "Merci. Je vérifie le certificat côté passerelle et je vous réponds très vite."),
				says("+2m", portal, "Parfait, je reste joignable."),
				note("+9m", "claire", "@Karim Benali sixième poste touché depuis le client 5.2. Le contournement (profil IKEv2) fonctionne à Bruxelles."),
			},
		},
		{
			who: "antoine", at: "-26m", via: portal, impact: 2, urgency: 1, team: network,
			title: "VPN : « Erreur 691 » au démarrage", text: "Même message que ma collègue du service financier depuis ce matin : « Erreur 691, certificat non valide ». Je suis en télétravail et je ne peux pas ouvrir la comptabilité.",
			steps: []step{note("+6m", "karim", "Même cause que le dossier de Sophie Lacroix. À traiter ensemble.")},
		},
		{
			who: "julien", at: "-58m", via: portal, impact: 2, urgency: 2, team: network,
			title: "VPN impossible depuis la maison", text: "Erreur 691 au démarrage du VPN, comme Sophie. Au bureau tout fonctionne.",
			steps: []step{
				assign("+8m", "karim", "", "karim", ""),
				reply("+20m", "karim", "Bonjour Julien, en attendant la correction, choisissez le profil « Solane IKEv2 » dans la liste du client. Dites-moi si la connexion passe."),
			},
		},
		{
			who: "helene", at: "-18m", via: phone, by: "claire", impact: 2, urgency: 1,
			title: "Wi-Fi coupé en salle Rhône pendant les visioconférences", text: "Hélène Garnier appelle depuis la salle Rhône : le Wi-Fi tombe toutes les cinq minutes, le client est en ligne. Les autres salles de l’étage vont bien.",
			callback: "Poste 0135", symptoms: "Coupures de 20 à 30 secondes, borne AP-LYO-3-07",
		},
		{
			who: "amelie", at: "-2h10m", via: portal, impact: 2, urgency: 2, team: network,
			title: "Lecteur réseau S: absent après changement de mot de passe", text: "Bonjour, depuis que j’ai changé mon mot de passe ce matin, le lecteur S: n’apparaît plus. Les dossiers clients sont dessus.",
			steps: []step{
				assign("+12m", "daniel", network, "mei", "Mapping disparu après un changement de mot de passe"),
				says("+86m", portal, "J’ai redémarré comme indiqué dans l’aide, le lecteur est toujours absent."),
			},
		},
		{
			who: "marc", at: "1d 10:04", via: portal, impact: 1, urgency: 2, team: network,
			title:    "Commutateur du quai 2 : perte de paquets",
			text:     "Les terminaux de préparation perdent le réseau sur tout le quai 2 depuis l’ouverture. On scanne deux fois chaque palette.",
			symptoms: "Port 14 à 24 du commutateur SW-BRU-Q2 : 8 % de pertes, températures hautes",
			steps: []step{
				take("+9m", "karim"),
				note("+31m", "karim", "Alimentation du commutateur en défaut, second bloc absent. Garantie constructeur jusqu’en mars."),
				hold("+12m", "karim", "supplier", "Bonjour Marc, l’alimentation du commutateur est défectueuse. Le constructeur livre un bloc neuf demain avant 10 h. En attendant, les terminaux fonctionnent sur la borne du quai 1."),
				says("+70m", portal, "Merci, on s’organise sur le quai 1 pour l’après-midi."),
			},
		},
		{
			who: "chloe", at: "3d 09:05", via: mail, impact: 2, urgency: 3, team: network,
			title: "Lenteur du partage « Études » le matin", text: "Bonjour, ouvrir un plan sur le partage Études prend plus d’une minute entre 9 h et 10 h, puis tout redevient normal. C’est ainsi depuis deux semaines.",
			steps: []step{
				assign("+25m", "claire", network, "karim", ""),
				start("+40m", "karim"),
				reply("+3m", "karim", "Bonjour Chloé, je relève les temps de réponse demain matin entre 9 h et 10 h et je reviens vers vous."),
				note("1d 10:20", "karim", "Saturation du lien à 9 h 05 : la sauvegarde du site de Bruxelles déborde sur la matinée. Même constat sur trois autres partages."),
				hold("+15m", "karim", "problem", "Bonjour Chloé, la cause est trouvée : une sauvegarde déborde sur la matinée. Elle touche plusieurs partages, nous la traitons comme un problème de fond."),
			},
		},
		{
			who: "david", at: "2d 15:40", via: portal, impact: 2, urgency: 2, team: network,
			title: "Warehouse database unreachable from the Montréal office", text: "Hi, since lunch I get a timeout when connecting to dwh01 on port 5432 from the office network. From the VPN it works.",
			steps: []step{
				take("+14m", "mei"),
				reply("+6m", "mei", "Hi David, I can reproduce it from the office VLAN. The firewall rule for dwh01 was lost in last night's cleanup. A change is planned to bring it back."),
				hold("+2m", "mei", "change", "The change is approved for tomorrow 07:00 Montréal time. Please use the VPN until then."),
				start("1d 13:20", "mei"),
				solve("+10m", "mei", "configured", "fix", "The rule is back, dwh01 answers from the office again. Could you confirm, please?", "Restored the firewall rule from the office VLAN to dwh01:5432."),
			},
		},
		{
			who: "olivier", at: "1d 14:15", via: phone, by: "daniel", impact: 3, urgency: 2, team: network,
			title: "Téléphone IP : pas de tonalité, bureau 214", text: "Olivier Lemaire appelle de son portable : plus de tonalité sur le téléphone de son bureau, l’écran affiche « Enregistrement en cours ».",
			callback: "Portable +32 470 55 01 38", steps: []step{assign("+6m", "daniel", "", "karim", "Prise réseau du bureau 214 à vérifier")},
		},
		{
			who: "yann", at: "2d 11:30", via: portal, impact: 3, urgency: 3, team: network,
			title: "Libellé erroné sur la prise réseau B-12", text: "La prise étiquetée B-12 au deuxième étage correspond à B-21 dans le plan. Rien d’urgent, mais cela a trompé l’électricien.",
			steps: []step{assign("1d 09:10", "claire", "", "karim", "")},
		},
		{
			who: "philippe", at: "3d 16:20", via: mail, impact: 2, urgency: 2, team: network,
			title: "Visioconférence : écho en salle Saint-Laurent", text: "Bonjour, les participants à distance s’entendent en écho dans la salle Saint-Laurent. La réunion du comité est jeudi.",
			steps: []step{
				take("+30m", "mei"),
				reply("+20m", "mei", "Bonjour Philippe, deux micros captent la même table. Je passe régler la salle demain à 9 h."),
				solve("2d 15:30", "mei", "configured", "fix", "Les micros de plafond sont réglés, plus d’écho lors de l’essai avec Lyon.", "Micros de plafond réglés, annulation d’écho activée sur la barre de son."),
				confirms("1d 14:05", "Testé ce matin avec Lyon, le son est parfait. Merci !"),
			},
		},
	}
}
