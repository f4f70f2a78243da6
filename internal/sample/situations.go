package sample

// situations are what befalls the people of the large company again and again.
func situations() []situation {
	return []situation{
		{
			workplace, "Imprimante", "Imprimante", 3, 2, "solved", "fix", 4,
			spoken{"Imprimante {printer} : bourrage à chaque recto verso", "L’imprimante du {floor}e étage bourre dès que j’imprime recto verso. En recto seul, elle fonctionne.", "Le bourrage se produit-il aussi depuis un autre bac ?", "Oui, depuis le bac 1 également.", "Le rouleau d’entraînement était usé, il est remplacé. Le recto verso fonctionne de nouveau.", "Rouleau d’entraînement de {printer} remplacé, essai de 40 pages recto verso."},
			spoken{"Printer {printer} jams on every double-sided job", "The printer on floor {floor} jams as soon as I print double-sided. Single-sided is fine.", "Does it also jam from the other tray?", "Yes, from tray 1 as well.", "The feed roller was worn and has been replaced. Double-sided printing works again.", "Feed roller of {printer} replaced, 40 double-sided pages tried."},
		},
		{
			workplace, "Consommables", "Consommables", 3, 3, "replaced", "fix", 2,
			spoken{"{printer} : pages très pâles malgré un toner neuf", "Depuis le changement de toner, tout sort gris pâle, surtout à gauche de la page.", "", "", "Le toner livré était défectueux. J’en ai posé un autre et renvoyé le premier au fournisseur.", "Toner de {printer} échangé sous garantie."},
			spoken{"{printer}: very faint pages in spite of a new toner", "Since the toner was changed everything comes out pale grey, mostly on the left of the page.", "", "", "The toner was faulty. I fitted another one and sent the first back to the supplier.", "Toner of {printer} exchanged under warranty."},
		},
		{
			network, "VPN", "VPN", 2, 2, "configured", "fix", 4,
			spoken{"VPN coupé toutes les {n} minutes en télétravail", "Depuis ce matin, le VPN se coupe toutes les {n} minutes. Je dois me reconnecter et l’application {app} perd ma saisie.", "Êtes-vous en Wi-Fi ou par câble chez vous ?", "En Wi-Fi, sur la box de mon opérateur.", "Votre poste utilisait un ancien profil. Je l’ai remplacé par le profil IKEv2, la liaison tient depuis une heure.", "Profil IKEv2 déployé sur {pc}, ancien profil retiré."},
			spoken{"VPN drops every {n} minutes from home", "Since this morning the VPN drops every {n} minutes. I have to reconnect and lose what I typed in {tool}.", "Are you on Wi-Fi or on a cable at home?", "On Wi-Fi, with my provider’s box.", "Your computer used an old profile. I replaced it by the IKEv2 one; the connection has held for an hour.", "IKEv2 profile deployed on {pc}, the old one removed."},
		},
		{
			network, "Wi-Fi", "Wi-Fi", 2, 2, "replaced", "fix", 3,
			spoken{"Wi-Fi absent en salle {room}", "Aucun réseau dans la salle {room} depuis {hour}, alors que le couloir capte bien. Réunion avec {client} cet après-midi.", "", "", "La borne de la salle était hors service. Elle est remplacée et la couverture a été mesurée.", "Borne de la salle {room} remplacée, signal mesuré à quatre endroits."},
			spoken{"No Wi-Fi in meeting room {room}", "There has been no network in room {room} since {time}, while the corridor is fine. We meet {client} there this afternoon.", "", "", "The access point of the room was dead. It has been replaced and the coverage measured.", "Access point of room {room} replaced, signal measured in four places."},
		},
		{
			network, "Dossier partagé", "Dossier partagé", 2, 2, "configured", "fix", 3,
			spoken{"Accès refusé au dossier « {share} »", "Je ne peux plus ouvrir le dossier « {share} » : « Vous n’avez pas l’autorisation ». Hier encore, j’y enregistrais mes documents.", "Qui d’autre de votre équipe y accède encore ?", "Deux collègues, sans difficulté.", "Votre compte avait été retiré du groupe lors d’une mise à jour. Je l’y ai remis, reconnectez-vous une fois.", "Compte remis dans le groupe du partage « {share} »."},
			spoken{"Access denied to the folder “{share}”", "I can no longer open the folder “{share}”: “You do not have permission”. Yesterday I still saved documents there.", "Who else in your team still gets in?", "Two colleagues, without any trouble.", "Your account had been dropped from the group by an update. It is back; please sign in once more.", "Account put back into the group of the share “{share}”."},
		},
		{
			network, "Réseau filaire", "Réseau filaire", 2, 2, "solved", "fix", 2,
			spoken{"Plus de réseau à mon poste ({pc})", "Mon poste {pc} n’a plus de réseau depuis {hour}. Le voyant de la prise est éteint, le câble est bien enfoncé.", "", "", "Le port du commutateur s’était mis en sécurité. Je l’ai rouvert après avoir changé votre câble.", "Port du commutateur réactivé, câble de {pc} remplacé."},
			spoken{"No network at my desk ({pc})", "My computer {pc} has had no network since {time}. The light of the socket is off; the cable is plugged in.", "", "", "The switch port had shut itself down. I opened it again after changing your cable.", "Switch port enabled again, cable of {pc} replaced."},
		},
		{
			messaging, "Courriel", "Courriel", 2, 2, "solved", "fix", 3,
			spoken{"Courriels à {client} refusés", "Mes messages à {client} reviennent avec « 550 5.7.1 rejected ». Mes collègues ont le même retour.", "Pouvez-vous joindre un message revenu, en pièce jointe ?", "Le voici, il est de {hour}.", "Leur serveur nous avait inscrits sur une liste après un envoi groupé. Ils nous en ont retirés, vos messages passent.", "Retrait de la liste de refus obtenu auprès de {client}."},
			spoken{"Mail to {client} is refused", "My messages to {client} come back with “550 5.7.1 rejected”. My colleagues get the same.", "Could you attach one of the messages that came back?", "Here it is, from {time}.", "Their server had put us on a list after a bulk mailing. They took us off; your messages go through.", "Removal from the blocklist obtained from {client}."},
		},
		{
			messaging, "Agenda", "Agenda", 3, 2, "configured", "fix", 3,
			spoken{"Réunions décalées d’une heure avec Montréal", "Les invitations de nos collègues de Montréal apparaissent une heure trop tôt dans mon agenda, depuis le changement d’heure.", "", "", "Le fuseau de votre compte était resté fixe. Il suit de nouveau Paris, les réunions à venir sont corrigées.", "Fuseau du compte corrigé, agenda resynchronisé."},
			spoken{"Meetings with Lyon are off by one hour", "Invitations from our colleagues in Lyon show one hour late in my calendar since the clocks changed.", "", "", "Your account had a fixed time zone. It follows the right one again, and the coming meetings are corrected.", "Time zone of the account corrected, calendar synchronised."},
		},
		{
			messaging, "Listes et boîtes partagées", "Listes et boîtes partagées", 3, 2, "configured", "fix", 2,
			spoken{"La boîte partagée « {share} » ne s’affiche plus", "La boîte « {share} » a disparu de mon Outlook ce matin. J’en ai besoin pour répondre à {client}.", "", "", "La délégation avait expiré. Elle est rétablie, redémarrez Outlook une fois.", "Délégation de la boîte « {share} » rétablie."},
			spoken{"The shared mailbox “{share}” is gone", "The mailbox “{share}” vanished from my Outlook this morning. I need it to answer {client}.", "", "", "The delegation had run out. It is back; please restart Outlook once.", "Delegation of the mailbox “{share}” restored."},
		},
		{
			desk, "Mot de passe", "Compte verrouillé", 3, 1, "solved_remotely", "fix", 5,
			spoken{"Compte verrouillé après mon retour de congés", "Mon compte est verrouillé. J’ai essayé {n} fois mon mot de passe d’avant les congés.", "", "", "Un ancien téléphone envoyait l’ancien mot de passe. Je l’ai dissocié et j’ai déverrouillé votre compte.", "Téléphone dissocié, compte déverrouillé, nouveau mot de passe choisi par l’utilisateur."},
			spoken{"Account locked after my holidays", "My account is locked. I tried my old password {n} times.", "", "", "An old phone kept sending the former password. I removed it and unlocked your account.", "Phone removed, account unlocked, new password chosen by the user."},
		},
		{
			desk, "Double authentification", "Double authentification", 3, 1, "configured", "fix", 3,
			spoken{"Nouveau téléphone : plus de code de connexion", "J’ai changé de téléphone ce week-end et je ne reçois plus les codes. Je ne peux plus ouvrir ma session.", "Pour vérifier que c’est bien vous, pouvez-vous nous appeler au poste 0201 ?", "C’est fait, j’ai parlé à votre collègue.", "Votre second facteur a été réinitialisé après vérification. Enregistrez le nouveau téléphone à la prochaine connexion.", "Identité vérifiée par rappel, second facteur réinitialisé."},
			spoken{"New phone: no sign-in codes any more", "I changed my phone at the weekend and no longer get the codes. I cannot sign in.", "To make sure that it is you, could you call us on extension 0201?", "Done, I spoke to your colleague.", "Your second factor was reset after a check. Register the new phone when you next sign in.", "Identity checked by calling back, second factor reset."},
		},
		{
			desk, "Bureautique", "Bureautique", 3, 2, "explained", "fix", 3,
			spoken{"Excel : « #VALEUR! » dans le tableau de {share}", "Depuis la mise à jour d’Excel, toutes les sommes du tableau de suivi affichent « #VALEUR! ».", "", "", "Un séparateur décimal avait changé. Je vous ai montré où le régler ; le tableau se recalcule correctement.", "Séparateur décimal rétabli, explication donnée à l’utilisateur."},
			spoken{"Excel shows “#VALUE!” in the {share} sheet", "Since the Excel update every sum of the tracking sheet shows “#VALUE!”.", "", "", "A decimal separator had changed. I showed you where to set it; the sheet adds up again.", "Decimal separator restored, explained to the user."},
		},
		{
			workplace, "Ordinateur", "Système", 2, 2, "solved", "fix", 3,
			spoken{"{pc} redémarre seul en pleine réunion", "Mon portable {pc} s’est redémarré {n} fois aujourd’hui sans prévenir, la dernière fois devant {client}.", "Le portable était-il branché sur la station d’accueil ?", "Oui, à chaque fois.", "Le micrologiciel de la station d’accueil était en cause. Il est à jour, plus aucun redémarrage depuis hier.", "Micrologiciel de la station d’accueil mis à jour sur {pc}."},
			spoken{"{pc} restarts by itself during meetings", "My laptop {pc} restarted {n} times today without warning, the last time in front of {client}.", "Was the laptop in the docking station?", "Yes, every time.", "The firmware of the docking station was the cause. It is up to date, and nothing has restarted since yesterday.", "Docking station firmware updated on {pc}."},
		},
		{
			workplace, "Écran et accessoires", "Écran et accessoires", 3, 3, "replaced", "fix", 3,
			spoken{"Le second écran scintille", "Mon second écran scintille par moments, surtout l’après-midi. J’ai déjà rebranché le câble.", "", "", "Le câble était abîmé près du connecteur. Je l’ai changé, l’image est stable.", "Câble vidéo remplacé."},
			spoken{"My second screen flickers", "My second screen flickers now and then, mostly in the afternoon. I have already plugged the cable in again.", "", "", "The cable was damaged near the plug. I changed it; the picture is steady.", "Video cable replaced."},
		},
		{
			workplace, "Visioconférence", "Visioconférence", 2, 1, "configured", "workaround", 3,
			spoken{"Salle {room} : pas de son en visioconférence", "En salle {room}, {client} nous voit mais ne nous entend pas. La réunion commence à {hour}.", "", "", "En attendant une pièce, le micro de table remplace celui du plafond : choisissez « Micro de table » dans la salle.", "Micro de plafond en panne, micro de table installé ; pièce commandée."},
			spoken{"Room {room}: no sound in video calls", "In room {room} {client} can see us but not hear us. The meeting starts at {time}.", "", "", "Until a part arrives the table microphone takes over: choose “Table microphone” in the room.", "Ceiling microphone broken, table microphone installed; part ordered."},
		},
		{
			applications, "Application métier", "Application métier", 2, 2, "configured", "fix", 4,
			spoken{"{app} : impossible d’enregistrer une commande de {client}", "À l’enregistrement, « Période close » s’affiche alors que le mois est ouvert. La commande doit partir aujourd’hui.", "Quelle est la date de la commande, et sur quel site ?", "Elle est datée d’hier, pour le site de Lyon.", "La période avait été close par erreur pour un seul site. Elle est rouverte, votre commande est passée.", "Période rouverte pour le site, contrôle ajouté à la clôture."},
			spoken{"An order of {client} cannot be saved in {tool}", "Saving shows “Period closed” although the month is open. The order has to leave today.", "What is the date of the order, and which site is it for?", "It is dated yesterday, for the Montréal site.", "The period had been closed by mistake for one site. It is open again, and your order went through.", "Period opened again for the site; a check was added to the closing."},
		},
		{
			applications, "Application métier", "Application métier", 2, 2, "solved", "fix", 3,
			spoken{"Lenteur du CRM entre 9 h et 10 h", "Chaque matin, ouvrir une fiche client prend près d’une minute, puis tout redevient normal.", "Est-ce le cas pour tous les clients, ou pour les plus gros ?", "Surtout pour {client} et les grands comptes.", "Un rapport nocturne débordait sur la matinée. Il est avancé de deux heures, les fiches s’ouvrent en deux secondes.", "Rapport nocturne avancé à 4 h, temps d’ouverture mesuré trois matins de suite."},
			spoken{"The CRM is slow between 9 and 10", "Every morning opening a customer takes nearly a minute, then all is well again.", "Is it so for all customers, or for the large ones?", "Mostly for {client} and the key accounts.", "A nightly report ran into the morning. It now starts two hours earlier; customers open in two seconds.", "Nightly report moved to 4 a.m., opening times measured on three mornings."},
		},
		{
			applications, "Site Web et intranet", "Site Web et intranet", 3, 2, "solved", "fix", 2,
			spoken{"Intranet : la page « {share} » affiche l’ancienne version", "La page « {share} » montre toujours la procédure de l’an dernier, alors que la nouvelle est publiée.", "", "", "Le cache du serveur n’était pas vidé après publication. C’est corrigé, la nouvelle page s’affiche.", "Cache vidé, règle de publication corrigée."},
			spoken{"Intranet: the page “{share}” shows the old version", "The page “{share}” still shows last year’s procedure although the new one has been published.", "", "", "The server’s cache was not emptied after publishing. It is mended, and the new page shows.", "Cache emptied, publishing rule corrected."},
		},
		{
			security, "Hameçonnage et indésirables", "Hameçonnage et indésirables", 2, 1, "no_fault", "fix", 3,
			spoken{"Courriel douteux au nom de {client}", "Je reçois une facture de {client} avec un RIB différent et un lien. Je n’ai rien ouvert.", "", "", "Vous avez bien fait : c’était un faux. L’expéditeur est bloqué et le message retiré des autres boîtes. Rien à changer chez vous.", "Hameçonnage confirmé, expéditeur bloqué, message retiré de toutes les boîtes."},
			spoken{"Suspicious mail in the name of {client}", "I got an invoice from {client} with other bank details and a link. I have not opened anything.", "", "", "Well done: it was a fake. The sender is blocked and the message removed from other mailboxes. There is nothing to change on your side.", "Phishing confirmed, sender blocked, message removed from all mailboxes."},
		},
		{
			security, "Perte ou vol", "Perte ou vol", 2, 1, "solved", "fix", 1,
			spoken{"Téléphone professionnel perdu dans le train", "J’ai oublié mon téléphone dans le train de {hour}. Il était verrouillé, avec ma messagerie.", "", "", "Le téléphone est effacé à distance et la ligne suspendue. Un remplacement vous attend à l’accueil.", "Effacement à distance confirmé, ligne suspendue, appareil remplacé."},
			spoken{"Company phone left on the train", "I left my phone on the {time} train. It was locked, with my mail on it.", "", "", "The phone has been wiped remotely and the line suspended. A replacement waits at the front desk.", "Remote wipe confirmed, line suspended, device replaced."},
		},
		{
			network, "Sauvegarde et restauration", "Sauvegarde et restauration", 2, 2, "solved", "fix", 2,
			spoken{"Fichier effacé par erreur dans « {share} »", "J’ai effacé le classeur du suivi {client} dans « {share} » vers {hour}. Il est aussi absent de la corbeille.", "Comment s’appelle le fichier, et de quand date votre dernière modification ?", "« Suivi {client}.xlsx », modifié hier en fin de journée.", "Le fichier est restauré à son état de la nuit, à côté de l’ancien emplacement.", "Fichier restauré depuis la sauvegarde de la nuit."},
			spoken{"File deleted by mistake in “{share}”", "I deleted the {client} tracking workbook in “{share}” at about {time}. It is not in the bin either.", "What is the file called, and when did you last change it?", "“{client} tracking.xlsx”, changed late yesterday.", "The file has been restored as it was last night, beside its old place.", "File restored from last night’s backup."},
		},
		{
			desk, "Téléphone fixe", "Téléphone fixe", 3, 2, "configured", "fix", 2,
			spoken{"Mon téléphone ne sonne plus", "Mon poste ne sonne plus depuis le déménagement au {floor}e étage, les appels tombent sur la messagerie.", "", "", "Le renvoi de l’ancien bureau était resté actif. Il est supprimé, votre poste sonne.", "Renvoi d’appel supprimé."},
			spoken{"My desk phone no longer rings", "My phone has not rung since we moved to floor {floor}; calls go to voicemail.", "", "", "A diversion of the old office was still on. It is removed, and your phone rings.", "Call diversion removed."},
		},
	}
}

// wishes are what the people of the large company ask for.
func wishes() []wanted {
	return []wanted{
		{team: applications, nature: "access", fr: spoken{title: "Accès à {app} pour mon remplacement", text: "Je remplace une collègue du service {share} pendant trois mois. Il me faudrait ses droits dans {app}.", solved: "Vos droits sont ouverts jusqu’à la fin du remplacement. Reconnectez-vous une fois.", resolution: "Droits du profil « {share} » ouverts pour trois mois, accord du responsable joint."}, en: spoken{title: "Access to {tool} while I stand in", text: "I am standing in for a colleague of {share} for three months and would need the same rights in {tool}.", solved: "Your rights are open until the end of that time. Please sign in once more.", resolution: "Rights of the {share} profile opened for three months, manager’s consent attached."}},
		{team: workplace, nature: "resource", fr: spoken{title: "Casque pour les visioconférences", text: "Je passe la moitié de mes journées en réunion avec Bruxelles et Montréal. Un casque m’aiderait beaucoup.", solved: "Votre casque est prêt à l’accueil, avec sa notice.", resolution: "Un casque remis à l’accueil."}, en: spoken{title: "A headset for video calls", text: "I spend half of my days in meetings with Lyon. A headset would help me a lot.", solved: "Your headset is ready at the front desk, with its leaflet.", resolution: "One headset handed over at the front desk."}},
		{team: workplace, nature: "resource", fr: spoken{title: "Poste de travail pour une arrivée au service {share}", text: "Une personne nous rejoint le premier du mois. Il lui faut un portable, un écran et les accès habituels.", solved: "Le poste est installé au {floor}e étage et les accès sont ouverts. La charte est à signer le premier jour.", resolution: "Portable {pc} préparé et installé, accès habituels ouverts."}, en: spoken{title: "Workplace for a newcomer in {share}", text: "Somebody joins us on the first of the month and needs a laptop, a screen and the usual access.", solved: "The workplace is ready on floor {floor} and the access is open. The charter is to be signed on the first day.", resolution: "Laptop {pc} prepared and installed, usual access opened."}},
		{team: desk, nature: "information", fr: spoken{title: "Comment réserver la salle {room} pour {client} ?", text: "Je vois la salle dans l’agenda, mais elle refuse ma demande pour plus de deux heures.", solved: "Au-delà de deux heures, l’accueil réserve pour vous : un appel au 0102 suffit. C’est fait pour cette fois.", resolution: "Règle de réservation expliquée, salle {room} réservée."}, en: spoken{title: "How do I book room {room} for {client}?", text: "I can see the room in the calendar, but it refuses more than two hours.", solved: "Beyond two hours the front desk books for you: call 0102. It is done for this time.", resolution: "Booking rule explained, room {room} booked."}},
		{team: network, nature: "access", fr: spoken{title: "Ouvrir le dossier « {share} » à un prestataire", text: "Notre prestataire doit déposer ses livrables dans « {share} » jusqu’à la fin du trimestre.", solved: "L’accès est ouvert au dépôt seul, jusqu’à la fin du trimestre. Le lien lui est envoyé.", resolution: "Dépôt ouvert sur « {share} », échéance fixée."}, en: spoken{title: "Open the folder “{share}” to a contractor", text: "Our contractor has to leave their deliverables in “{share}” until the end of the quarter.", solved: "The folder is open for dropping files only, until the end of the quarter. The link has been sent to them.", resolution: "Drop access opened on “{share}”, with its end date."}},
		{team: messaging, nature: "resource", fr: spoken{title: "Créer une liste « projet {client} »", text: "Nous sommes {n} à travailler sur le projet {client} et voudrions une liste de diffusion.", solved: "La liste est créée avec les membres indiqués. Vous en êtes gestionnaire.", resolution: "Liste créée, gestionnaire désigné."}, en: spoken{title: "Make a list “project {client}”", text: "The {n} of us who work on the {client} project would like a distribution list.", solved: "The list exists, with the members you named. You look after it.", resolution: "List made, owner named."}},
		{team: desk, nature: "compliment", fr: spoken{title: "Merci pour l’aide d’hier", text: "Le dépannage en salle {room} juste avant l’arrivée de {client} nous a sauvé la réunion. Merci à toute l’équipe.", solved: "Merci de nous l’avoir écrit : votre mot a été lu à l’équipe ce matin.", resolution: "Transmis à l’équipe."}, en: spoken{title: "Thank you for yesterday", text: "Your help in room {room} just before {client} arrived saved our meeting. Thanks to the whole team.", solved: "Thank you for telling us: your words were read to the team this morning.", resolution: "Passed on to the team."}},
	}
}
