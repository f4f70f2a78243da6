package api

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guichet"
	"guichet/internal/access"
	"guichet/internal/api/contract"
	"guichet/internal/api/record"
	"guichet/internal/blob"
	"guichet/internal/conversation"
	"guichet/internal/db"
	"guichet/internal/intake"
	"guichet/internal/setting"
	"guichet/internal/ticket"
)

func (a *API) attachmentRoutes() {
	a.door.Mux.HandleFunc("POST "+contract.AttachmentsPath, a.upload)
	a.door.API.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "upload-attachment", Method: http.MethodPost, Path: contract.AttachmentsPath, Tags: []string{"attachments"},
		Summary: "Upload a file, to be sent with a message or a note",
		RequestBody: &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
			Type:       huma.TypeObject,
			Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary", Description: "At most 25 MB."}},
			Required:   []string{"file"},
		}}}},
		Responses: map[string]*huma.Response{"201": {Description: "Created", Content: map[string]*huma.MediaType{
			"application/json": {Schema: a.door.API.OpenAPI().Components.Schemas.Schema(attachmentType(), true, "AttachmentBody")},
		}}},
	})
	contract.Route(a.door, contract.Remove("remove-attachment", contract.AttachmentsPath+"/{id}", "Take a file off; the history keeps that it was there"), a.removeFile)
	a.door.Mux.HandleFunc("GET "+contract.AttachmentsPath+"/{id}", a.download)
	a.door.API.OpenAPI().AddOperation(&huma.Operation{
		OperationID: "download-attachment", Method: http.MethodGet, Path: contract.AttachmentsPath + "/{id}", Tags: []string{"attachments"},
		Summary:    "Download a file",
		Parameters: []*huma.Param{{Name: "id", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}}},
		Responses: map[string]*huma.Response{"200": {Description: "The bytes", Content: map[string]*huma.MediaType{
			"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
		}}},
	})
}

// refused tells whether a file is of a kind that nobody may upload, by its ending
// or by its first bytes.
func (a *API) refused(ctx context.Context, name, kind string) (bool, error) {
	var endings []string
	err := a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		endings, err = setting.RefusedFiles().Get(ctx, tx)
		return err
	})
	ending := strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
	return slices.Contains(endings, ending) || slices.Contains(endings, "exe") && kind == windowsProgram, err
}

// windowsProgram is what a program is, whatever its name says.
const windowsProgram = "application/vnd.microsoft.portable-executable"

// AttachmentBody is a file that goes with a message or a note.
type AttachmentBody struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int64  `json:"size" doc:"Bytes."`
	Type string `json:"type"`
	CID  string `json:"content_id,omitempty" doc:"How the HTML of a letter names it."`
}

func attachmentBodies(files []conversation.Attachment) []AttachmentBody {
	out := make([]AttachmentBody, len(files))
	for i, f := range files {
		out[i] = attachmentBody(f)
	}
	return out
}

func attachmentBody(f conversation.Attachment) AttachmentBody {
	return AttachmentBody{ID: f.ID, Name: f.Name, Size: f.Size, Type: f.Type, CID: f.ContentID}
}

// upload reads the file as it comes; nothing of it is held in memory, and what is
// too large is refused at the limit.
func (a *API) upload(w http.ResponseWriter, r *http.Request) {
	body, err := a.take(w, r)
	if err != nil {
		a.door.Refuse(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		a.Logger.DebugContext(r.Context(), "answer an upload", "error", err.Error())
	}
}

// formSlack is what the frame of a form adds to the file in it.
const formSlack = 64 << 10

func (a *API) take(w http.ResponseWriter, r *http.Request) (AttachmentBody, error) {
	req, err := contract.May(r.Context(), access.IncidentReply)
	if err != nil {
		return AttachmentBody{}, err
	}
	attachmentMost := a.door.Limits(r.Context()).File
	tooLarge := &guichet.Error{
		Kind: guichet.KindTooLarge, Code: "attachment.too_large", Field: "file", Args: guichet.Args{"max": attachmentMost},
	}
	if r.ContentLength > attachmentMost+formSlack {
		return AttachmentBody{}, tooLarge
	}
	if err := http.NewResponseController(w).SetReadDeadline(a.Clock().Add(10 * time.Minute)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return AttachmentBody{}, err
	}
	r.Body = http.MaxBytesReader(w, r.Body, attachmentMost+formSlack)
	form, err := r.MultipartReader()
	if err != nil {
		return AttachmentBody{}, guichet.Invalid("file", "attachment.no_form", nil).Because(err)
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return AttachmentBody{}, guichet.Invalid("file", "required", nil)
		}
		if err != nil {
			return AttachmentBody{}, guichet.Invalid("file", "unreadable", nil).Because(err)
		}
		if part.FormName() != "file" {
			continue
		}
		kind, content, err := blob.Typed(part)
		if err != nil {
			return AttachmentBody{}, guichet.Invalid("file", "unreadable", nil).Because(err)
		}
		name := blob.CleanName(part.FileName())
		if refused, err := a.refused(r.Context(), name, kind); err != nil {
			return AttachmentBody{}, err
		} else if refused {
			return AttachmentBody{}, guichet.Invalid("file", "attachment.type_refused", nil)
		}
		digest, size, err := a.Blobs.Put(r.Context(), content, attachmentMost)
		switch {
		case guichet.IsKind(err, guichet.KindTooLarge):
			return AttachmentBody{}, tooLarge
		case err != nil:
			return AttachmentBody{}, err
		case size == 0:
			return AttachmentBody{}, guichet.Invalid("file", "attachment.empty", nil)
		}
		var kept conversation.Attachment
		err = a.DB.Write(r.Context(), func(ctx context.Context, tx *db.Tx) (err error) {
			kept, err = conversation.Attach(ctx, tx, conversation.Attachment{
				UploaderID: req.Who.PersonID, Name: name, Type: kind, Size: size, Digest: string(digest),
			})
			return err
		})
		return attachmentBody(kept), err
	}
}

// download gives the bytes as a file to be saved: whatever it is, the browser
// runs nothing of it.
func (a *API) download(w http.ResponseWriter, r *http.Request) {
	file, err := a.mayDownload(r.Context(), r.PathValue("id"))
	if err != nil {
		a.door.Refuse(w, r, err)
		return
	}
	content, err := a.Blobs.Open(r.Context(), blob.Digest(file.Digest))
	if err != nil {
		a.door.Refuse(w, r, err)
		return
	}
	defer func() {
		if err := content.Close(); err != nil {
			a.Logger.WarnContext(r.Context(), "close a blob", "error", err.Error())
		}
	}()
	h := w.Header()
	h.Set("Content-Type", file.Type)
	h.Set("Content-Length", strconv.FormatInt(file.Size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	if _, err := io.Copy(w, content); err != nil {
		a.Logger.DebugContext(r.Context(), "send a blob", "error", err.Error())
	}
}

// mayDownload lets those have a file who may see what holds it.
func (a *API) mayDownload(ctx context.Context, id string) (conversation.Attachment, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return conversation.Attachment{}, err
	}
	var file conversation.Attachment
	err = a.DB.Read(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		file, _, err = visibleFile(ctx, tx, r, id)
		return err
	})
	return file, err
}

// visibleFile reads a file with the record that it is on, none for a fresh
// upload. Who may not see the record does not see the file either.
func visibleFile(ctx context.Context, tx *db.Tx, r *contract.Request, id string) (conversation.Attachment, ticket.Ticket, error) {
	file, err := conversation.GetAttachment(ctx, tx, id)
	if err != nil {
		return file, ticket.Ticket{}, err
	}
	switch file.Holder.Kind {
	case conversation.HeldByNote:
		ticketID, err := ticket.OfNote(ctx, tx, file.Holder.ID)
		if err != nil {
			return file, ticket.Ticket{}, err
		}
		t, err := ticket.KindOf(ctx, tx, ticketID)
		if err == nil {
			t, err = ticket.Get(ctx, tx, r.Who.Scope(access.On(t.Kind).Inside), t.Kind, ticketID)
		}
		return file, t, err
	case conversation.HeldByMessage:
		m, err := conversation.GetMessage(ctx, tx, file.Holder.ID)
		if guichet.IsKind(err, guichet.KindNotFound) && file.UploaderID == r.Who.PersonID {
			return file, ticket.Ticket{}, nil // with words that have not left yet
		}
		if err != nil {
			return file, ticket.Ticket{}, err
		}
		t, err := readableOf(ctx, tx, r, m.ConversationID)
		if err != nil {
			return file, t, err
		}
		shared, err := sharingOf(ctx, tx, r, t, r.Who.MayIn(access.On(t.Kind).Inside, t.Place()))
		if err == nil && !shared.Shows(m) {
			err = guichet.NotFound()
		}
		return file, t, err
	case conversation.HeldByNobody:
		if file.UploaderID == r.Who.PersonID {
			return file, ticket.Ticket{}, nil
		}
	}
	return file, ticket.Ticket{}, guichet.NotFound()
}

// readableOf is the newest record of a conversation that the reader may see.
func readableOf(ctx context.Context, tx *db.Tx, r *contract.Request, conversationID string) (ticket.Ticket, error) {
	tickets, err := ticket.OfConversation(ctx, tx, conversationID)
	if err != nil {
		return ticket.Ticket{}, err
	}
	for _, t := range tickets {
		// As its page is found: who follows it reads its files too.
		seen, err := ticket.Get(ctx, tx, r.Who.Scope(access.On(t.Kind).Read), t.Kind, t.ID)
		if err == nil || !guichet.IsKind(err, guichet.KindNotFound) {
			return seen, err
		}
	}
	return ticket.Ticket{}, guichet.NotFound()
}

// removeFile takes a file off: a fresh upload its uploader's, one on a record by
// who brought it or by the desk.
func (a *API) removeFile(ctx context.Context, in *contract.IDIn) (*struct{}, error) {
	r, err := contract.SignedIn(ctx)
	if err != nil {
		return nil, err
	}
	return nil, a.DB.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		file, on, err := visibleFile(ctx, tx, r, in.ID)
		switch {
		case err != nil:
			return err
		case on.ID == "":
			return conversation.Take(ctx, tx, file)
		case file.UploaderID != r.Who.PersonID && !r.Who.MayIn(access.On(on.Kind).Handle, on.Place()):
			return guichet.Forbidden(string(access.On(on.Kind).Handle))
		}
		return intake.RemoveFile(ctx, tx, on.Kind, record.Act(r, access.On(on.Kind).Read, on.ID, 0), file)
	})
}
