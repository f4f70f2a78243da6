package app

import (
	"log/slog"

	"guichet/internal/api"
	"guichet/internal/api/contract"
)

// Description is the OpenAPI document of the programming interface.
func Description(version string) ([]byte, error) {
	return api.New(api.Config{Config: contract.Config{Version: version, Logger: slog.Default()}}).Description()
}
