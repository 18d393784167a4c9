package registry

import (
	"crypto/tls"
	"crypto/x509"
)

// AdminTLS returns what the page of the registry is served with: a certificate of
// the registry's own authority, and, when clients is given, only browsers with a
// certificate from there.
func (r *Registry) AdminTLS(clients *x509.CertPool) *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS13, GetCertificate: r.ownCertificate().get, NextProtos: []string{"h2", "http/1.1"}, Time: r.clock.Now}
	if clients != nil {
		config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, clients
	}
	return config
}
