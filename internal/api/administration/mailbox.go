package administration

import (
	"context"
	"time"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/db"
	"guichet/internal/mailbox"
	"guichet/internal/phrase"
)

func (a *door) mailboxRoutes() {
	contract.Route(a.Door, contract.Get("list-mailboxes", "/api/mailboxes", "The mailboxes of the desk and how they fare"), a.listMailboxes)
	contract.Route(a.Door, contract.Post("create-mailbox", "/api/mailboxes", "Connect a mailbox"), a.createMailbox)
	contract.Route(a.Door, contract.Patch("change-mailbox", "/api/mailboxes/{id}", "Change a mailbox"), a.changeMailbox)
}

// MailboxBody is a mailbox. Its passwords are never read back.
type MailboxBody struct {
	ID        string     `json:"id"`
	Version   int64      `json:"version"`
	Name      string     `json:"name"`
	Address   string     `json:"address"`
	Language  string     `json:"language"`
	TeamID    string     `json:"team_id"`
	Enabled   bool       `json:"enabled"`
	Folder    string     `json:"folder"`
	Receive   ServerBody `json:"receive"`
	Send      ServerBody `json:"send"`
	SignIn    SignInBody `json:"sign_in"`
	CreatedAt time.Time  `json:"created_at"`
	UpdatedAt time.Time  `json:"updated_at"`
}

// SignInBody is how a mailbox signs in to both its servers.
type SignInBody struct {
	Grant    string `json:"grant" doc:"password, refresh_token or client_credentials (RFC 6749)"`
	TokenURL string `json:"token_url"`
	ClientID string `json:"client_id"`
	Scope    string `json:"scope"`
}

const grantPassword = "password"

func signInBody(s mailbox.SignIn) SignInBody {
	b := SignInBody{Grant: string(s.Grant), TokenURL: s.TokenURL, ClientID: s.ClientID, Scope: s.Scope}
	if !s.ByToken() {
		b.Grant = grantPassword
	}
	return b
}

// ServerBody is one side of a mailbox.
type ServerBody struct {
	Host  string     `json:"host" doc:"Empty: not used."`
	Port  int64      `json:"port"`
	TLS   string     `json:"tls" doc:"implicit, starttls, or none (loopback only)"`
	User  string     `json:"user"`
	Error string     `json:"error" doc:"What is wrong with it, in the reader's language; empty when it is well."`
	Cause string     `json:"cause" doc:"What the server said."`
	At    *time.Time `json:"at" doc:"When it last went well."`
}

func mailboxBody(r *contract.Request, m mailbox.Mailbox) MailboxBody {
	return MailboxBody{
		ID: m.ID, Version: m.Version, Name: m.Name, Address: m.Address, Language: string(m.Language), TeamID: m.TeamID,
		Enabled: m.Enabled, Folder: m.Folder, Receive: serverBody(r, m.Receive, m.ReceiveStatus),
		Send: serverBody(r, m.Send, m.SendStatus), SignIn: signInBody(m.SignIn), CreatedAt: m.CreatedAt, UpdatedAt: m.UpdatedAt,
	}
}

func serverBody(r *contract.Request, s mailbox.Server, st mailbox.Status) ServerBody {
	b := ServerBody{Host: s.Host, Port: s.Port, TLS: string(s.TLS), User: s.User, Cause: st.Cause, At: contract.MomentOrNil(st.At)}
	if st.Error != "" {
		b.Error = phrase.For(r.Language).Say(st.Error, nil)
	}
	return b
}

// MailboxChange is what may be set of a mailbox; what is left out stays.
type MailboxChange struct {
	Name     *string       `json:"name,omitempty"`
	Address  *string       `json:"address,omitempty"`
	Language *string       `json:"language,omitempty" enum:"fr,en"`
	TeamID   *string       `json:"team_id,omitempty"`
	Enabled  *bool         `json:"enabled,omitempty"`
	Folder   *string       `json:"folder,omitempty"`
	Receive  *ServerChange `json:"receive,omitempty"`
	Send     *ServerChange `json:"send,omitempty"`
	SignIn   *SignInChange `json:"sign_in,omitempty"`
}

// SignInChange is what may be set of how a mailbox signs in.
type SignInChange struct {
	Grant        *string `json:"grant,omitempty" enum:"password,refresh_token,client_credentials"`
	TokenURL     *string `json:"token_url,omitempty" doc:"Where tokens are asked for: https."`
	ClientID     *string `json:"client_id,omitempty"`
	ClientSecret *string `json:"client_secret,omitempty" doc:"Written, never read back; left out, it stays, as long as the host of token_url does."`
	Scope        *string `json:"scope,omitempty" doc:"Several are separated by spaces."`
	RefreshToken *string `json:"refresh_token,omitempty" doc:"Written, never read back; a provider that gives another in its place has it replaced."`
}

func (c *SignInChange) patch() mailbox.SignInPatch {
	if c == nil {
		return mailbox.SignInPatch{}
	}
	p := mailbox.SignInPatch{TokenURL: c.TokenURL, ClientID: c.ClientID, Scope: c.Scope, ClientSecret: secretOf(c.ClientSecret), RefreshToken: secretOf(c.RefreshToken)}
	if c.Grant != nil {
		g := mailbox.Grant(*c.Grant)
		if *c.Grant == grantPassword {
			g = mailbox.ByPassword
		}
		p.Grant = &g
	}
	return p
}

func secretOf(s *string) *mailbox.Secret {
	if s == nil {
		return nil
	}
	secret := mailbox.Secret(*s)
	return &secret
}

// ServerChange is what may be set of one side.
type ServerChange struct {
	Host     *string `json:"host,omitempty"`
	Port     *int64  `json:"port,omitempty"`
	TLS      *string `json:"tls,omitempty" enum:"implicit,starttls,none"`
	User     *string `json:"user,omitempty"`
	Password *string `json:"password,omitempty" doc:"Written, never read back; left out, it stays."`
}

func (c MailboxChange) patch() mailbox.Patch {
	p := mailbox.Patch{Name: c.Name, Address: c.Address, TeamID: c.TeamID, Enabled: c.Enabled, Folder: c.Folder}
	if c.Language != nil {
		l := guichet.Language(*c.Language)
		p.Language = &l
	}
	p.Receive, p.ReceivePassword = c.Receive.patch()
	p.Send, p.SendPassword = c.Send.patch()
	p.SignIn = c.SignIn.patch()
	return p
}

func (c *ServerChange) patch() (mailbox.ServerPatch, *mailbox.Secret) {
	if c == nil {
		return mailbox.ServerPatch{}, nil
	}
	p := mailbox.ServerPatch{Host: c.Host, Port: c.Port, User: c.User}
	if c.TLS != nil {
		t := mailbox.TLS(*c.TLS)
		p.TLS = &t
	}
	return p, secretOf(c.Password)
}

func (a *door) listMailboxes(ctx context.Context, _ *struct{}) (*contract.List[MailboxBody], error) {
	r, err := contract.May(ctx, access.MailboxManage)
	if err != nil {
		return nil, err
	}
	items := []MailboxBody{}
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) error {
		all, err := mailbox.List(ctx, tx)
		for _, m := range all {
			items = append(items, mailboxBody(r, m))
		}
		return err
	})
	return contract.Listed(items, ""), err
}

func (a *door) createMailbox(ctx context.Context, in *contract.Item[MailboxChange]) (*contract.Item[MailboxBody], error) {
	r, err := contract.May(ctx, access.MailboxManage)
	if err != nil {
		return nil, err
	}
	body, err := contract.Write(ctx, a.Door, func(ctx context.Context, tx *db.Tx) (MailboxBody, error) {
		m, err := mailbox.Create(ctx, tx, a.seal, r.Actor(), in.Body.patch())
		return mailboxBody(r, m), err
	})
	return &contract.Item[MailboxBody]{Body: body}, err
}

// MailboxPatch is a change of a mailbox at the version that was read.
type MailboxPatch struct {
	Version int64 `json:"version" minimum:"1"`
	MailboxChange
}

type mailboxIn struct {
	contract.IDIn
	Body MailboxPatch
}

func (a *door) changeMailbox(ctx context.Context, in *mailboxIn) (*contract.Item[MailboxBody], error) {
	r, err := contract.May(ctx, access.MailboxManage)
	if err != nil {
		return nil, err
	}
	out := &contract.Item[MailboxBody]{}
	err = a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := mailbox.Update(ctx, tx, a.seal, r.Actor(), in.ID, in.Body.Version, in.Body.patch())
		out.Body = mailboxBody(r, m)
		return err
	})
	return out, err
}
