package phrase

import "strings"

const (
	thin  = "\u202f" // narrow no-break space: before ; ! ? » and inside numbers
	fixed = "\u00a0" // no-break space: before : as wide as any other
)

// French sets the spaces of French typography where a text was written with
// plain ones: before ; : ! ? » % and the sign of the euro, after «. A text that
// is set already stays as it is. It is for what we write ourselves, never for
// what people wrote.
func French(text string) string { return frenchSpaces.Replace(text) }

// The longest come first: of a run of blanks before a sign one is left.
var frenchSpaces = strings.NewReplacer(
	"  ;", thin+";", "  :", fixed+":", "  !", thin+"!", "  ?", thin+"?", "  »", thin+"»",
	" ;", thin+";", " :", fixed+":", " !", thin+"!", " ?", thin+"?", " »", thin+"»", " %", thin+"%", " €", thin+"€",
	fixed+";", thin+";", thin+":", fixed+":", fixed+"!", thin+"!", fixed+"?", thin+"?", fixed+"»", thin+"»",
	"« ", "«"+thin, "«"+fixed, "«"+thin,
	"n° ", "n°"+fixed,
)
