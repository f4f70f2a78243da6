package contract

import (
	"github.com/danielgtaylor/huma/v2"

	"guichet/internal/access"
	"guichet/internal/phrase"
)

// ErrorCode is what went wrong, for programs.
type ErrorCode string

// OneOf is the schema of a word of a list, made from the constants themselves.
func OneOf[T ~string](about string, codes []T) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString, Description: about}
	for _, c := range codes {
		s.Enum = append(s.Enum, string(c))
	}
	return s
}

// Schema lists the codes that have a sentence.
func (ErrorCode) Schema(huma.Registry) *huma.Schema {
	return OneOf("For programs; never changes.", phrase.Codes())
}

// Permission is one thing that may be done.
type Permission string

// Schema lists the permissions.
func (Permission) Schema(huma.Registry) *huma.Schema { return OneOf("", access.Permissions()) }
