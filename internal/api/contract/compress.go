package contract

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// compressLeast is the size, in bytes, from which an answer is worth it: of a
// record with its names half is saved, of a smaller answer hardly anything.
const compressLeast = 1000

// compressed sends long answers of JSON compressed to who takes them so (RFC
// 9110, 8.4.1): a page of a queue is a tenth. No answer holds a secret beside
// words of a stranger's choosing, which its length could betray: secrets are
// given once, in answers that are short.
func (d *Door) compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		c := &compressor{ResponseWriter: w, writers: &d.compressors}
		next.ServeHTTP(c, r)
		c.end()
	})
}

// compressor decides with the first bytes of an answer.
type compressor struct {
	http.ResponseWriter
	writers *sync.Pool
	decided bool
	to      *gzip.Writer
	status  int
}

func (c *compressor) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}

func (c *compressor) Write(b []byte) (int, error) {
	if !c.decided {
		c.decide(len(b))
	}
	if c.to != nil {
		return c.to.Write(b)
	}
	return c.ResponseWriter.Write(b)
}

func (c *compressor) decide(size int) {
	c.decided = true
	h := c.Header()
	kind := h.Get("Content-Type")
	if strings.HasPrefix(kind, "application/json") || strings.HasPrefix(kind, "application/problem+json") {
		h.Add("Vary", "Accept-Encoding")
		if size >= compressLeast && h.Get("Content-Encoding") == "" {
			h.Set("Content-Encoding", "gzip")
			h.Del("Content-Length")
			c.to, _ = c.writers.Get().(*gzip.Writer)
			if c.to == nil {
				c.to, _ = gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is one that there is
			}
			c.to.Reset(c.ResponseWriter)
		}
	}
	if c.status != 0 {
		c.ResponseWriter.WriteHeader(c.status)
	}
}

// Unwrap lets a stream be flushed, which has decided by then.
func (c *compressor) Unwrap() http.ResponseWriter {
	if !c.decided {
		c.decide(0)
	}
	return c.ResponseWriter
}

// end ends the answer. One that broke off is never ended: the reader sees that it
// is not whole.
func (c *compressor) end() {
	if !c.decided {
		c.decide(0)
	}
	if c.to != nil {
		_ = c.to.Close() // the reader has gone
		c.writers.Put(c.to)
	}
}
