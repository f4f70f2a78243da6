package app

import (
	"crypto/x509"
	"encoding/pem"
	"os"

	"golang.org/x/sys/unix"

	"guichet/internal/health"
)

// machine tells of what the desk runs on. What cannot be found out is not told.
func (a *App) machine() health.Machine {
	m := health.Machine{Version: a.config.Version}
	var disk unix.Statfs_t
	if err := unix.Statfs(a.config.Data, &disk); err == nil {
		m.DiskFree, m.DiskTotal = int64(disk.Bavail)*disk.Bsize, int64(disk.Blocks)*disk.Bsize
	}
	text, err := os.ReadFile(a.config.TLSCert)
	if err != nil {
		return m
	}
	if block, _ := pem.Decode(text); block != nil {
		if certificate, err := x509.ParseCertificate(block.Bytes); err == nil {
			m.CertificateEnds = certificate.NotAfter
		}
	}
	return m
}
