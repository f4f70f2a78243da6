package app

import (
	"log/slog"

	"guichet/internal/api"
)

// Description is the OpenAPI document of the programming interface.
func Description(version string) ([]byte, error) {
	return api.New(api.Config{Version: version, Logger: slog.Default()}).Description()
}
