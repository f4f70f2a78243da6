package notify

import (
	"slices"
	"testing"

	"guichet"
	"guichet/internal/team"
	"guichet/internal/ticket"
	"guichet/internal/timeline"
)

// Who is told of what is a pure decision.
func TestTell(t *testing.T) {
	t.Parallel()
	network := team.Team{ID: "n", Name: "Réseau", Members: []team.Member{{ID: "claire", Name: "Claire Dumont"}, {ID: "omar", Name: "Omar Sy"}}}
	desk := team.Team{ID: "d", Name: "Centre", Members: []team.Member{{ID: "karim", Name: "Karim Benali"}}}
	given := []timeline.Change{{Field: "assignee", New: "claire"}}
	passed := []timeline.Change{{Field: "team", Old: "d", New: "n"}, {Field: "assignee", Old: "karim", New: ""}}
	mine := ticket.Ticket{Kind: "incident", RequesterID: "sophie", AssigneeID: "claire", TeamID: "n"}
	for name, c := range map[string]struct {
		ticket ticket.Ticket
		entry  timeline.Entry
		around around
		want   []told
	}{
		"given to Claire by Karim":  {mine, timeline.Entry{Kind: "assigned/1", Actor: guichet.Actor{ID: "karim"}, Changes: given}, around{}, []told{{"claire", Assigned}}},
		"taken by Claire herself":   {mine, timeline.Entry{Kind: "assigned/1", Actor: guichet.Actor{ID: "claire"}, Changes: given}, around{}, nil},
		"passed to the network":     {ticket.Ticket{TeamID: "n"}, timeline.Entry{Kind: "assigned/1", Actor: guichet.Actor{ID: "karim"}, Changes: passed}, around{team: network}, []told{{"claire", Passed}, {"omar", Passed}}},
		"taken over by the network": {ticket.Ticket{TeamID: "n"}, timeline.Entry{Kind: "assigned/1", Actor: guichet.Actor{ID: "omar"}, Changes: passed}, around{team: network, actorTeam: true}, nil},
		"the requester wrote":       {mine, timeline.Entry{Kind: "heard/1", Actor: guichet.Actor{ID: "sophie"}}, around{}, []told{{"claire", Answered}}},
		"a robot wrote":             {mine, timeline.Entry{Kind: "heard/1", Actor: guichet.Actor{ID: "sophie"}}, around{robot: true}, nil},
		"nobody has it":             {ticket.Ticket{}, timeline.Entry{Kind: "heard/1", Actor: guichet.Actor{ID: "sophie"}}, around{}, nil},
		"a letter came back":        {mine, timeline.Entry{Kind: "undelivered/1"}, around{}, []told{{"claire", Returned}}},
		"the desk answered":         {mine, timeline.Entry{Kind: "replied/1", Actor: guichet.Actor{ID: "claire"}}, around{occasion: Replied}, []told{{"sophie", ToldUser}}},
		"who logged it for her":     {mine, timeline.Entry{Kind: "replied/1", Actor: guichet.Actor{ID: "claire"}}, around{occasion: Replied, reporter: "karim"}, []told{{"sophie", ToldUser}, {"karim", Reported}}},
		"and follows it":            {mine, timeline.Entry{Kind: "replied/1", Actor: guichet.Actor{ID: "claire"}}, around{occasion: Replied, watchers: []string{"karim"}, reporter: "karim"}, []told{{"sophie", ToldUser}, {"karim", Watched}}},
		"and does it":               {mine, timeline.Entry{Kind: "replied/1", Actor: guichet.Actor{ID: "karim"}}, around{occasion: Replied, reporter: "karim"}, []told{{"sophie", ToldUser}}},
		"a note names two, one twice": {
			mine,
			timeline.Entry{Kind: "noted/1", Actor: guichet.Actor{ID: "claire"}},
			around{note: "@karim benali et @Réseau, voir avec @Omar Sy.", teams: []team.Team{desk, network}},
			[]told{{"karim", Mentioned}, {"omar", Mentioned}},
		},
		"a note names nobody": {
			mine,
			timeline.Entry{Kind: "noted/1", Actor: guichet.Actor{ID: "claire"}},
			around{note: "karim benali, a@karim benalix", teams: []team.Team{desk, network}},
			nil,
		},
	} {
		if got := tell(c.ticket, c.entry, c.around); !slices.Equal(got, c.want) {
			t.Errorf("%s: told are %v, want %v", name, got, c.want)
		}
	}
}
