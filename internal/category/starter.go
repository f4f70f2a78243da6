package category

import (
	"context"

	"guichet"
	"guichet/internal/db"
)

type planted struct {
	french, english string
	below           []planted
}

// starter is the tree that a desk begins with, until it has made its own.
func starter() []planted {
	return []planted{
		{"Poste de travail", "Workstation", []planted{
			{french: "Ordinateur", english: "Computer"},
			{french: "Écran et accessoires", english: "Screen and accessories"},
			{french: "Système", english: "Operating system"},
		}},
		{"Impression et numérisation", "Printing and scanning", []planted{
			{french: "Imprimante", english: "Printer"},
			{french: "Numériseur", english: "Scanner"},
			{french: "Consommables", english: "Supplies"},
		}},
		{"Téléphonie et salles", "Phones and meeting rooms", []planted{
			{french: "Téléphone fixe", english: "Desk phone"},
			{french: "Téléphone portable", english: "Mobile phone"},
			{french: "Visioconférence", english: "Video conference"},
		}},
		{"Messagerie et agenda", "E-mail and calendar", []planted{
			{french: "Courriel", english: "E-mail"},
			{french: "Agenda", english: "Calendar"},
			{french: "Listes et boîtes partagées", english: "Lists and shared mailboxes"},
		}},
		{"Réseau et accès distant", "Network and remote access", []planted{
			{french: "Wi-Fi", english: "Wi-Fi"},
			{french: "Réseau filaire", english: "Wired network"},
			{french: "VPN", english: "VPN"},
			{french: "Accès à Internet", english: "Internet access"},
		}},
		{"Compte et droits", "Account and access", []planted{
			{french: "Mot de passe", english: "Password"},
			{french: "Compte verrouillé", english: "Locked account"},
			{french: "Droits d’accès", english: "Access rights"},
			{french: "Double authentification", english: "Two-factor authentication"},
		}},
		{"Applications", "Applications", []planted{
			{french: "Bureautique", english: "Office suite"},
			{french: "Application métier", english: "Business application"},
			{french: "Site Web et intranet", english: "Website and intranet"},
		}},
		{"Fichiers et stockage", "Files and storage", []planted{
			{french: "Dossier partagé", english: "Shared folder"},
			{french: "Sauvegarde et restauration", english: "Backup and restore"},
		}},
		{"Sécurité", "Security", []planted{
			{french: "Hameçonnage et indésirables", english: "Phishing and spam"},
			{french: "Logiciel malveillant", english: "Malware"},
			{french: "Perte ou vol", english: "Loss or theft"},
		}},
		{"Autre", "Other", nil},
	}
}

// Plant gives an empty desk its first tree, for the kinds of record there are.
func Plant(ctx context.Context, tx *db.Tx, by guichet.Actor, kinds []string) error {
	return plant(ctx, tx, by, "", starter(), kinds)
}

func plant(ctx context.Context, tx *db.Tx, by guichet.Actor, parentID string, all []planted, kinds []string) error {
	for _, p := range all {
		c, err := Create(ctx, tx, by, New{ParentID: parentID, French: p.french, English: p.english, Kinds: kinds}, kinds)
		if err != nil {
			return err
		}
		if err := plant(ctx, tx, by, c.ID, p.below, kinds); err != nil {
			return err
		}
	}
	return nil
}
