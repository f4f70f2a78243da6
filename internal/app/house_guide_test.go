package app_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	bold       = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	poEntry    = regexp.MustCompile(`(?m)^msgid ((?:"(?:[^"\\]|\\.)*"\n)+)msgstr ((?:"(?:[^"\\]|\\.)*"\n?)+)`)
	poPiece    = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)
	typography = strings.NewReplacer("’", "'", "\u202f", " ", "\u00a0", " ")
)

// TestTheGuideUsesTheWordsOfTheScreens: what stands in bold in the guide is what
// a button or a heading says, in each language.
func TestTheGuideUsesTheWordsOfTheScreens(t *testing.T) {
	t.Parallel()
	theGuideUsesTheWordsOfTheScreens(openHouse(t), t.Errorf)
}

func theGuideUsesTheWordsOfTheScreens(h *house, errorf complaint) {
	words := map[string]map[string]bool{"en": {}, "fr": {}}
	for _, entry := range poEntry.FindAllStringSubmatch(h.texts["web/src/locales/fr.po"], -1) {
		words["en"][onScreen(entry[1])] = true
		words["fr"][onScreen(entry[2])] = true
	}
	for name, text := range h.texts {
		language, isGuide := strings.CutPrefix(name, "docs/guide/")
		language, _, _ = strings.Cut(language, "/")
		if !isGuide || words[language] == nil {
			continue
		}
		for _, found := range bold.FindAllStringSubmatch(text, -1) {
			if !words[language][plainly(found[1])] {
				errorf("%s: %q is in bold and no screen says it: use the word of the screen, or no bold", name, found[1])
			}
		}
	}
}

// onScreen is the text of a message, which may stand in several pieces.
func onScreen(pieces string) string {
	var b strings.Builder
	for _, piece := range poPiece.FindAllString(pieces, -1) {
		if text, err := strconv.Unquote(piece); err == nil {
			b.WriteString(text)
		}
	}
	return plainly(b.String())
}

func plainly(s string) string {
	return strings.TrimRight(typography.Replace(s), "…:. ")
}

var mdLink = regexp.MustCompile(`\]\(([^)#\s]+)(?:#[^)]*)?\)`)

// TestDocumentsLinkToWhatIsThere: no link of the README or of docs leads
// nowhere, nor any picture.
func TestDocumentsLinkToWhatIsThere(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	for name, text := range h.texts {
		if !strings.HasSuffix(name, ".md") {
			continue
		}
		for _, found := range mdLink.FindAllStringSubmatch(text, -1) {
			target := found[1]
			if strings.Contains(target, ":") || strings.HasPrefix(target, "/") {
				continue
			}
			if _, err := os.Stat(filepath.Join(h.root, filepath.Dir(name), target)); err != nil {
				t.Errorf("%s links to %s, which is not there", name, target)
			}
		}
	}
}
