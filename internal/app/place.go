package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"guichet"
	"guichet/internal/backup"
	"guichet/internal/db"
	"guichet/internal/db/dump"
)

// place is where a desk is being put. A SQLite file is made under another name
// first, so that one with its own name is always whole; PostgreSQL is filled in
// one transaction.
type place struct {
	config Config
	url    string
	file   string // of SQLite; '': PostgreSQL
	lock   *db.DB // keeps others from the file that is to be replaced
	there  bool   // there is such a file
	now    string
	aside  string // the schema of PostgreSQL that what was there lies in
}

var errNotEmpty = errors.New("there is a desk already. Name an empty place, or say --replace: what is there is set aside then, not removed")

// clear makes sure that the place may be filled.
func (c Config) clear(ctx context.Context, replace bool) (*place, error) {
	p := &place{config: c, url: c.database(), now: time.Now().UTC().Format(moment)}
	if file, is := c.sqliteFile(); is {
		return p, p.clearFile(ctx, file, replace)
	}
	if err := dump.Alone(ctx, p.url); err != nil {
		return nil, err
	}
	empty, err := backup.IsEmpty(ctx, p.url, c.Logger)
	if err != nil || empty {
		return p, err
	}
	if !replace {
		return nil, errNotEmpty
	}
	p.aside = "replaced_" + time.Now().UTC().Format("20060102_150405")
	return p, dump.SetAside(ctx, p.url, p.aside)
}

func (p *place) clearFile(ctx context.Context, file string, replace bool) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	p.file = file
	p.url = "sqlite:" + file + ".filling"
	p.removeHalf()
	info, err := os.Stat(file)
	if errors.Is(err, os.ErrNotExist) || err == nil && info.Size() == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	if !replace {
		return errNotEmpty
	}
	p.there = true
	p.lock, err = p.config.openAsItIs(ctx)
	if guichet.AsError(err).Code == "database_in_use" {
		return err
	}
	return nil // one that cannot be opened is what a backup is for
}

func (p *place) removeHalf() {
	for _, end := range []string{"", "-wal", "-shm", ".lock"} {
		_ = os.Remove(p.file + ".filling" + end) // it may not be there
	}
}

// keyFits refuses to lose the key of another desk.
func (p *place) keyFits(text []byte, replace bool) error {
	old, err := os.ReadFile(filepath.Join(p.config.Data, "key"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err == nil && !bytes.Equal(old, text) && !replace {
		err = fmt.Errorf("the data folder %s has the key of another desk. Name an empty folder, or say --replace: the key is set aside then", p.config.Data)
	}
	return err
}

// take gives everything its name. It tells where that is which was there.
func (p *place) take(ctx context.Context, key []byte) (aside []string, err error) {
	if key != nil {
		if aside, err = p.takeKey(key); err != nil {
			return aside, err
		}
	}
	if p.file == "" {
		return aside, nil
	}
	if p.there {
		if p.lock != nil {
			if err := p.lock.Close(); err != nil { // folds its log into the file
				return aside, err
			}
			p.lock = nil
		}
		old := p.file + ".replaced-" + p.now
		for _, end := range []string{"", "-wal", "-shm"} {
			if err := os.Rename(p.file+end, old+end); err != nil && !errors.Is(err, os.ErrNotExist) {
				return aside, err
			}
		}
		aside = append(aside, old)
	}
	f, err := os.OpenFile(p.file+".filling", os.O_RDWR, 0)
	if err != nil {
		return aside, err
	}
	err = errors.Join(f.Chmod(0o600), f.Sync(), f.Close(), os.Rename(p.file+".filling", p.file), syncFolder(filepath.Dir(p.file)))
	return aside, errors.Join(err, ctx.Err())
}

func (p *place) takeKey(key []byte) (aside []string, err error) {
	path := filepath.Join(p.config.Data, "key")
	old, err := os.ReadFile(path)
	if err == nil && bytes.Equal(old, key) {
		return nil, nil
	}
	if err == nil {
		aside = []string{path + ".replaced-" + p.now}
		if err := os.Rename(path, aside[0]); err != nil {
			return nil, err
		}
	}
	if err := os.WriteFile(path+".part", key, 0o600); err != nil {
		return aside, err
	}
	return aside, errors.Join(os.Rename(path+".part", path), syncFolder(p.config.Data))
}

// leave lets go of the place. Where the filling failed nothing of it stays, and
// what was set aside for it is put back.
func (p *place) leave(ctx context.Context, failed error) error {
	var err error
	if failed != nil && p.file == "" {
		ctx = context.WithoutCancel(ctx)
		if err = dump.Drop(ctx, p.url); err == nil && p.aside != "" {
			err = dump.PutBack(ctx, p.url, p.aside)
		}
		if err != nil {
			err = fmt.Errorf("the database was left half filled: drop what lies in it, or say --replace the next time: %w", err)
		}
	}
	if p.lock != nil {
		err = p.lock.Close()
	}
	if p.file != "" {
		p.removeHalf()
	}
	return err
}
