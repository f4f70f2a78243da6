package access_test

import (
	"regexp"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"guichet/internal/access"
)

func who(grants ...access.Grant) access.Who { return access.Who{PersonID: "me", Grants: grants} }

func of(organisation string) access.Place { return access.Place{OrganisationID: organisation} }

func everywhere(r access.Role) access.Grant { return access.Grant{Role: r} }

func in(r access.Role, organisation string) access.Grant {
	return access.Grant{Role: r, OrganisationID: organisation}
}

// The whole table of roles: what each gives, on its own, everywhere.
func TestRoles(t *testing.T) {
	t.Parallel()
	const nothing, own, all = "", "own", "all"
	table := map[access.Permission]map[access.Role]string{
		access.IncidentRead:    {access.Reader: all, access.User: own, access.Authority: own, access.Agent: all, access.Administrator: own},
		access.IncidentLog:     {access.Reader: own, access.User: own, access.Authority: own, access.Agent: all, access.Administrator: own},
		access.IncidentReply:   {access.Reader: own, access.User: own, access.Authority: own, access.Agent: all, access.Administrator: own},
		access.IncidentConfirm: {access.Reader: own, access.User: own, access.Authority: own, access.Agent: own, access.Administrator: own},
		access.IncidentHandle:  {access.Agent: all},
		access.IncidentInside:  {access.Agent: all, access.Reader: all},
		access.IncidentNote:    {access.Agent: all},
		access.RequestRead:     {access.Reader: all, access.User: own, access.Agent: all, access.Authority: own, access.Administrator: own},
		access.RequestLog:      {access.Reader: own, access.User: own, access.Agent: all, access.Authority: own, access.Administrator: own},
		access.RequestReply:    {access.Reader: own, access.User: own, access.Agent: all, access.Authority: own, access.Administrator: own},
		access.RequestConfirm:  {access.Reader: own, access.User: own, access.Agent: own, access.Authority: own, access.Administrator: own},
		access.RequestHandle:   {access.Agent: all},
		access.RequestInside:   {access.Agent: all, access.Reader: all},
		access.RequestNote:     {access.Agent: all},
		access.ChangeRead:      {access.Reader: all, access.User: own, access.Agent: all, access.Authority: all, access.Administrator: own},
		access.ChangeLog:       {access.Agent: all},
		access.ChangeReply:     {access.Reader: own, access.User: own, access.Agent: all, access.Authority: own, access.Administrator: own},
		access.ChangeHandle:    {access.Agent: all},
		access.ChangeInside:    {access.Agent: all, access.Authority: all, access.Reader: all},
		access.ChangeNote:      {access.Agent: all, access.Authority: all},
		access.ChangeAuthorise: {access.Authority: all},
		access.PersonRead:      {access.Reader: all, access.Agent: all, access.Authority: all, access.Administrator: all},
		access.PersonRegister:  {access.Agent: all},
		access.PersonManage:    {access.Administrator: all},
		access.TeamRead:        {access.Reader: all, access.Agent: all, access.Authority: all, access.Administrator: all},
		access.TeamManage:      {access.Administrator: all},
		access.LateEntry:       {access.Agent: all},
		access.CategoryManage:  {access.Administrator: all},
		access.MailboxManage:   {access.Administrator: all},
		access.SettingManage:   {access.Administrator: all},
		access.JobManage:       {access.Administrator: all},
		access.FieldManage:     {access.Administrator: all},
		access.RefusalRead:     {access.Administrator: all},
		access.ViewShare:       {access.Administrator: all},
	}
	if len(table) != len(access.Permissions()) {
		t.Errorf("the table holds %d permissions of %d", len(table), len(access.Permissions()))
	}
	for _, p := range access.Permissions() {
		for _, r := range access.Roles() {
			s := who(everywhere(r)).Scope(p)
			got := nothing
			switch {
			case s.All:
				got = all
			case s.PersonID == "me":
				got = own
			}
			if got != table[p][r] {
				t.Errorf("%s as %s reaches %q, want %q", p, r, got, table[p][r])
			}
		}
	}
}

func TestMay(t *testing.T) {
	t.Parallel()
	agentOfA := who(in(access.Agent, "A"))
	for _, c := range []struct {
		name string
		got  bool
		want bool
	}{
		{"a user reads their own", who().MayOn(access.IncidentRead, of("A"), "me"), true},
		{"a user does not read another's", who().MayOn(access.IncidentRead, of("A"), "other"), false},
		{"a user may read, somewhere", who().May(access.IncidentRead), true},
		{"a user reads no organisation", who().MayIn(access.IncidentRead, of("A")), false},
		{"a user handles nothing, not even their own", who().MayOn(access.IncidentHandle, of("A"), "me"), false},
		{"an agent of A handles A", agentOfA.MayIn(access.IncidentHandle, of("A")), true},
		{"an agent of A does not handle B", agentOfA.MayIn(access.IncidentHandle, of("B")), false},
		{"an agent of A does not read notes of B on their own record", agentOfA.MayOn(access.IncidentNote, of("B"), "me"), false},
		{"an agent of A reads their own of B", agentOfA.MayOn(access.IncidentRead, of("B"), "me"), true},
		{"an agent of A does not reach what belongs to nobody", agentOfA.MayIn(access.IncidentRead, of("")), false},
		{"an agent of all does", who(everywhere(access.Agent)).MayIn(access.IncidentRead, of("")), true},
		{"an agent of all handles B", who(everywhere(access.Agent)).MayIn(access.IncidentHandle, of("B")), true},
		{"an administrator handles nothing by that role", who(everywhere(access.Administrator)).May(access.IncidentHandle), false},
		{"an agent of A makes people of A known", agentOfA.MayIn(access.PersonRegister, of("A")), true},
		{"an agent of A makes nobody of B known", agentOfA.MayIn(access.PersonRegister, of("B")), false},
		{"an agent of A makes nobody known who is of no organisation", agentOfA.MayIn(access.PersonRegister, of("")), false},
		{"an administrator of A looks after the people of A", who(in(access.Administrator, "A")).MayIn(access.PersonManage, of("A")), true},
		{"an administrator of A looks after no mailbox, which belongs to nobody", who(in(access.Administrator, "A")).May(access.MailboxManage), false},
		{"a role nobody knows gives nothing", who(everywhere("root")).May(access.MailboxManage), false},
		{"a permission nobody knows is nobody's", who(everywhere(access.Administrator)).May("mailbox"), false},
		{"nobody may nothing", access.Who{}.May(access.IncidentRead), false},
		{"nobody has no role, whatever was granted", access.Who{Grants: []access.Grant{everywhere(access.Agent)}}.May(access.IncidentRead), false},
		{"nobody owns no record without a person", access.Who{}.MayOn(access.IncidentRead, of(""), ""), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v", c.name, c.got)
		}
	}
}

func TestRolesOf(t *testing.T) {
	t.Parallel()
	got := who(in(access.Agent, "A"), in(access.Agent, "B"), everywhere("root")).Roles()
	if diff := cmp.Diff([]access.Role{access.User, access.Agent}, got); diff != "" {
		t.Error(diff)
	}
	if (access.Who{}).Is(access.User) {
		t.Error("nobody is a user")
	}
}

func TestWhere(t *testing.T) {
	t.Parallel()
	columns := access.Columns{
		Organisation: "t.organisation_id",
		Own:          []string{"t.requester_id = $own", "t.conversation_id IN (SELECT conversation_id FROM participant WHERE person_id = $own)"},
	}
	for _, c := range []struct {
		name  string
		scope access.Scope
		in    access.Columns
		next  int
		want  string
		args  []any
	}{
		{"everything", access.Scope{All: true, PersonID: "me"}, columns, 1, "(1 = 1)", nil},
		{"nothing", access.Scope{}, columns, 1, "(1 = 0)", nil},
		{"organisations", access.In("A", "B"), columns, 3, "(t.organisation_id IN ($3, $4))", []any{"A", "B"}},
		{
			"own",
			access.Scope{PersonID: "me"},
			columns, 1,
			"(t.requester_id = $1 OR t.conversation_id IN (SELECT conversation_id FROM participant WHERE person_id = $1))",
			[]any{"me"},
		},
		{
			"both",
			access.Scope{Areas: []access.Area{{OrganisationID: "A"}}, PersonID: "me"},
			access.Columns{Organisation: "organisation_id", Own: []string{"requester_id = $own"}},
			9,
			"(organisation_id IN ($9) OR requester_id = $10)",
			[]any{"A", "me"},
		},
		{"records of no organisation", access.In("A"), access.Columns{}, 1, "(1 = 0)", nil},
		{"records that are nobody's own", access.Scope{PersonID: "me"}, access.Columns{Organisation: "organisation_id"}, 1, "(1 = 0)", nil},
	} {
		got, args := c.scope.Where(c.in, c.next)
		if got != c.want {
			t.Errorf("%s: %s", c.name, got)
		}
		if diff := cmp.Diff(c.args, args); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// A condition names exactly the placeholders that it brings arguments for, and
// is narrower than everything unless the scope is everything.
func TestWhereProperties(t *testing.T) {
	t.Parallel()
	placeholder := regexp.MustCompile(`\$(\d+)`)
	rapid.Check(t, func(t *rapid.T) {
		grants := rapid.SliceOf(rapid.Custom(func(t *rapid.T) access.Grant {
			return access.Grant{
				Role:           rapid.SampledFrom(append(access.Roles(), "root")).Draw(t, "role"),
				OrganisationID: rapid.SampledFrom([]string{"", "A", "B", "C"}).Draw(t, "organisation"),
			}
		})).Draw(t, "grants")
		w := access.Who{PersonID: rapid.SampledFrom([]string{"", "me"}).Draw(t, "person"), Grants: grants}
		p := rapid.SampledFrom(access.Permissions()).Draw(t, "permission")
		next := rapid.IntRange(1, 20).Draw(t, "next")

		s := w.Scope(p)
		sql, args := s.Where(access.Columns{Organisation: "o", Own: []string{"p = $own", "q = $own"}}, next)
		named := map[int]bool{}
		for _, found := range placeholder.FindAllStringSubmatch(sql, -1) {
			n, err := strconv.Atoi(found[1])
			if err != nil || n < next || n >= next+len(args) {
				t.Fatalf("%s has no argument for $%s", sql, found[1])
			}
			named[n] = true
		}
		if len(named) != len(args) {
			t.Fatalf("%s uses %d of %d arguments", sql, len(named), len(args))
		}
		if (sql == "(1 = 1)") != s.All || (sql == "(1 = 0)") != s.IsEmpty() {
			t.Fatalf("%+v as %s", s, sql)
		}
		for _, organisation := range []string{"", "A", "B", "C"} {
			if w.MayIn(p, of(organisation)) && !w.MayOn(p, of(organisation), "other") {
				t.Fatal("may in the organisation, not on its records")
			}
			if w.MayOn(p, of(organisation), "me") && !w.May(p) {
				t.Fatal("may on a record, not at all")
			}
		}
	})
}
