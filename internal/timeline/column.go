package timeline

import "fmt"

// Column is one field of the row that a subject's entries fold into, named as it
// is in the database.
type Column struct {
	Name  string
	Value any
}

// Compare says where the row of a subject is not what its entries make of it.
func Compare(s Subject, version int64, folded, stored []Column) []Fault {
	faults := []Fault{}
	for i := range folded {
		if folded[i].Value != stored[i].Value {
			faults = append(faults, Fault{Subject: s, Version: version, What: fmt.Sprintf(
				"%s of its row is %v, its entries say %v", folded[i].Name, stored[i].Value, folded[i].Value)})
		}
	}
	return faults
}
