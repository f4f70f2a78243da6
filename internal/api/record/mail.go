package record

import (
	"guichet/internal/conversation"
)

// MailBody is what is known of a message that came in by mail.
type MailBody struct {
	Proof    string `json:"proof" enum:",token,server,none" doc:"What vouches for its sender: the address they were given, a trusted mail server, or nothing."`
	Landed   string `json:"landed" enum:",token,answer,new" doc:"How it found its record; for who works on it."`
	Suggests string `json:"suggests" doc:"A record that its subject names, for somebody to decide on."`
	Original bool   `json:"original" doc:"Its bytes, as they came, can be read."`
}

// MailOf is what a reader is told of a mail; nil of what came in otherwise, or
// before this was noted.
func MailOf(m conversation.Message, internal bool) *MailBody {
	if m.Proof == "" && (m.ArrivalID == "" || !internal) {
		return nil
	}
	b := &MailBody{Proof: string(m.Proof)}
	if internal {
		b.Landed, b.Suggests, b.Original = string(m.Landed), m.Suggests, m.ArrivalID != ""
	}
	return b
}
