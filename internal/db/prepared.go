package db

import (
	"context"
	"database/sql"
	"sync"
)

// preparedMost bounds the statements kept prepared: our constants are some
// hundreds, dynamic ones (lists with filters) come in few shapes. What comes when
// there is no more room runs unprepared, a little slower. Nothing is thrown out:
// somebody may be running it.
const preparedMost = 512

// connection runs and prepares statements: a *sql.Conn or a *sql.DB.
type connection interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// prepared is a runner that keeps statements by their text. On a pool, it is
// shared, and database/sql prepares each statement on every connection that comes
// to run it.
type prepared struct {
	on connection

	mu    sync.RWMutex
	stmts map[string]*sql.Stmt
}

func newPrepared(on connection) *prepared {
	return &prepared{on: on, stmts: make(map[string]*sql.Stmt, 64)}
}

// get gives the statement, or nil when there is no room for it.
func (p *prepared) get(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.RLock()
	s, full := p.stmts[query], len(p.stmts) >= preparedMost
	p.mu.RUnlock()
	if s != nil || full {
		return s, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.stmts[query]; s != nil {
		return s, nil
	}
	s, err := p.on.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.stmts[query] = s
	return s, nil
}

func (p *prepared) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	switch s, err := p.get(ctx, query); {
	case err != nil:
		return nil, err
	case s == nil:
		return p.on.ExecContext(ctx, query, args...)
	default:
		return s.ExecContext(ctx, args...)
	}
}

func (p *prepared) query(ctx context.Context, query string, args []any) (*Rows, error) {
	switch s, err := p.get(ctx, query); {
	case err != nil:
		return nil, err
	case s == nil:
		return rowsOf(p.on.QueryContext(ctx, query, args...))
	default:
		return rowsOf(s.QueryContext(ctx, args...))
	}
}

func (p *prepared) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for text, s := range p.stmts {
		_ = s.Close() // one that cannot be closed goes with its connection
		delete(p.stmts, text)
	}
}
