// Package access says who may do what, and of which records: roles, the
// permissions each gives, and the scope of a permission as a condition that
// every list puts into its SQL, so that no handler can forget it.
//
// It is a pure function of who asks. It owns the table of roles and the form of
// a scope; who has which role is kept by package auth, and which columns of a
// record name its organisation and its people is said by the noun.
//
// A role is had everywhere, or limited to an organisation, a site, a team, a kind
// of record. A permission reaches either the records it is granted for, or a
// person's own records only. Everybody who is signed in is a user and
// reaches their own.
package access
