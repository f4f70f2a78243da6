package auth

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"guichet"
)

// Bounds of a password, in characters. There is no rule of composition: length
// is what counts.
const (
	PasswordLeast = 12
	PasswordMost  = 128
)

// beyondLogin is how much of a password must be other than the login in it.
const beyondLogin = 8

// CheckPassword says what is wrong with a password that is to be set for the
// login.
func CheckPassword(field, login, password string) *guichet.Error {
	if !utf8.ValidString(password) {
		return guichet.Invalid(field, "not_utf8", nil)
	}
	switch n := utf8.RuneCountInString(norm.NFKC.String(password)); {
	case n < PasswordLeast:
		return guichet.Invalid(field, "too_short", guichet.Args{"min": PasswordLeast})
	case n > PasswordMost:
		return guichet.Invalid(field, "too_long", guichet.Args{"max": PasswordMost})
	}
	folded := guichet.Fold(password)
	if isLogin(guichet.Fold(login), folded) {
		return guichet.Invalid(field, "password.is_login", nil)
	}
	if isCommon(folded) {
		return guichet.Invalid(field, "password.common", nil)
	}
	return nil
}

// isLogin tells whether little of the password remains without the login, or
// without the part before the @ of one that is a mail address.
func isLogin(login, password string) bool {
	local, _, _ := strings.Cut(login, "@")
	for _, name := range []string{login, local} {
		if name == password && name != "" {
			return true
		}
		if utf8.RuneCountInString(name) < 4 || !strings.Contains(password, name) {
			continue
		}
		if utf8.RuneCountInString(strings.ReplaceAll(password, name, "")) < beyondLogin {
			return true
		}
	}
	return false
}

// isCommon tells whether a folded password is among those that are tried first:
// a common word dressed up with digits and signs, a walk along the keyboard, the
// same few characters again and again.
func isCommon(password string) bool {
	for period := 1; period <= 4; period++ {
		if repeats(password, period) {
			return true
		}
	}
	if steps(password) {
		return true
	}
	undressed := strings.Map(func(r rune) rune {
		switch r {
		case '0':
			return 'o'
		case '1', '!':
			return 'i'
		case '3':
			return 'e'
		case '4', '@':
			return 'a'
		case '5', '$':
			return 's'
		}
		return r
	}, letters(password))
	for _, form := range []string{undressed, letters(password), strings.Map(onlyLetters, password)} {
		if commonWords[form] {
			return true
		}
		for half := 4; half*2 <= len(form); half++ {
			if len(form)%half == 0 && repeats(form, half) && commonWords[form[:half]] {
				return true
			}
		}
	}
	return false
}

// letters cuts what is not a letter off both ends, and the spaces out.
func letters(s string) string {
	s = strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	return strings.ReplaceAll(s, " ", "")
}

func onlyLetters(r rune) rune {
	if unicode.IsLetter(r) {
		return r
	}
	return -1
}

func repeats(s string, period int) bool {
	for i := period; i < len(s); i++ {
		if s[i] != s[i-period] {
			return false
		}
	}
	return true
}

// steps tells whether nearly every character is one of a row with the one
// before: abcdef, 987654, azerty.
func steps(s string) bool {
	if len(s) < 2 {
		return true
	}
	beside := 0
	for i := 1; i < len(s); i++ {
		for _, row := range rows {
			a, b := strings.IndexByte(row, s[i-1]), strings.IndexByte(row, s[i])
			if a >= 0 && b >= 0 && (a-b == 1 || b-a == 1 || a-b == len(row)-1 || b-a == len(row)-1) {
				beside++
				break
			}
		}
	}
	return beside*4 >= (len(s)-1)*3
}

var rows = []string{
	"abcdefghijklmnopqrstuvwxyz", "0123456789",
	"azertyuiop", "qsdfghjklm", "wxcvbn", "qwertyuiop", "asdfghjkl", "zxcvbnm",
}

// Words that a password must not come down to, folded. Those shorter than the
// least length stand here for their forms with digits around them.
var commonWords = wordSet(`
	password passwords passphrase passwort contrasena motdepasse monmotdepasse motdepass mdp secret topsecret
	azerty azertyuiop qwerty qwertyuiop qwertz azertyqwerty qazwsx qazwsxedc aqwzsx
	admin administrator administrateur administratrice adminadmin root superuser utilisateur user guest invite
	welcome bienvenue bonjour bonsoir coucou salut hello letmein changeme changezmoi changeit iloveyou jetaime
	soleil sunshine princess princesse doudou loulou chouchou marseille paris france toulouse lyon bordeaux nantes
	football basketball baseball monkey dragon master superman batman pokemon starwars computer ordinateur internet
	default temp temporaire temporary test testtest demo guichet servicedesk helpdesk support centredeservices
	janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
	january february march april may june july august september october november december
	printemps ete automne hiver spring summer autumn winter lundi monday vendredi friday
	correcthorsebatterystaple abcdefghijkl trustnoone whatever access google facebook linkedin microsoft windows
`)

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		set[word] = true
	}
	return set
}
