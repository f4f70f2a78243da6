package mime_test

import (
	"strings"
	"testing"

	"guichet/internal/mime"
)

func TestAnInvitationIsShown(t *testing.T) {
	t.Parallel()
	raw := "From: a@b.example\nSubject: Invitation\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nVenez.\n--b\n" +
		"Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\nBEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:Europe/Paris\nEND:VTIMEZONE\nBEGIN:VEVENT\nSUMMARY:Point\\, VPN et\n  réseau\n" +
		"DTSTART;TZID=Europe/Paris:20260303T100000\nDTEND;TZID=Europe/Paris:20260303T110000\nLOCATION:Salle Rhône\nORGANIZER;CN=Zoé:mailto:zoe@b.example\n" +
		"BEGIN:VALARM\nSUMMARY:non\nEND:VALARM\nEND:VEVENT\nEND:VCALENDAR\n--b--\n"
	l, err := mime.Parse([]byte(strings.ReplaceAll(raw, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	want := "Venez.\n\n[Point, VPN et réseau]\n[2026-03-03 10:00 – 11:00 Europe/Paris]\n[Salle Rhône]\n[zoe@b.example]"
	if l.New != want || len(l.Attachments) != 1 {
		t.Errorf("it says %q, with %d files", l.New, len(l.Attachments))
	}
}
