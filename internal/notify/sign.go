package notify

import (
	"guichet"
	"guichet/internal/phrase"
)

// signed is what stands under a letter: what its mailbox signs with, or the names
// of who writes. Nobody signs for what the desk says by itself.
func (m matter) signed(say phrase.Book, args guichet.Args, o Occasion) string {
	facts := map[string]string{"team.name": m.team, "desk.name": m.desk}
	words := "letter.signature"
	if o == Replied {
		facts["agent.name"], words = m.agent, "letter.by"
	}
	if own := m.manner.Signature(say.Language(), facts); own != "" {
		return own
	}
	return say.Say(words, args)
}
