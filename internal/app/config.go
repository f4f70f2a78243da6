package app

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
)

// Config is what the program needs before it has a database. What people change
// while it runs lives in package setting.
type Config struct {
	Database string // "sqlite:/path/guichet.db" or "postgres://..."; empty: a file in Data
	Data     string // folder of the key, the attachments and, with SQLite, the database
	Listen   string // "127.0.0.1:8080"
	URL      string // how people reach it: stands in letters; empty: http://Listen
	Sample   bool   // fill an empty desk with a made-up company
	Version  string
	Logger   *slog.Logger
}

func (c Config) database() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + filepath.Join(c.Data, "guichet.db")
}

func (c Config) url() string {
	if c.URL != "" {
		return strings.TrimSuffix(c.URL, "/")
	}
	return "http://" + c.Listen
}

// keySize is the size of the key in the data folder, in bytes.
const keySize = 32

// keys are all secrets of this desk, each made from the one key in the data
// folder. Whoever restores a backup without that key cannot read passwords of
// mailboxes, and links in letters already sent are no longer known.
type keys struct {
	token   []byte // of personal tokens
	seal    []byte // of what is kept sealed: passwords of mailboxes
	address []byte // of signed addresses in letters
}

// loadKeys reads the key of the desk, or makes it at the first start.
func loadKeys(folder string) (keys, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return keys{}, fmt.Errorf("make the data folder: %w", err)
	}
	file := filepath.Join(folder, "key")
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = newKey(file)
	}
	if err != nil {
		return keys{}, fmt.Errorf("read the key: %w", err)
	}
	master, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(master) != keySize {
		return keys{}, fmt.Errorf("the key in %s is damaged: restore it from the backup", file)
	}
	var k keys
	for _, part := range []struct {
		to   *[]byte
		name string
	}{{&k.token, "token"}, {&k.seal, "seal"}, {&k.address, "address"}} {
		if *part.to, err = hkdf.Key(sha256.New, master, nil, "guichet "+part.name, keySize); err != nil {
			return keys{}, fmt.Errorf("derive a key: %w", err)
		}
	}
	return k, nil
}

func newKey(file string) ([]byte, error) {
	master := make([]byte, keySize)
	if _, err := rand.Read(master); err != nil {
		return nil, err
	}
	text := []byte(base64.StdEncoding.EncodeToString(master) + "\n")
	// Written whole and synced before anything is sealed with it: a key lost in a
	// power cut would take what it sealed along.
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = f.Write(text)
	return text, errors.Join(err, f.Sync(), f.Close())
}
