package mime

import "strings"

const resultsMost = 20 // headers of results that are looked at

// Vouched tells whether a mail server that we trust says that the letter is from
// the domain that its From names: by DMARC, or by a signature (DKIM) or an
// envelope (SPF) of that very domain or one it belongs to (RFC 8601). Servers
// write above what was there, and take away what pretends to be theirs; so of
// all results only the first by a trusted name counts.
func (l Letter) Vouched(trusted []string) bool {
	_, domain, ok := strings.Cut(strings.ToLower(l.From.Address), "@")
	if !ok || !l.OneFrom {
		return false
	}
	for _, text := range l.Results {
		server, results := readResults(text)
		if !holds(trusted, server) {
			continue
		}
		for _, r := range results {
			if r.vouchesFor(domain) {
				return true
			}
		}
		return false
	}
	return false
}

// result is what one check found.
type result struct {
	method, value string
	properties    map[string]string
}

func (r result) vouchesFor(domain string) bool {
	if r.value != "pass" {
		return false
	}
	switch r.method {
	case "dmarc":
		return domainOf(r.properties["header.from"]) == domain
	case "dkim":
		return isAligned(domainOf(r.properties["header.d"]), domain) || isAligned(domainOf(r.properties["header.i"]), domain)
	case "spf":
		return isAligned(domainOf(r.properties["smtp.mailfrom"]), domain)
	}
	return false
}

// domainOf is the domain of an address, or what is one already.
func domainOf(v string) string {
	v = strings.ToLower(strings.Trim(v, `<>" `))
	if at := strings.LastIndexByte(v, '@'); at >= 0 {
		v = v[at+1:]
	}
	return strings.TrimSuffix(v, ".")
}

// isAligned tells that who speaks for one domain speaks for the other: it is the
// same, or one above it. What stands below speaks for itself alone.
func isAligned(checked, domain string) bool {
	return strings.Contains(checked, ".") && (checked == domain || strings.HasSuffix(domain, "."+checked))
}

// readResults reads an Authentication-Results: who says it, and what.
func readResults(text string) (server string, all []result) {
	for i, part := range cutOutside(withoutComments(text), ';') {
		words := cutOutside(part, ' ')
		if len(words) == 0 {
			continue
		}
		if i == 0 {
			server = strings.ToLower(strings.Trim(words[0], `"`))
			continue
		}
		method, value, ok := strings.Cut(words[0], "=")
		if !ok {
			continue
		}
		method, _, _ = strings.Cut(method, "/")
		r := result{method: strings.ToLower(method), value: strings.ToLower(value), properties: map[string]string{}}
		for _, w := range words[1:] {
			if name, v, ok := strings.Cut(w, "="); ok {
				if _, twice := r.properties[strings.ToLower(name)]; twice {
					v = "" // who says two things says nothing
				}
				r.properties[strings.ToLower(name)] = strings.Trim(v, `"`)
			}
		}
		all = append(all, r)
	}
	return server, all
}

// withoutComments drops what stands in brackets and not in quotes.
func withoutComments(s string) string {
	var out strings.Builder
	depth, quoted, escaped := 0, false, false
	for _, r := range s {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
			continue
		case quoted:
			quoted = r != '"'
		case r == '"' && depth == 0:
			quoted = true
		case r == '(':
			depth++
			continue
		case r == ')' && depth > 0:
			depth--
			out.WriteByte(' ')
			continue
		}
		if depth == 0 {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// cutOutside cuts at a sign that does not stand in quotes; nothing empty is left.
// An = holds what is around it together.
func cutOutside(s string, at rune) []string {
	if at == ' ' {
		s = strings.Join(strings.Fields(s), " ")
		s = strings.NewReplacer(" = ", "=", " =", "=", "= ", "=").Replace(s)
	}
	var all []string
	quoted, from := false, 0
	add := func(piece string) {
		if piece = strings.TrimSpace(piece); piece != "" || at == ';' {
			all = append(all, piece)
		}
	}
	for i, r := range s {
		switch {
		case r == '"':
			quoted = !quoted
		case r == at && !quoted:
			add(s[from:i])
			from = i + 1
		}
	}
	add(s[from:])
	return all
}
