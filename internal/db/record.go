package db

// Statement is a statement as it ran, its arguments as the driver was given
// them.
type Statement struct {
	Query string
	Args  []any
}

type recorder struct {
	f func(write bool, statements []Statement)
}

// Record has f told, until it is told to stop by nil, which statements each
// Write ran that was committed, and each Read. It is how guichet bench learns
// what exactly an act writes and how many statements a page costs; f is called
// by several goroutines.
func (d *DB) Record(f func(write bool, statements []Statement)) {
	if f == nil {
		d.recording.Store(nil)
		return
	}
	d.recording.Store(&recorder{f})
}

// recorded tells whoever records what a transaction ran.
func (d *DB) recorded(tx *Tx) {
	if r := d.recording.Load(); r != nil && len(tx.ran) > 0 {
		r.f(tx.writes, tx.ran)
	}
	tx.ran = nil
}
