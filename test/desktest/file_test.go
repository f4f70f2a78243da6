package desktest_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"guichet/internal/criteria"
	. "guichet/test/desktest"
)

// A file goes with what is said, is had by those who may read that, and can be
// taken off again. What is too large or a program is refused, and why.
func TestFiles(t *testing.T) {
	t.Parallel()
	criteria.Proves(t, "G-22")
	Both(t, func(t *testing.T, d *Desk) {
		sophie, karim := d.As("sophie"), d.As("karim")
		picture := append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{0, 1, 2, 3}, 500)...)
		file := sophie.Attach("capture écran.png", picture)
		at := "/api/attachments/" + file

		// Fresh, it is its uploader's alone.
		sophie.Get(at, nil).Want(http.StatusOK)
		karim.Get(at, nil).Refused(http.StatusNotFound, "not_found")
		d.As("julien").Post("/api/incidents", Map{"title": "Pas à moi", "description": "x", "attachment_ids": []string{file}}, nil).
			Refused(http.StatusUnprocessableEntity, "unknown_value", "attachment_ids")

		i := sophie.Logs(Map{"title": "Écran noir", "attachment_ids": []string{file}})
		for _, c := range []*Client{sophie, karim} {
			r := c.Get(at, nil).Want(http.StatusOK)
			if !bytes.Equal(r.Body, picture) || r.Header.Get("Content-Type") != "image/png" {
				t.Errorf("%s has %d bytes of %q", c.Key, len(r.Body), r.Header.Get("Content-Type"))
			}
			how, with, err := mime.ParseMediaType(r.Header.Get("Content-Disposition"))
			if err != nil || how != "attachment" || with["filename"] != "capture écran.png" || r.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s has it as %q %v %v", c.Key, how, with, err)
			}
			// Shown all the same, it is in a sandbox that runs nothing.
			if policy := r.Header.Get("Content-Security-Policy"); policy != "sandbox; default-src 'none'" {
				t.Errorf("%s has it under %q", c.Key, policy)
			}
		}
		for _, who := range []string{"julien", "nora", "hugo", "admin"} {
			d.As(who).Get(at, nil).Refused(http.StatusNotFound, "not_found")
			d.As(who).Delete(at).Refused(http.StatusNotFound, "not_found")
		}
		d.Anybody().Get(at, nil).Refused(http.StatusUnauthorized, "unauthenticated")
		shown := sophie.Timeline(i)[0].Message.Attachments
		if len(shown) != 1 || shown[0] != (Attachment{ID: file, Name: "capture écran.png", Size: int64(len(picture)), Type: "image/png"}) {
			t.Errorf("the record shows %+v", shown)
		}
		// A file is given once.
		sophie.Post("/api/incidents/"+i.ID+"/replies", Map{"text": "encore", "attachment_ids": []string{file}}, nil).
			Refused(http.StatusUnprocessableEntity, "unknown_value", "attachment_ids")

		// Taken off, nobody has it, and the history knows that it was there.
		karim.Delete(at).Want(http.StatusNoContent)
		for _, c := range []*Client{sophie, karim} {
			c.Get(at, nil).Refused(http.StatusNotFound, "not_found")
			c.Delete(at).Refused(http.StatusNotFound, "not_found")
			items := c.Timeline(i)
			if left := items[0].Message.Attachments; len(left) != 0 {
				t.Errorf("%s still sees %+v", c.Key, left)
			}
			if gone := last(items); gone.Actor.Name != "Karim Benali" || find(t, gone, "file").Old != "capture écran.png" {
				t.Errorf("%s reads %+v", c.Key, gone)
			}
		}
		// Before it is sent, its uploader takes it back.
		second := sophie.Attach("brouillon.txt", []byte("brouillon"))
		sophie.Delete("/api/attachments/" + second).Want(http.StatusNoContent)
		sophie.Get("/api/attachments/"+second, nil).Refused(http.StatusNotFound, "not_found")
		// What the desk takes off its own note is told to the desk alone.
		private := karim.Attach("secret-interne.txt", []byte("interne"))
		karim.Notes(i, "Voir le fichier.", private)
		karim.Delete("/api/attachments/" + private).Want(http.StatusNoContent)
		sophie.Get("/api/incidents/"+i.ID+"/timeline", nil).Want(http.StatusOK).Silent("secret-interne")
		if find(t, last(karim.Timeline(i)), "note_file").Old != "secret-interne.txt" {
			t.Errorf("Karim reads %+v", last(karim.Timeline(i)))
		}

		for _, name := range []string{"outil.exe", "OUTIL.EXE", "facture.pdf.scr", "script.ps1", "lien.lnk", "x.js"} {
			p := sophie.Upload(name, []byte("MZ")).Refused(http.StatusUnprocessableEntity, "attachment.type_refused", "file")
			if p.Errors[0].Message != "Ce type de fichier n’est pas accepté." {
				t.Errorf("Sophie is told %q", p.Errors[0].Message)
			}
		}
		d.As("emma").Upload("photo.png", append([]byte("MZ\x90\x00\x03\x00\x00\x00"), make([]byte, 4096)...)).Refused(http.StatusUnprocessableEntity, "attachment.type_refused", "file")
		d.As("emma").Upload("vide.txt", nil).Refused(http.StatusUnprocessableEntity, "attachment.empty", "file")
	})
}

// Just too large, far too large, with a length that is told and one that is not.
func TestAFileTooLarge(t *testing.T) {
	t.Parallel()
	criteria.ProvesPart(t, "G-22", "the rest: see TestFiles")
	const limit = 25 << 20
	Both(t, func(t *testing.T, d *Desk) {
		sophie := d.As("sophie")
		told := map[string]string{"sophie": "25 Mo", "emma": "25 MB"}
		for who, sentence := range told {
			p := d.As(who).Upload("film.mp4", make([]byte, limit+1)).Refused(http.StatusRequestEntityTooLarge, "attachment.too_large", "file")
			if !strings.Contains(strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(p.Errors[0].Message), sentence) {
				t.Errorf("%s is told %q", who, p.Errors[0].Message)
			}
		}
		sophie.Upload("juste.bin", bytes.Repeat([]byte("x"), limit)).Want(http.StatusCreated)
		// 50 MB whose length is not told beforehand.
		form, out := io.Pipe()
		w := multipart.NewWriter(out)
		go func() {
			part, err := w.CreateFormFile("file", "flux.bin")
			for n := 0; err == nil && n < 50; n++ {
				_, err = part.Write(bytes.Repeat([]byte("x"), 1<<20))
			}
			out.CloseWithError(io.EOF)
		}()
		r, err := sophie.Sends(http.MethodPost, "/api/attachments", w.FormDataContentType(), form)
		if err == nil && r.Status != http.StatusRequestEntityTooLarge && r.Status != http.StatusUnprocessableEntity {
			t.Errorf("50 MB: %d %s", r.Status, r.Body)
		}
		// And JSON of 50 MB, to every route that takes JSON.
		big := `{"title":"` + strings.Repeat("x", 50<<20) + `"}`
		r, err = sophie.Sends(http.MethodPost, "/api/incidents", "application/json", strings.NewReader(big))
		if err == nil {
			r.Refused(http.StatusRequestEntityTooLarge, "too_large", "body")
		}
	})
}

// Names that would leave their folder, break a header or hide what a file is.
func TestNamesOfFiles(t *testing.T) {
	t.Parallel()
	Both(t, func(t *testing.T, d *Desk) {
		sophie := d.As("sophie")
		for sent, kept := range map[string]string{
			"../../../etc/passwd":                "passwd",
			`..\..\windows\system32\drivers`:     "drivers",
			"/etc/shadow":                        "shadow",
			"a\u202egnp.exe.txt":                 "agnp.exe.txt",
			"CON.txt":                            "_CON.txt",
			`<script>alert(1)</script>.txt`:      "script_.txt",
			"x\x00y.txt":                         "xy.txt",
			"..":                                 "file",
			strings.Repeat("long", 100) + ".txt": "",
		} {
			var form bytes.Buffer
			w := multipart.NewWriter(&form)
			part, err := w.CreatePart(textproto.MIMEHeader{"Content-Disposition": {mime.FormatMediaType("form-data", map[string]string{"name": "file", "filename": sent})}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := part.Write([]byte("contenu")); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			r := sophie.Raw(http.MethodPost, "/api/attachments", w.FormDataContentType(), &form)
			if r.Status == http.StatusUnprocessableEntity { // no file at all, once its name is gone
				continue
			}
			var file Attachment
			r.Want(http.StatusCreated).Into(&file)
			if strings.ContainsAny(file.Name, "/\\\x00\r\n<>\u202e") || len(file.Name) > 200 || kept != "" && file.Name != kept {
				t.Errorf("%q is kept as %q, not %q", sent, file.Name, kept)
			}
			got := sophie.Get("/api/attachments/"+file.ID, nil).Want(http.StatusOK)
			if _, with, err := mime.ParseMediaType(got.Header.Get("Content-Disposition")); err != nil || with["filename"] != file.Name {
				t.Errorf("%q comes back as %q: %v", sent, with["filename"], err)
			}
		}
	})
}
