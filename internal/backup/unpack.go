package backup

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// What a member may be called: nothing else is written to a disk.
var memberName = regexp.MustCompile(`^(head\.json|layout\.md|end\.json|key|tables/[a-z0-9_]+\.[0-9]+\.jsonl|files/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{64})$`)

var partNumber = regexp.MustCompile(`\.[0-9]+\.jsonl$`)

// Unpack lays the members of an archive into a folder, the parts of a table as
// one file: tables/NAME.jsonl.
func Unpack(from io.Reader, folder string) error {
	packed, err := gzip.NewReader(from)
	if err != nil {
		return broken("this is no archive of Guichet: %w", err)
	}
	members := tar.NewReader(packed)
	for {
		member, err := members.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return broken("the archive cannot be read: %w", err)
		}
		if !memberName.MatchString(member.Name) {
			return broken("%q does not belong in an archive", member.Name)
		}
		name := partNumber.ReplaceAllString(member.Name, ".jsonl")
		if err := appendTo(filepath.Join(folder, filepath.FromSlash(name)), members, strings.HasPrefix(name, tablesIn)); err != nil {
			return err
		}
	}
}

func appendTo(path string, from io.Reader, may bool) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	how := os.O_CREATE | os.O_WRONLY | os.O_EXCL
	if may {
		how = os.O_CREATE | os.O_WRONLY | os.O_APPEND
	}
	f, err := os.OpenFile(path, how, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}
