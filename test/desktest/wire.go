package desktest

import "time"

// What the desk answers, as a program that reads its JSON knows it: written down
// here once more, so that a story fails when a field changes its name.

// Ref names a thing.
type Ref struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Row is an incident in a list.
type Row struct {
	ID           string    `json:"id"`
	Kind         string    `json:"kind"`
	Reference    string    `json:"reference"`
	Title        string    `json:"title"`
	State        string    `json:"state"`
	HoldReason   string    `json:"hold_reason"`
	Impact       int64     `json:"impact"`
	Urgency      int64     `json:"urgency"`
	Priority     int64     `json:"priority"`
	Team         *Ref      `json:"team"`
	Assignee     *Ref      `json:"assignee"`
	Requester    Requester `json:"requester"`
	Organisation *Ref      `json:"organisation"`
	Site         *Ref      `json:"site"`
	Category     *Ref      `json:"category"`
	Channel      string    `json:"channel"`
	CreatedAt    time.Time `json:"created_at"`
	UpdatedAt    time.Time `json:"updated_at"`
	Last         *Last     `json:"last"`
	Retriaged    int64     `json:"retriage_count"`
	FirstContact bool      `json:"first_contact"`
	Fields       Map       `json:"fields"`
	Version      int64     `json:"version"`
}

// Requester is for whom an incident is worked on.
type Requester struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	VIP  bool   `json:"vip"`
}

// Last is what was said last.
type Last struct {
	At        time.Time `json:"at"`
	Direction string    `json:"direction"`
	Excerpt   string    `json:"excerpt"`
}

// Incident is one in full.
type Incident struct {
	Row
	ConversationID string      `json:"conversation_id"`
	Symptoms       string      `json:"symptoms"`
	Contact        string      `json:"contact"`
	Callback       string      `json:"callback"`
	OccurredAt     *time.Time  `json:"occurred_at"`
	LoggedBy       *Ref        `json:"logged_by"`
	Resolution     *Resolution `json:"resolution"`
	ResolvedAt     *time.Time  `json:"resolved_at"`
	ClosedAt       *time.Time  `json:"closed_at"`
	CancelReason   string      `json:"cancel_reason"`
	Confirmed      string      `json:"confirmed"`
	Sorted         *struct {
		Opening *Ref `json:"opening"`
		Now     *Ref `json:"now"`
		Closing *Ref `json:"closing"`
	} `json:"sorted"`
	ReopenCount int64      `json:"reopen_count"`
	ClosesAt    *time.Time `json:"closes_at"`
	Findings    *Findings  `json:"findings"`
	Moves       []string   `json:"moves"`
	Actions     []string   `json:"actions"`
}

// Findings are how an incident was noticed.
type Findings struct {
	FirstSymptom string     `json:"first_symptom"`
	LastGoodAt   *time.Time `json:"last_good_at"`
	DetectedAt   *time.Time `json:"detected_at"`
	DetectedBy   string     `json:"detected_by"`
	Location     string     `json:"location"`
	UsersHit     int64      `json:"users_hit"`
	Extent       string     `json:"extent"`
	StillWorking string     `json:"still_working"`
	OutageStart  *time.Time `json:"outage_start"`
	OutageEnd    *time.Time `json:"outage_end"`
}

// Activity is an action that a note writes down.
type Activity struct {
	Kind      string     `json:"kind"`
	Label     string     `json:"label"`
	Outcome   string     `json:"outcome"`
	Late      bool       `json:"late"`
	StartedAt *time.Time `json:"started_at"`
	EndedAt   *time.Time `json:"ended_at"`
}

// Matter is a request or a change in full, as far as stories look.
type Matter struct {
	Row
	ConversationID string     `json:"conversation_id"`
	Type           string     `json:"type"`
	Result         string     `json:"result"`
	Refusal        string     `json:"refusal"`
	CancelReason   string     `json:"cancel_reason"`
	Confirmed      string     `json:"confirmed"`
	ReopenCount    int64      `json:"reopen_count"`
	ClosesAt       *time.Time `json:"closes_at"`
	Risk           string     `json:"risk"`
	Outcome        string     `json:"outcome"`
	Assessment     string     `json:"assessment"`
	Aliases        []string   `json:"aliases"`
	Moves          []string   `json:"moves"`
	Actions        []string   `json:"actions"`
	Decision       *struct {
		Authorised bool   `json:"authorised"`
		By         Ref    `json:"by"`
		Reason     string `json:"reason"`
	} `json:"decision"`
}

// Resolution is how it was ended.
type Resolution struct {
	Text string `json:"text"`
	Code string `json:"code"`
	Kind string `json:"kind"`
}

// TimelineItem is one thing that was said or done.
type TimelineItem struct {
	ID         string        `json:"id"`
	Kind       string        `json:"kind"`
	Code       string        `json:"code"`
	Version    int64         `json:"version"`
	At         time.Time     `json:"at"`
	RecordedAt time.Time     `json:"recorded_at"`
	Actor      *Actor        `json:"actor"`
	Via        string        `json:"via"`
	Reason     string        `json:"reason"`
	Changes    []FieldChange `json:"changes"`
	Message    *Message      `json:"message"`
	Activity   *Activity     `json:"activity"`
	Links      []Link        `json:"links"`
	LeavesAt   *time.Time    `json:"leaves_at"`
	From       string        `json:"from"`
}

// Draft is what somebody is writing.
type Draft struct {
	Mode    string       `json:"mode"`
	Text    string       `json:"text"`
	Files   []Attachment `json:"files"`
	Copies  string       `json:"copies"`
	Version int64        `json:"version"`
	SavedAt *time.Time   `json:"saved_at"`
}

// Actor is who acted, and for which team.
type Actor struct {
	Ref
	Team *Ref `json:"team"`
}

// FieldChange is a field before and after.
type FieldChange struct {
	Field    string `json:"field"`
	Name     string `json:"name"`
	Old      any    `json:"old"`
	New      any    `json:"new"`
	OldLabel string `json:"old_label"`
	NewLabel string `json:"new_label"`
}

// Message is what was said, or noted.
type Message struct {
	ID          string       `json:"id"`
	Direction   string       `json:"direction"`
	Channel     string       `json:"channel"`
	Author      Ref          `json:"author"`
	Text        string       `json:"text"`
	HTML        string       `json:"html"`
	Attachments []Attachment `json:"attachments"`
}

// Attachment is a file.
type Attachment struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int64  `json:"size"`
	Type string `json:"type"`
}

// Link names another record.
type Link struct {
	Kind      string `json:"kind"`
	Reference string `json:"reference"`
}

// Field is one that an administrator added.
type Field struct {
	ID       string   `json:"id"`
	Version  int64    `json:"version"`
	Type     string   `json:"type"`
	Name     string   `json:"name"`
	Help     string   `json:"help"`
	French   string   `json:"name_fr"`
	English  string   `json:"name_en"`
	Kinds    []string `json:"kinds"`
	Required []string `json:"required"`
	Portal   string   `json:"portal"`
	Hidden   []string `json:"hidden_from"`
	Active   bool     `json:"active"`
	Desk     bool     `json:"desk"`
	Options  []struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Retired bool   `json:"retired"`
	} `json:"options"`
}

// Category is one place of the tree by which records are sorted.
type Category struct {
	ID       string   `json:"id"`
	Version  int64    `json:"version"`
	ParentID string   `json:"parent_id"`
	Name     string   `json:"name"`
	Path     string   `json:"path"`
	French   string   `json:"name_fr"`
	English  string   `json:"name_en"`
	Kinds    []string `json:"kinds"`
	Active   bool     `json:"active"`
	Offered  bool     `json:"offered"`
}

// Problem is a refusal.
type Problem struct {
	Type      string     `json:"type"`
	Title     string     `json:"title"`
	Status    int        `json:"status"`
	Detail    string     `json:"detail"`
	Code      string     `json:"code"`
	Errors    []Mistake  `json:"errors"`
	Conflicts []Conflict `json:"conflicts"`
	RequestID string     `json:"request_id"`
}

// Mistake is what is wrong with one field.
type Mistake struct {
	Location string `json:"location"`
	Message  string `json:"message"`
	Code     string `json:"code"`
}

// Conflict is a field that somebody else changed.
type Conflict struct {
	Field  string    `json:"field"`
	Yours  any       `json:"yours"`
	Theirs any       `json:"theirs"`
	By     Ref       `json:"by"`
	At     time.Time `json:"at"`
}

// List is a page of anything.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next"`
}
