package contract

import (
	"net/http"
	"strings"

	"guichet"
)

// Spoken is the language of whoever asks and is not known yet: the first of ours
// among those that their browser names, which come in the order of their liking.
func Spoken(r *http.Request) guichet.Language {
	for tag := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ = strings.Cut(tag, ";")
		if l := guichet.ParseLanguage(strings.TrimSpace(tag), ""); l != "" {
			return l
		}
	}
	return guichet.French
}
