package blob

import (
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longestName is in bytes: what every file system takes, with room for the
// "(1)" of a second download.
const longestName = 200

// Nameless is the name of a file that has none.
const Nameless = "file"

// CleanName makes a file name that is safe to show, to send in a header and to
// save on any system: no folders, nothing invisible, no sign that a shell or a
// file system reads, no name that Windows keeps for itself, its ending kept.
func CleanName(name string) string {
	name = strings.ToValidUTF8(name, "_")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	var b strings.Builder
	for _, r := range name {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case isHidden(r):
		case strings.ContainsRune(`<>:"|?*`, r) || r == utf8.RuneError:
			b.WriteByte('_')
		default:
			b.WriteRune(r)
		}
	}
	// Composed only now: a mark may have stood apart from its letter by what is hidden.
	// A leading dot hides a file, a leading hyphen reads as an option, and
	// Windows drops what ends in a dot or a blank.
	name = strings.Trim(strings.Join(strings.Fields(norm.NFC.String(b.String())), " "), ". ")
	name = strings.TrimLeft(name, "-. ")
	if name == "" {
		return Nameless
	}
	if isDevice(name) {
		name = "_" + name
	}
	return shorten(name)
}

// isHidden tells what is not seen: control signs, and marks that turn the
// direction of the text, by which "exe.pdf" is made of "fdp.exe".
func isHidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) ||
		unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r)
}

func isDevice(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	stem = strings.TrimSpace(stem)
	if slices.Contains([]string{"CON", "PRN", "AUX", "NUL"}, stem) {
		return true
	}
	port, isPort := strings.CutPrefix(stem, "COM")
	if !isPort {
		port, isPort = strings.CutPrefix(stem, "LPT")
	}
	return isPort && len(port) == 1 && port >= "0" && port <= "9"
}

func shorten(name string) string {
	if len(name) <= longestName {
		return name
	}
	ending := path.Ext(name)
	if len(ending) > 20 || strings.ContainsRune(ending, ' ') {
		ending = ""
	}
	stem := name[:longestName-len(ending)]
	for !utf8.ValidString(stem) {
		stem = stem[:len(stem)-1]
	}
	return strings.TrimRight(stem, ". ") + ending
}
