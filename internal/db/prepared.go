package db

import (
	"context"
	"database/sql"
	"sync"
)

// preparedMost bounds the statements kept prepared: our constants are some
// hundreds, dynamic ones (lists with filters) come in few shapes.
const preparedMost = 512

// preparer prepares statements: a *sql.Conn or a *sql.DB.
type preparer interface {
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// prepared keeps statements by their text. When it is full it starts again from
// nothing, which is rare and simple.
type prepared struct {
	on    preparer
	stmts map[string]*sql.Stmt
}

func (p *prepared) get(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := p.stmts[query]; s != nil {
		return s, nil
	}
	if len(p.stmts) >= preparedMost {
		p.close()
	}
	s, err := p.on.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if p.stmts == nil {
		p.stmts = make(map[string]*sql.Stmt, 64)
	}
	p.stmts[query] = s
	return s, nil
}

func (p *prepared) close() {
	for text, s := range p.stmts {
		_ = s.Close() // a statement that cannot be closed goes with its connection
		delete(p.stmts, text)
	}
}

// pooled runs statements on any connection of a pool. database/sql prepares each
// on every connection that comes to run it.
type pooled struct {
	mu    sync.RWMutex
	cache prepared
}

func newPooled(pool *sql.DB) *pooled { return &pooled{cache: prepared{on: pool}} }

func (p *pooled) get(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.RLock()
	s := p.cache.stmts[query]
	p.mu.RUnlock()
	if s != nil {
		return s, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cache.get(ctx, query)
}

func (p *pooled) exec(context.Context, string, []any) (sql.Result, error) { return nil, errReadOnly }

func (p *pooled) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	s, err := p.get(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (p *pooled) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cache.close()
}
