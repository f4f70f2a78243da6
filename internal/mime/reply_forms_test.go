package mime

import (
	"strings"
	"testing"
)

// TestTheLineAboveAQuote: each form in which programs say whose words follow, in
// the languages that people near us write in. Written by us, from what the
// programs are known to write; the corpus has others.
func TestTheLineAboveAQuote(t *testing.T) {
	t.Parallel()
	const added = "Bonjour,\n\nÇa marche, merci.\nZoé"
	const marked = "\n> Avez-vous redémarré ?\n> Cordialement"
	const bare = "\n\nAvez-vous redémarré ?\nCordialement"
	for name, form := range map[string]string{
		"Gmail, French":          "Le lun. 2 nov. 2026 à 10:00, Marc Delvaux <marc@ailleurs.example> a écrit :\n" + marked,
		"Gmail, broken":          "On Mon, Nov 2, 2026 at 10:00 AM Marc Delvaux <marc@ailleurs.example>\nwrote:\n" + marked,
		"Gmail, no name":         "On Mon, Nov 2, 2026 at 10:00 AM <marc@ailleurs.example> wrote:\n" + marked,
		"Roundcube":              "Le 2026-11-02 10:00, Marc Delvaux a écrit :" + marked,
		"Thunderbird":            "Le 02/11/2026 à 10:00, Marc Delvaux a écrit :" + marked,
		"Yahoo":                  "Le lundi 2 novembre 2026 à 10:00:00 UTC+1, Marc Delvaux <marc@ailleurs.example> a écrit :" + bare,
		"Yahoo, old":             "--- En date de : Lun 2.11.26, Marc Delvaux <marc@ailleurs.example> a écrit :" + bare,
		"Zimbra":                 "----- Mail original -----\nDe: \"Marc Delvaux\" <marc@ailleurs.example>\nÀ: \"Zoé\" <zoe@ici.example>\nEnvoyé: Lundi 2 Novembre 2026 10:00:00\nObjet: Panne" + bare,
		"Zimbra, new":            "De: \"Marc Delvaux\" <marc@ailleurs.example>\nÀ: \"Zoé\" <zoe@ici.example>\nEnvoyé: Lundi 2 Novembre 2026 10:00:00\nObjet: Panne" + bare,
		"Samsung":                "-------- Message d'origine --------\nDe : Marc Delvaux <marc@ailleurs.example>\nDate : 02/11/2026 10:00 (GMT+01:00)\nÀ : zoe@ici.example\nObjet : Panne" + bare,
		"Orange":                 "> Message du 02/11/26 10:00\n> De : \"Marc Delvaux\" <marc@ailleurs.example>\n> A : zoe@ici.example\n> Copie à : \n> Objet : Panne\n>" + marked,
		"Horde":                  "Marc Delvaux <marc@ailleurs.example> a écrit :\n" + marked,
		"Horde, English":         "Quoting Marc Delvaux <marc@ailleurs.example>:\n" + marked,
		"Horde, German":          "Zitat von Marc Delvaux <marc@ailleurs.example>:\n" + marked,
		"Notes":                  "De :        Marc Delvaux/LYON/ACME\nA :        Zoé/LYON/ACME@ACME\nDate :        02/11/2026 10:00\nObjet :        Panne" + bare,
		"Notes, one line":        "Marc Delvaux/LYON/ACME wrote on 11/02/2026 10:00:00 AM:\n" + marked,
		"AOL":                    "In a message dated 11/2/2026 10:00:00 A.M. Central European Standard Time, marc@ailleurs.example writes:\n" + bare,
		"AOL, French":            "Dans un e-mail daté du 02/11/2026 10:00:00 Paris, marc@ailleurs.example a écrit :\n" + bare,
		"Outlook on the web":     "________________________________\nDe : Marc Delvaux <marc@ailleurs.example>\nEnvoyé : lundi 2 novembre 2026 10:00\nÀ : zoe@ici.example <zoe@ici.example>\nObjet : Panne" + bare,
		"Outlook, Canada":        "De : Marc Delvaux <marc@ailleurs.example>\nEnvoyé : 2 novembre 2026 10:00\nÀ : zoe@ici.example\nCc : support@ici.example\nObjet : Panne" + bare,
		"Outlook for Mac":        "De : Marc Delvaux <marc@ailleurs.example>\nDate : lundi, 2 novembre 2026 à 10:00\nÀ : zoe@ici.example\nObjet : Panne" + bare,
		"Proton":                 "------- Original Message -------\nOn Monday, November 2nd, 2026 at 10:00 AM, Marc Delvaux <marc@ailleurs.example> wrote:\n" + marked,
		"Infomaniak":             "Le 2026-11-02T10:00:00.000+01:00, Marc Delvaux <marc@ailleurs.example> a écrit :" + marked,
		"GMX":                    "Gesendet: Montag, 02. November 2026 um 10:00 Uhr\nVon: \"Marc Delvaux\" <marc@ailleurs.example>\nAn: zoe@ici.example\nBetreff: Panne" + bare,
		"German":                 "Am Mo., 2. Nov. 2026 um 10:00 Uhr schrieb Marc Delvaux <marc@ailleurs.example>:\n" + marked,
		"German, Apple":          "Am 02.11.2026 um 10:00 schrieb Marc Delvaux <marc@ailleurs.example>:\n" + marked,
		"Dutch":                  "Op ma 2 nov 2026 om 10:00 schreef Marc Delvaux <marc@ailleurs.example>:\n" + marked,
		"Dutch, Outlook":         "Van: Marc Delvaux <marc@ailleurs.example>\nVerzonden: maandag 2 november 2026 10:00\nAan: zoe@ici.example\nOnderwerp: Panne" + bare,
		"Spanish":                "El lun, 2 nov 2026 a las 10:00, Marc Delvaux (<marc@ailleurs.example>) escribió:\n" + marked,
		"Spanish, Outlook":       "De: Marc Delvaux <marc@ailleurs.example>\nEnviado el: lunes, 2 de noviembre de 2026 10:00\nPara: zoe@ici.example\nAsunto: Panne" + bare,
		"Catalan":                "Missatge de Marc Delvaux <marc@ailleurs.example> del dia dl., 2 de nov. 2026 a les 10:00:\n" + marked,
		"Portuguese":             "Em seg., 2 de nov. de 2026 às 10:00, Marc Delvaux <marc@ailleurs.example> escreveu:\n" + marked,
		"Italian":                "Il giorno lun 2 nov 2026 alle ore 10:00 Marc Delvaux <marc@ailleurs.example> ha scritto:\n" + marked,
		"Italian, Outlook":       "Da: Marc Delvaux <marc@ailleurs.example>\nInviato: lunedì 2 novembre 2026 10:00\nA: zoe@ici.example\nOggetto: Panne" + bare,
		"Danish":                 "Den man. 2. nov. 2026 kl. 10.00 skrev Marc Delvaux <marc@ailleurs.example>:\n" + marked,
		"Norwegian, Outlook":     "Fra: Marc Delvaux <marc@ailleurs.example>\nSendt: mandag 2. november 2026 10:00\nTil: zoe@ici.example\nEmne: Panne" + bare,
		"Norwegian, old Outlook": "-----Opprinnelig melding-----\nFra: Marc Delvaux\nSendt: 2. november 2026 10:00\nTil: Zoé\nEmne: Panne" + bare,
		"Swedish":                "Den mån 2 nov. 2026 kl 10:00 skrev Marc Delvaux <marc@ailleurs.example>:\n" + marked,
		"Swedish, old Outlook":   "-----Ursprungligt meddelande-----\nFrån: Marc Delvaux\nSkickat: den 2 november 2026 10:00\nTill: Zoé\nÄmne: Panne" + bare,
		"Finnish":                "ma 2. marrask. 2026 klo 10.00 Marc Delvaux (marc@ailleurs.example) kirjoitti:\n" + marked,
		"Polish":                 "pon., 2 lis 2026 o 10:00 Marc Delvaux <marc@ailleurs.example> napisał(a):\n" + marked,
		"Polish, Apple":          "Wiadomość napisana przez Marc Delvaux <marc@ailleurs.example> w dniu 2 lis 2026, o godz. 10:00:\n" + marked,
		"Polish, Outlook":        "Od: Marc Delvaux <marc@ailleurs.example>\nWysłano: poniedziałek, 2 listopada 2026 10:00\nDo: zoe@ici.example\nTemat: Panne" + bare,
		"Czech":                  "po 2. 11. 2026 v 10:00 odesílatel Marc Delvaux <marc@ailleurs.example> napsal:\n" + marked,
		"Czech, Seznam":          "---------- Původní e-mail ----------\nOd: Marc Delvaux <marc@ailleurs.example>\nKomu: zoe@ici.example\nDatum: 2. 11. 2026 10:00:00\nPředmět: Panne" + bare,
		"Slovak":                 "po 2. 11. 2026 o 10:00 Marc Delvaux <marc@ailleurs.example> napísal(a):\n" + marked,
		"Romanian":               "Pe lun., 2 nov. 2026 la 10:00, Marc Delvaux <marc@ailleurs.example> a scris:\n" + marked,
		"Romanian, Outlook":      "De la: Marc Delvaux <marc@ailleurs.example>\nTrimis: luni, 2 noiembrie 2026 10:00\nCătre: zoe@ici.example\nSubiect: Panne" + bare,
		"Hungarian":              "Marc Delvaux <marc@ailleurs.example> ezt írta (időpont: 2026. nov. 2., H, 10:00):\n" + marked,
		"Hungarian, Outlook":     "Feladó: Marc Delvaux <marc@ailleurs.example>\nElküldve: 2026. november 2., hétfő 10:00\nCímzett: zoe@ici.example\nTárgy: Panne" + bare,
		"Turkish":                "Marc Delvaux <marc@ailleurs.example>, 2 Kas 2026 Pzt, 10:00 tarihinde şunu yazdı:\n" + marked,
		"Greek":                  "Στις Δευ 2 Νοε 2026 στις 10:00 π.μ., ο χρήστης Marc Delvaux <marc@ailleurs.example> έγραψε:\n" + marked,
		"Russian":                "пн, 2 нояб. 2026 г. в 10:00, Marc Delvaux <marc@ailleurs.example>:\n" + marked,
		"Russian, Mail.ru":       "Понедельник, 2 ноября 2026, 10:00 +03:00 от Marc Delvaux <marc@ailleurs.example>:\n" + marked,
		"Ukrainian":              "пн, 2 лист. 2026 р. о 10:00 Marc Delvaux <marc@ailleurs.example> пише:\n" + marked,
		"Chinese":                "Marc Delvaux <marc@ailleurs.example> 于2026年11月2日周一 10:00写道：\n" + marked,
		"Chinese, Outlook":       "发件人: Marc Delvaux <marc@ailleurs.example>\n发送时间: 2026年11月2日 10:00\n收件人: zoe@ici.example\n主题: Panne" + bare,
		"Chinese, QQ":            "------------------ 原始邮件 ------------------\n发件人: \"Marc Delvaux\" <marc@ailleurs.example>;\n发送时间: 2026年11月2日(星期一) 上午10:00\n收件人: \"Zoé\"<zoe@ici.example>;\n主题: Panne" + bare,
		"Japanese":               "2026年11月2日(月) 10:00 Marc Delvaux <marc@ailleurs.example>:\n" + marked,
		"Japanese, Outlook":      "差出人: Marc Delvaux <marc@ailleurs.example>\n送信日時: 2026年11月2日 10:00\n宛先: zoe@ici.example\n件名: Panne" + bare,
		"Korean":                 "2026년 11월 2일 (월) 오전 10:00, Marc Delvaux <marc@ailleurs.example>님이 작성:\n" + marked,
		"Arabic":                 "في الاثنين، 2 نوفمبر 2026 في 10:00 ص تمت كتابة ما يلي بواسطة Marc Delvaux <marc@ailleurs.example>:\n" + marked,
		"Hebrew":                 "\u202bבתאריך יום ב׳, 2 בנוב׳ 2026 ב-10:00 מאת \u202aMarc Delvaux\u202c\u200f <\u202amarc@ailleurs.example\u202c\u200f>:\u202c\n" + marked,
		"a telephone":            "Envoyé de mon iPhone\n\nLe 2 nov. 2026 à 10:00, Marc Delvaux <marc@ailleurs.example> a écrit :\n\n> Avez-vous redémarré ?",
		"Android and Outlook":    "Obtenir Outlook pour Android<https://aka.ms/AAb9ysg>\n________________________________\nDe : Marc Delvaux <marc@ailleurs.example>\nEnvoyé : lundi 2 novembre 2026 10:00\nÀ : zoe@ici.example\nObjet : Panne" + bare,
		"Outlook, bold names":    "*De :* Marc Delvaux <marc@ailleurs.example>\n*Envoyé :* lundi 2 novembre 2026 10:00\n*À :* zoe@ici.example\n*Objet :* Panne" + bare,
	} {
		got, quoted, _ := Split(added+"\n\n"+form+"\n", false)
		if got != added {
			t.Errorf("%s: added is %q", name, got)
		}
		if !strings.Contains(quoted, "redémarré") {
			t.Errorf("%s: quoted is %q", name, quoted)
		}
	}
	for name, line := range map[string]string{
		"French": "Envoyé depuis mon Galaxy", "Orange": "Envoyé depuis l'application Mail Orange", "French, via": "Envoyé via BlueMail",
		"English": "Sent from my iPhone", "Zoho": "Sent using Zoho Mail", "German": "Diese Nachricht wurde von meinem Android-Gerät mit GMX Mail gesendet.",
		"German, Outlook": "Outlook für iOS beziehen", "Dutch": "Verzonden vanaf mijn iPhone", "Dutch, Outlook": "Outlook voor Android downloaden",
		"Spanish": "Enviado desde mi iPhone", "Spanish, Outlook": "Obtener Outlook para iOS", "Portuguese": "Enviado do meu iPhone", "Portuguese, Outlook": "Obter o Outlook para Android",
		"Italian": "Inviato da iPhone", "Italian, Outlook": "Ottenere Outlook per Android", "Polish": "Wysłane z iPhone'a", "Czech": "Odesláno z iPhonu",
		"Swedish": "Skickat från min iPhone", "Swedish, Outlook": "Hämta Outlook för iOS", "Danish": "Hent Outlook til iOS", "Romanian": "Trimis de pe iPhone-ul meu", "Chinese": "发自我的iPhone", "Japanese": "iPhoneから送信", "Hungarian": "Az iPhone-omról küldve",
	} {
		got, _, signature := Split(added+"\n\n"+line+"\n", false)
		if got != added || signature != line {
			t.Errorf("%s: added is %q, the signature %q", name, got, signature)
		}
	}
	// What only looks like one stays.
	for _, text := range []string{
		"Bonjour,\n\nvoici le message affiché :\n\nLe poste 12 ne répond pas.",
		"Bonjour,\n\nMon responsable m'a écrit :\nIl faut réinitialiser le mot de passe.",
		"On Monday we saw this: it stops at 10:00 and then:\n- a window\n- nothing",
		"Le 2 novembre à 10:00, deux choses se sont passées :\n- le réseau est tombé\n- le téléphone aussi",
		"Date : 2 novembre\nSalle : 204\nLe projecteur est en panne.",
		"À : 10 h\nle serveur s'arrête.\nMerci",
		"Envoyé depuis mon poste, le courriel n'arrive pas.",
		"Po 2. 11. 2026 v 10:00 hodin: nic nefunguje.\nDíky",
	} {
		if got, quoted, _ := Split(text, false); got != text {
			t.Errorf("%q lost %q", got, quoted)
		}
	}
}
