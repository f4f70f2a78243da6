package search

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/db"
	"guichet/internal/stem"
)

// Query asks for the records that hold every term; with Any, for those whose
// title holds some of them.
type Query struct {
	Terms    []stem.Term
	Any      bool
	Kinds    []string     // empty: all
	Public   access.Scope // of the records whose public parts are searched
	Internal access.Scope // of those whose internal parts are; own records give none
	Parts    []string     // of the parts that not everybody sees, such as a field: only these
	Limit    int

	// Keep says which of these records the reader sees, where their scope is
	// narrower than the index knows: a site, a team.
	Keep func(ctx context.Context, tx *db.Tx, kind string, audience Audience, ids []string) (map[string]bool, error)
}

// Hit is one record that was found, by the part that answers best.
type Hit struct {
	Kind, ID, Part string
	Title          string
	At             time.Time
}

// OfField begins the name of a part that not everybody sees who sees the record:
// nothing is found by it unless the query names it.
const OfField = "field."

// Limits of an answer: how many of the newest documents are ranked, and how many
// records are given.
const (
	ranked       = 400
	rankedNarrow = 1200 // of a reader who sees few of them, and then
	walkedNarrow = 4800 // as many, before it is said that there are no more
	keptAtOnce   = 400  // asked about in one statement, whether the reader sees them
	keptStep     = 100
	defaultHits  = 20
	mostHits     = 100
)

const (
	partHits = `
SELECT d.subject_kind, d.subject_id, d.part, d.title, d.at, d.audience
  FROM `
	partHitsOrder = ` AS found
  JOIN search_document AS d ON d.number = found.number
 ORDER BY d.number DESC`
)

// Find gives the records that answer, the best first: those whose title holds
// the terms, then the most recent. Of a word that is everywhere only the newest
// documents are looked at.
//
// A word that may be unfinished is taken as it is first. Its continuations are
// looked for when that does not fill the answer: they are dear where the word is
// common, as a whole word most often is, and not wanted then.
func Find(ctx context.Context, tx *db.Tx, q Query) ([]Hit, error) {
	q.Limit = min(max(q.Limit, 0), mostHits)
	if q.Limit == 0 {
		q.Limit = defaultHits
	}
	hits, err := q.find(ctx, tx, false)
	if err == nil && len(hits) < q.Limit && slices.ContainsFunc(q.Terms, func(t stem.Term) bool { return t.Prefix }) {
		var more []Hit
		if more, err = q.find(ctx, tx, true); len(more) > len(hits) || !q.isNarrow() {
			hits = more
		}
	}
	return hits, guichet.Doing("search", err)
}

func (q Query) find(ctx context.Context, tx *db.Tx, continued bool) ([]Hit, error) {
	groups, possible := q.groups(continued)
	if !possible {
		return []Hit{}, nil
	}
	if q.Public.All && q.Internal.All && !q.Any {
		// Of a rare word the index would walk along all that has the tag of its
		// kind. So the words are asked for alone, unless other kinds then take the
		// place of those asked for.
		found, full, err := q.newest(ctx, tx, groups[:len(q.Terms)], ranked)
		if err != nil {
			return nil, err
		}
		asked := slices.DeleteFunc(slices.Clone(found), func(c candidate) bool {
			return len(q.Kinds) > 0 && !slices.Contains(q.Kinds, c.Kind)
		})
		if !full || len(asked) == len(found) {
			return rank(asked, q, tx.Now), nil
		}
	}
	most := int64(ranked)
	if q.isNarrow() {
		most = rankedNarrow
	}
	for {
		found, full, err := q.newest(ctx, tx, groups, most)
		if err != nil {
			return nil, err
		}
		if found, err = q.kept(ctx, tx, found); err != nil {
			return nil, err
		}
		// A word that is everywhere is everywhere but among the few that they see.
		if !full || !q.isNarrow() || continued || len(found) >= q.Limit || most == walkedNarrow {
			return rank(found, q, tx.Now), nil
		}
		most = walkedNarrow
	}
}

// isNarrow tells that the index knows a wider scope than the reader's.
func (q Query) isNarrow() bool {
	return slices.ContainsFunc(slices.Concat(q.Public.Areas, q.Internal.Areas), func(a access.Area) bool { return a.SiteID != "" || a.TeamID != "" })
}

// kept are those of the candidates that a reader of a narrow scope sees.
func (q Query) kept(ctx context.Context, tx *db.Tx, found []candidate) ([]candidate, error) {
	if !q.isNarrow() || q.Keep == nil || len(found) == 0 {
		return found, nil
	}
	type part struct {
		kind     string
		audience Audience
	}
	asked := map[part]map[string]bool{}
	for _, c := range found {
		p := part{c.Kind, c.audience}
		if asked[p] == nil {
			asked[p] = map[string]bool{}
		}
		asked[p][c.ID] = true
	}
	seen := map[part]map[string]bool{}
	for p, ids := range asked {
		seen[p] = map[string]bool{}
		for some := range slices.Chunk(slices.Sorted(maps.Keys(ids)), keptAtOnce) {
			for len(some)%keptStep != 0 { // so that their statements are few
				some = append(some, some[0])
			}
			kept, err := q.Keep(ctx, tx, p.kind, p.audience, some)
			if err != nil {
				return nil, err
			}
			maps.Copy(seen[p], kept)
		}
	}
	return slices.DeleteFunc(found, func(c candidate) bool { return !seen[part{c.Kind, c.audience}][c.ID] }), nil
}

// newest gives the newest documents that hold a word of every group, and tells
// whether there may be more of them.
func (q Query) newest(ctx context.Context, tx *db.Tx, groups [][]db.Word, most int64) (found []candidate, full bool, err error) {
	found, err = db.All(ctx, tx, (*candidate).columns,
		partHits+tx.Texts(1, 2)+partHitsOrder, tx.TextQuery(groups), most)
	full = int64(len(found)) == most
	return slices.DeleteFunc(found, func(c candidate) bool {
		return strings.HasPrefix(c.Part, OfField) && !slices.Contains(q.Parts, c.Part)
	}), full, err
}

// groups is the query as groups of words, of each of which a document holds one;
// false when none can answer.
func (q Query) groups(continued bool) ([][]db.Word, bool) {
	if len(q.Terms) == 0 {
		return nil, false
	}
	var groups [][]db.Word
	for _, t := range q.Terms {
		group := []db.Word{{Text: t.Text, Prefix: t.Prefix && continued}}
		for _, other := range t.Others {
			group = append(group, db.Word{Text: other})
		}
		groups = append(groups, group)
	}
	if q.Any {
		groups = [][]db.Word{slices.Concat(groups...)}
	}
	if len(q.Kinds) > 0 {
		var kinds []db.Word
		for _, k := range q.Kinds {
			kinds = append(kinds, db.Word{Text: tagKind + k})
		}
		groups = append(groups, kinds)
	}
	if q.Public.All && q.Internal.All {
		return groups, true
	}
	scope := append(q.reach(q.Public, tagPublic), q.reach(q.Internal.WithoutOwn(), tagInternal)...)
	return append(groups, scope), len(scope) > 0
}

// reach lists the tags of which a document in the scope has one.
func (q Query) reach(s access.Scope, audience string) []db.Word {
	if s.All {
		return []db.Word{{Text: audience}}
	}
	var words []db.Word
	for _, a := range s.Areas {
		word := db.Word{Text: audience + tagOrg + a.OrganisationID}
		if a.OrganisationID == "" {
			word.Text = audience // of a team: Keep has the last word
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	if s.PersonID != "" {
		words = append(words, db.Word{Text: audience + tagPerson + s.PersonID})
	}
	return words
}

// candidate is a document that answers.
type candidate struct {
	Hit
	score    float64
	audience Audience
}

func (c *candidate) columns() []any {
	return []any{&c.Kind, &c.ID, &c.Part, &c.Title, &c.At, &c.audience}
}

// season is the age at which a document has lost half of the worth of being
// recent.
const season = 90 * 24 * time.Hour

// rank sorts the documents and keeps the best of each record.
func rank(found []candidate, q Query, now time.Time) []Hit {
	for i := range found {
		c := &found[i]
		have := strings.FieldsFunc(stem.Fold(c.Title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
		held := 0
		for _, t := range q.Terms {
			if inTitle(have, t) {
				held++
			}
		}
		if q.Any && held < enough(len(q.Terms)) {
			c.score = -1
			continue
		}
		age := max(now.Sub(c.At), 0)
		c.score = 2*float64(held)/float64(len(q.Terms)) + 1/(1+float64(age)/float64(season))
	}
	found = slices.DeleteFunc(found, func(c candidate) bool { return c.score < 0 })
	slices.SortFunc(found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), b.At.Compare(a.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Part, b.Part))
	})
	type subject struct{ kind, id string }
	seen := map[subject]bool{}
	hits := []Hit{}
	for _, c := range found {
		if s := (subject{c.Kind, c.ID}); !seen[s] && len(hits) < q.Limit {
			seen[s] = true
			hits = append(hits, c.Hit)
		}
	}
	return hits
}

// enough is how many of the words of one title another must hold to be like it.
func enough(words int) int {
	return min(words, 2)
}

// inTitle tells whether a word of the title begins as the term or one of its
// stems does: near enough for an order, and the title need not be stemmed.
func inTitle(words []string, t stem.Term) bool {
	return slices.ContainsFunc(words, func(word string) bool {
		return strings.HasPrefix(word, t.Text) || slices.ContainsFunc(t.Others, func(other string) bool { return strings.HasPrefix(word, other) })
	})
}
