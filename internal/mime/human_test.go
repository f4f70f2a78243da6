package mime_test

import (
	"strings"
	"testing"

	"guichet/internal/mime"
)

// What people write about mail is what people write.
func TestPeoplesLettersAreHeard(t *testing.T) {
	t.Parallel()
	session := "MAIL FROM:<a@solane.example>\n250 ok\nRCPT TO:<b@ailleurs.example>\n550 5.1.1 unknown user\n"
	for name, c := range map[string]struct {
		text          string
		report, robot bool
	}{
		"an SMTP session in an answer":  {"From: a@solane.example\nReturn-Path: <a@solane.example>\nIn-Reply-To: <x@y>\nSubject: Re: messagerie\n\nVoici ce que je vois :\n" + session, false, false},
		"an answer that shows a report": {"From: a@solane.example\nReferences: <x@y>\nSubject: Re: Undelivered Mail Returned to Sender\n\nJe reçois ceci :\n\n<b@ailleurs.example>: host mx said: 550 5.1.1 unknown\n", false, false},
		"a first letter with a session": {"From: a@solane.example\nReturn-Path: <a@solane.example>\nSubject: messagerie\n\n" + session, true, false},
		"a mailing list":                {"From: a@solane.example\nReturn-Path: <liste@solane.example>\nList-Id: <support.solane.example>\nPrecedence: list\nSubject: panne\n\nBonjour\n", false, false},
		"words about vacation notes":    {"From: a@solane.example\nReturn-Path: <a@solane.example>\nSubject: Out of office: how to set it\n\nHow?\n", false, false},
		"a vacation note":               {"From: a@solane.example\nAuto-Submitted: auto-replied\nSubject: Absence\n\nJe suis absent.\n", false, true},
		"a report":                      {"From: MAILER-DAEMON@mx.example\nReturn-Path: <>\nSubject: failure notice\n\n<b@ailleurs.example>:\n550 5.1.1 unknown user\n", true, true},
	} {
		l, err := mime.Parse([]byte(strings.ReplaceAll(c.text, "\n", "\r\n")))
		if err != nil || (l.Report != nil) != c.report || l.Robot != c.robot {
			t.Errorf("%s: report %v, robot %v, %v", name, l.Report != nil, l.Robot, err)
		}
	}
}
